/** How well lines at every height of a page are supported by marks. */

import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

/** Number of vertical strips in which lines are located separately, because sheets bend and cameras tilt. */
export const STRIPS = 16;

/** Minimum number of strips in which a line must be within the image. */
export const FEWEST: number = STRIPS / 2;

/** Minimum fraction of the outermost strips in which it must be found. */
export const AT_ENDS = 0.4;

const totalMemory = new ScratchMemory();

/** The support of the lines at all heights, until the next call. */
export function supportOfLines(
  strips: Float64Array,
  width: number,
  height: number,
  lean: number,
  tolerance: number,
): Float64Array {
  const totals = totalMemory.doubles(height);
  const kernels = pixelKernels(strips, totals);
  if (kernels !== undefined) {
    kernels.supportLines(strips.byteOffset, width, height, lean, tolerance, totals.byteOffset);
    return totals;
  }
  for (let y = 0; y < height; y++) totals[y] = supportAt(strips, width, height, y, lean, tolerance);
  return totals;
}

/** The support of the line at height `y`, in the strips where it is within the image. */
function supportAt(
  strips: Float64Array,
  width: number,
  height: number,
  y: number,
  lean: number,
  tolerance: number,
): number {
  const middle = (s: number): number => y + lean * (((s + 0.5) * width) / STRIPS - width / 2);
  const isOutside = (s: number): boolean => middle(s) < 0 || middle(s) > height - 1;
  let first = 0;
  while (first < STRIPS && isOutside(first)) first++;
  let last = STRIPS - 1;
  while (last >= first && isOutside(last)) last--;
  return support((s) => bestNear(strips, s * height, height, y, tolerance).fraction, first, last);
}

/**
 * The mean fraction of marked columns along a line, from strip `first` to strip `last`; 0 if it is short or, like a
 * stroke, does not reach both ends of the image. The ends are tested first, because in most images most rows are
 * empty there.
 *
 * @param fraction of each strip, 0 to 1
 */
export function support(fraction: (strip: number) => number, first: number, last: number): number {
  const count = last - first + 1;
  if (count < FEWEST) return 0;
  if (
    fraction(first) + fraction(first + 1) < 2 * AT_ENDS ||
    fraction(last) + fraction(last - 1) < 2 * AT_ENDS
  )
    return 0;
  let sum = 0;
  for (let s = first; s <= last; s++) sum += fraction(s);
  return sum / count;
}

/** The best row near `y`, the nearest one in case of ties; fractions are summed over three rows, at most 1. */
export function bestNear(
  strips: Float64Array,
  start: number,
  height: number,
  y: number,
  tolerance: number,
): { row: number; fraction: number } {
  let row = y;
  let fraction = -1;
  for (let d = 0; d <= 2 * tolerance; d++) {
    const v = y + (d & 1 ? (d + 1) >> 1 : -(d >> 1));
    if (v < 0 || v >= height) continue;
    const here = strips[start + v];
    const neighbours = (v > 0 ? strips[start + v - 1] : 0) + (v + 1 < height ? strips[start + v + 1] : 0);
    const sum = Math.min(1, here + 0.5 * neighbours);
    if (sum > fraction + 1e-9) {
      fraction = sum;
      row = v;
    }
  }
  return { row, fraction: Math.max(0, fraction) };
}
