/** Whether a component is around something: looks for it in all directions. */

import type { Box, Plane } from '../image.ts';

type Size = Omit<Plane, 'data'>;

/** Directions in which an outline is looked for around what it may enclose. */
const RAYS = 64;

/** The number of them in which it may be missing: drawn circles have gaps. */
const MOST_MISSES = 7;

/** The fraction of them in which it must be met even if it is cut by the border of the image, beyond which it may go on. */
const AROUND_IF_CUT = 0.45;

/** Whether the component of this label surrounds the centre of a mark. */
export function isAround(label: number, outline: Box, mark: Box, labels: Int32Array, size: Size): boolean {
  const { width, height } = size;
  let hits = 0;
  let misses = 0;
  for (const [dx, dy] of directions) {
    let x = mark.x + mark.width / 2;
    let y = mark.y + mark.height / 2;
    for (;;) {
      const [column, row] = [Math.floor(x), Math.floor(y)];
      if (column < 0 || row < 0 || column >= width || row >= height) {
        // a ray that leaves the image where the outline does may meet it beyond
        if (!isCut(outline, column, row, size)) misses++;
        break;
      }
      if (labels[row * width + column] === label) {
        hits++;
        break;
      }
      x += dx;
      y += dy;
    }
    if (misses > MOST_MISSES) return false;
  }
  return hits >= AROUND_IF_CUT * RAYS;
}

/** Whether a component reaches the border of the image on the side beyond which a pixel is. */
function isCut(box: Box, column: number, row: number, { width, height }: Size): boolean {
  return (
    (column < 0 && box.x === 0) ||
    (row < 0 && box.y === 0) ||
    (column >= width && box.x + box.width === width) ||
    (row >= height && box.y + box.height === height)
  );
}

/** Steps of at most a pixel along the sides of a square: without angles, whose functions differ between engines. */
const directions: readonly (readonly [number, number])[] = Array.from({ length: RAYS }, (_, k) => {
  const quarter = RAYS / 4;
  const along = (2 * ((k % quarter) + 0.5)) / quarter - 1;
  return (
    [
      [1, along],
      [-along, 1],
      [-1, -along],
      [along, -1],
    ] as const
  )[Math.floor(k / quarter)];
});
