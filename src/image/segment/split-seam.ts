import type { Box, Plane } from '../image.ts';

/** A cut from the top of a box to its bottom: in row r all columns up to `columns[r]` are on its left. */
export interface Seam {
  readonly columns: Int32Array;
  /** Number of ink pixels crossed. */
  readonly cost: number;
}

/** The cost of a sideways step of one pixel, so that straight cuts are preferred. */
const SIDE_STEP = 0.05;

/** The cost per pixel of distance from the middle, for the same reason. */
const OFF_CENTRE = 0.3;

/**
 * The cut through `box`, within `count` columns from `first` on, that crosses the least ink: a shortest path by
 * dynamic programming, with steps of at most 45 degrees.
 *
 * @param isInk whether the pixel with a given index is ink of the mark to be cut
 */
export function cheapestSeam(
  plane: Plane,
  box: Box,
  first: number,
  count: number,
  isInk: (pixel: number) => boolean,
): Seam {
  const costs = new Float64Array(count * box.height);
  const from = new Int8Array(count * box.height);
  for (let row = 0; row < box.height; row++) {
    const start = (box.y + row) * plane.width;
    for (let i = 0; i < count; i++) {
      const here = isInk(start + first + i) ? 1 : 0;
      const k = row * count + i;
      if (row === 0) {
        costs[k] = here + (OFF_CENTRE * Math.abs(2 * i - count)) / count;
        continue;
      }
      const up = k - count;
      let best = costs[up];
      if (i > 0 && costs[up - 1] + SIDE_STEP < best) {
        best = costs[up - 1] + SIDE_STEP;
        from[k] = -1;
      }
      if (i < count - 1 && costs[up + 1] + SIDE_STEP < best) {
        best = costs[up + 1] + SIDE_STEP;
        from[k] = 1;
      }
      costs[k] = best + here;
    }
  }
  const last = (box.height - 1) * count;
  let end = 0;
  for (let i = 1; i < count; i++) if (costs[last + i] < costs[last + end]) end = i;
  const columns = new Int32Array(box.height);
  let cost = 0;
  for (let row = box.height - 1, i = end; row >= 0; row--) {
    columns[row] = first + i;
    if (isInk((box.y + row) * plane.width + first + i)) cost++;
    i += from[row * count + i];
  }
  return { columns, cost };
}

/** Mean length of the runs of ink in a row of `box`: approximately the stroke width. */
export function meanRun(plane: Plane, box: Box, isInk: (pixel: number) => boolean): number {
  let runs = 0;
  let inRuns = 0;
  for (let row = 0; row < box.height; row++) {
    const start = (box.y + row) * plane.width;
    let before = false;
    for (let x = box.x; x < box.x + box.width; x++) {
      const ink = isInk(start + x);
      if (ink) inRuns++;
      if (ink && !before) runs++;
      before = ink;
    }
  }
  return runs > 0 ? inRuns / runs : 0;
}
