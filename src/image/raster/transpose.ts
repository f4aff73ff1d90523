/** Transposes planes. */

import { createPlane, type Plane } from '../image.ts';

/**
 * Processes tiles, so that reads and writes stay within the cache.
 * @param out width and height of `plane`, exchanged; overwritten
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
