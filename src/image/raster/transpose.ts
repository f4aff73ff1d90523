/** Transposes planes. */

import { createPlane, type Plane } from '../image.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

/**
 * Processes tiles, so that reads and writes stay within the cache.
 * @param out width and height of `plane`, exchanged; overwritten
 */
export function transpose(plane: Plane, out: Plane = createPlane(plane.height, plane.width)): Plane {
  const { width, height, data } = plane;
  const kernels = pixelKernels(data, out.data);
  if (kernels !== undefined) {
    kernels.transpose(data.byteOffset, width, height, out.data.byteOffset);
    return out;
  }
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
