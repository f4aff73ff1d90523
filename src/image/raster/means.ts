/** Means of squares and neighbourhoods. */

import type { Plane } from '../image.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import type { ScratchMemory } from './scratch-memory.ts';

/**
 * Means of squares of `side` x `side` pixels, clipped at the right and bottom border.
 * @param memory of the result; the plane itself is returned if `side` is 1
 */
export function shrinkByMean(plane: Plane, side: number, memory: ScratchMemory): Plane {
  if (side === 1) return plane;
  const { width, height, data } = plane;
  const out = memory.plane(Math.ceil(width / side), Math.ceil(height / side));
  const kernels = pixelKernels(data, out.data);
  if (kernels !== undefined) {
    kernels.shrinkByMean(data.byteOffset, width, height, side, out.data.byteOffset);
    return out;
  }
  const sums = new Float64Array(out.width);
  for (let row = 0; row < out.height; row++) {
    const top = row * side;
    const bottom = Math.min(height, top + side);
    sums.fill(0);
    for (let y = top; y < bottom; y++) {
      for (let column = 0, p = y * width; column < out.width; column++) {
        const end = Math.min(width, (column + 1) * side) + y * width;
        let sum = 0;
        while (p < end) sum += data[p++];
        sums[column] += sum;
      }
    }
    for (let column = 0; column < out.width; column++) {
      const across = Math.min(width, (column + 1) * side) - column * side;
      out.data[row * out.width + column] = sums[column] / (across * (bottom - top));
    }
  }
  return out;
}

/**
 * Mean of 3x3 neighbourhoods, clipped at the border.
 * @param memory of the result
 */
export function smooth(plane: Plane, memory: ScratchMemory): Plane {
  const { width, height, data } = plane;
  const out = memory.plane(width, height);
  const kernels = pixelKernels(data, out.data);
  if (kernels !== undefined) {
    kernels.smooth(data.byteOffset, width, height, out.data.byteOffset);
    return out;
  }
  for (let y = 0; y < height; y++) {
    const isEdgeRow = y === 0 || y === height - 1;
    for (let x = 0; x < width; x++) {
      if (!isEdgeRow && x > 0 && x < width - 1) {
        const p = y * width + x;
        const above = data[p - width - 1] + data[p - width] + data[p - width + 1];
        const neighbours = above + data[p - 1] + data[p] + data[p + 1];
        out.data[p] = (neighbours + data[p + width - 1] + data[p + width] + data[p + width + 1]) / 9;
        continue;
      }
      let sum = 0;
      let count = 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          sum += data[v * width + u];
          count++;
        }
      }
      out.data[y * width + x] = sum / count;
    }
  }
  return out;
}
