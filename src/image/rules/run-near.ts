import type { Plane } from '../image.ts';

/** A vertical run of ink: its first row, and the one after its last. */
export interface Run {
  readonly first: number;
  readonly end: number;
}

/** The run of ink at row `y` of a column, or the nearest one within `off` rows; undefined if there is none. */
export function runNear(
  { width, height, data }: Plane,
  level: number,
  x: number,
  y: number,
  off: number,
): Run | undefined {
  const isInk = (row: number): boolean => row >= 0 && row < height && data[row * width + x] > level;
  for (let d = 0; d <= 2 * off; d++) {
    const row = y + (d & 1 ? (d + 1) >> 1 : -(d >> 1));
    if (!isInk(row)) continue;
    let first = row;
    while (isInk(first - 1)) first--;
    let end = row + 1;
    while (isInk(end)) end++;
    return { first, end };
  }
  return undefined;
}
