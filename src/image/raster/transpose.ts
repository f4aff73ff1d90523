/** Rows and columns of a plane, exchanged. */

import { createPlane, type Plane } from '../image.ts';

/**
 * In tiles, so that reading and writing both stay within the cache.
 * @param out as wide as `plane` is high, and as high as it is wide; overwritten
 */
export function transpose(plane: Plane, out: Plane = createPlane(plane.height, plane.width)): Plane {
  const { width, height, data } = plane;
  const tile = 32;
  for (let top = 0; top < height; top += tile) {
    const bottom = Math.min(height, top + tile);
    for (let left = 0; left < width; left += tile) {
      const right = Math.min(width, left + tile);
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) out.data[x * height + y] = data[y * width + x];
      }
    }
  }
  return out;
}
