// The layout of the scratch memory of a block of images; see augment.ts.

/** Bytes from one row of a tile to the next. */
export const ROW: usize = 128;
/** The first pixel of a tile: after a row of paper, and four pixels of the next. */
export const ORIGIN: usize = ROW + 16;
export const TILE_BYTES: usize = 4096;

export const SOURCE: usize = 0;
export const RESULT: usize = SOURCE + TILE_BYTES;
/** Four floats: the bounding box of the source's ink. */
export const SOURCE_BOX: usize = RESULT + TILE_BYTES;
/** For each direction, 16 columns of 16 nodes. */
export const NODES: usize = SOURCE_BOX + 64;
export const NODES_BYTES: usize = 16 * 16 * 4;
/** For each direction, the field at 28 x and 16 rows of nodes; then the same with rows and columns exchanged. */
export const FIELD_COLUMNS: usize = NODES + 2 * NODES_BYTES;
export const FIELD_BYTES: usize = 28 * 16 * 4;
export const FIELD_ROWS: usize = FIELD_COLUMNS + 2 * FIELD_BYTES;
/** For each direction, at 28 pixels the first of four nodes, then four lists of weights. */
export const SPLINES: usize = FIELD_ROWS + 2 * FIELD_BYTES;
export const LIST_BYTES: usize = 28 * 4;
export const SPLINE_BYTES: usize = 5 * LIST_BYTES;

/** For each of 28 columns, its contribution to the source position of a pixel: horizontal, then vertical. */
export const COLUMN_PARTS: usize = SPLINES + 2 * SPLINE_BYTES;

/** After the warp, the memory of the field is reused: for a copy of a tile, or two grids of 32 x 32. */
export const COPY: usize = NODES;
export const GRID: usize = NODES;
export const GRID_BYTES: usize = 32 * ROW;
export const OTHER_GRID: usize = GRID + GRID_BYTES;

/** As in ../augment-scratch.ts. */
export const SCRATCH_BYTES: usize = 20480;
