import type { Plane } from '../image.ts';
import type { Levels } from '../paper/levels.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';

/** Pixels that a nearly level line may go through, in a frame of `width` x `height`. */
export interface Marks {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** Where the marks are: the first `count` numbers. */
  readonly columns: Uint16Array;
  readonly rows: Uint16Array;
}

/** Marks of lines that are nearly level, and of those that are nearly upright: as if rows were columns. */
export interface Ridges {
  readonly level: Marks;
  readonly upright: Marks;
}

const memories = Array.from({ length: 4 }, () => new ScratchMemory());

/**
 * The pixels that are darker than the paper, and than what is a line's width above and below (or left and right). The
 * answer is good until the next call.
 *
 * @param ink both sides below 65,536
 */
export function findRidges(ink: Plane, levels: Levels): Ridges {
  const { width, height, data } = ink;
  const [columns, rows, uprightColumns, uprightRows] = memories.map((memory) =>
    memory.shorts(data.length),
  ) as [Uint16Array, Uint16Array, Uint16Array, Uint16Array];
  const paper = levels.paper;
  const least = leastRise(levels);
  const reach = widest(ink) + 1;
  const apart = reach * width;
  let count = 0;
  let uprightCount = 0;
  for (let y = 0, p = 0; y < height; y++) {
    // near the edges one side has to do
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

/** How much darker a line is at least than the paper, and than what is next to it. */
export function leastRise(levels: Levels): number {
  return 0.5 * (levels.floor - levels.paper);
}

/** The thickest that a line can be, in pixels. */
export function widest(ink: Plane): number {
  return Math.max(2, Math.round(Math.max(ink.width, ink.height) / 70));
}
