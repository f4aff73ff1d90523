import type { Box, RasterImage } from '../image.ts';
import { findEdges } from './edges.ts';
import { inwards, isUpright, type SheetEdge, type Squares, squaresOf } from './squares.ts';

/** Smaller images are crops of digits, without a table. */
const SMALLEST = 160;

/** Squares just inside an edge that are counted as table, because they contain some of it. */
const GUARD = 1;

/** Squares inside the edge, and to either side along it, that are searched for paper. */
const INWARD = 6;
const ALONG = 4;

/** An image of paper only. */
export interface Sheet {
  readonly picture: RasterImage;
  /** Its position in the whole image. */
  readonly box: Box;
}

/**
 * The sheet of paper on a visible table: cropped at its straight edges, with the remaining table in its box replaced
 * with paper. Undefined if no edge is found.
 *
 * @param picture 1 or 3 channels
 * @param boxes whether tinted boxes on white paper are no sheet
 */
export function cutOutSheet(picture: RasterImage, boxes = false): Sheet | undefined {
  if (Math.min(picture.width, picture.height) < SMALLEST) return undefined;
  const squares = squaresOf(picture);
  const edges = findEdges(squares, boxes);
  if (edges.length === 0) return undefined;
  const box = boxInside(edges, squares, picture);
  if (box.width < picture.width / 4 || box.height < picture.height / 4) return undefined;
  return { picture: withoutTable(picture, box, edges, squares), box };
}

/** The smallest box that contains the whole sheet. */
function boxInside(edges: readonly SheetEdge[], squares: Squares, picture: RasterImage): Box {
  const cut = { left: 0, right: 0, top: 0, bottom: 0 };
  for (const { side, from, to } of edges) {
    cut[side] = Math.max(0, Math.floor((Math.min(from, to) + GUARD) * squares.size));
  }
  return {
    x: cut.left,
    y: cut.top,
    width: picture.width - cut.left - cut.right,
    height: picture.height - cut.top - cut.bottom,
  };
}

function withoutTable(
  picture: RasterImage,
  box: Box,
  edges: readonly SheetEdge[],
  squares: Squares,
): RasterImage {
  const { width, channels, data } = picture;
  const out = new Uint8Array(box.width * box.height * channels);
  const papers = edges.map((edge) => paperAlong(edge, edges, squares, picture));
  for (let y = 0, p = 0; y < box.height; y++) {
    const down = (box.y + y + 0.5) / squares.size - 0.5;
    for (let x = 0; x < box.width; x++, p++) {
      const right = (box.x + x + 0.5) / squares.size - 0.5;
      let worst = GUARD;
      let paper: Uint8Array | undefined;
      for (const [k, edge] of edges.entries()) {
        const inside = inwards(edge, right, down, squares);
        if (inside >= worst) continue;
        worst = inside;
        const along = isUpright(edge.side) ? down : right;
        paper = papers[k][Math.min(papers[k].length - 1, Math.max(0, Math.round(along)))];
      }
      const from = ((box.y + y) * width + box.x + x) * channels;
      for (let c = 0; c < channels; c++) out[p * channels + c] = paper?.[c] ?? data[from + c];
    }
  }
  return { width: box.width, height: box.height, channels, data: out };
}

/** The colour of the paper near each position of an edge: that of the square with the median brightness. */
function paperAlong(
  edge: SheetEdge,
  edges: readonly SheetEdge[],
  squares: Squares,
  picture: RasterImage,
): Uint8Array[] {
  const upright = isUpright(edge.side);
  const length = upright ? squares.height : squares.width;
  const near: number[][] = Array.from({ length }, () => []);
  for (let y = 0, s = 0; y < squares.height; y++) {
    for (let x = 0; x < squares.width; x++, s++) {
      const inside = inwards(edge, x, y, squares);
      if (inside < GUARD + 1 || inside > GUARD + INWARD) continue;
      if (edges.some((other) => inwards(other, x, y, squares) < GUARD + 1)) continue;
      const along = upright ? y : x;
      for (let r = Math.max(0, along - ALONG); r <= Math.min(length - 1, along + ALONG); r++) near[r].push(s);
    }
  }
  const all = near.flat();
  return near.map((some) => {
    const list = (some.length > 0 ? some : all).sort((a, b) => squares.data[a] - squares.data[b]);
    return colourOf(list[list.length >> 1] ?? 0, squares, picture);
  });
}

function colourOf(
  square: number,
  { width: columns, size }: Squares,
  { width, channels, data }: RasterImage,
): Uint8Array {
  const sums = new Float64Array(channels);
  const left = (square % columns) * size;
  const top = Math.floor(square / columns) * size;
  for (let y = top; y < top + size; y++) {
    for (let x = left; x < left + size; x++) {
      for (let c = 0; c < channels; c++) sums[c] += data[(y * width + x) * channels + c];
    }
  }
  return Uint8Array.from(sums, (sum) => Math.round(sum / (size * size)));
}
