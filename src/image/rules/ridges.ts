import type { Plane } from '../image.ts';
import type { Levels } from '../paper/levels.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

/** Pixels through which a nearly horizontal line may pass, in an image of `width` x `height`. */
export interface Marks {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** The positions of the marks: the first `count` elements. */
  readonly columns: Uint16Array;
  readonly rows: Uint16Array;
}

/** Marks of lines that are nearly horizontal, and of those that are nearly vertical, with x and y exchanged. */
export interface Ridges {
  readonly level: Marks;
  readonly upright: Marks;
}

const memories = Array.from({ length: 4 }, () => new ScratchMemory());
const countMemory = new ScratchMemory();

/**
 * The pixels that are darker than the paper, and than the pixels a line width above and below (or left and right).
 * The result is valid until the next call.
 *
 * @param ink width and height below 65,536
 */
export function findRidges(ink: Plane, levels: Levels): Ridges {
  const { width, height, data } = ink;
  const [columns, rows, uprightColumns, uprightRows] = memories.map((memory) =>
    memory.shorts(data.length),
  ) as [Uint16Array, Uint16Array, Uint16Array, Uint16Array];
  const paper = levels.paper;
  const least = leastRise(levels);
  const reach = widest(ink) + 1;
  const found = { columns, rows, uprightColumns, uprightRows };
  const [count, uprightCount] = search(ink, reach, least, paper, found);
  return {
    level: { width, height, count, columns, rows },
    upright: {
      width: height,
      height: width,
      count: uprightCount,
      columns: uprightColumns,
      rows: uprightRows,
    },
  };
}

interface Positions {
  readonly columns: Uint16Array;
  readonly rows: Uint16Array;
  readonly uprightColumns: Uint16Array;
  readonly uprightRows: Uint16Array;
}

/** Finds the marks, and returns how many they are. */
function search(
  { width, height, data }: Plane,
  reach: number,
  least: number,
  paper: number,
  { columns, rows, uprightColumns, uprightRows }: Positions,
): readonly [level: number, upright: number] {
  const counts = countMemory.integers(2);
  const outputs = [columns, rows, uprightColumns, uprightRows, counts];
  const kernels = pixelKernels(data, ...outputs);
  if (kernels !== undefined) {
    const addresses = outputs.map(({ byteOffset }) => byteOffset);
    kernels.findRidges(data.byteOffset, width, height, reach, least, paper, ...addresses);
    return [counts[0], counts[1]];
  }
  const apart = reach * width;
  let count = 0;
  let uprightCount = 0;
  for (let y = 0, p = 0; y < height; y++) {
    // near the border one side is sufficient
    const hasAbove = y >= reach;
    const hasBelow = y < height - reach;
    for (let x = 0; x < width; x++, p++) {
      const enough = data[p] - least;
      if (enough <= paper) continue;
      if ((!hasAbove || enough > data[p - apart]) && (!hasBelow || enough > data[p + apart])) {
        columns[count] = x;
        rows[count++] = y;
      }
      if ((x < reach || enough > data[p - reach]) && (x >= width - reach || enough > data[p + reach])) {
        uprightColumns[uprightCount] = y;
        uprightRows[uprightCount++] = x;
      }
    }
  }
  return [count, uprightCount];
}

/** How much darker a line must be than the paper, and than its surroundings. */
export function leastRise(levels: Levels): number {
  return 0.5 * (levels.floor - levels.paper);
}

/** The maximum thickness of a line, in pixels. */
export function widest(ink: Plane): number {
  return Math.max(2, Math.round(Math.max(ink.width, ink.height) / 70));
}
