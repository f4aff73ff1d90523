import { createPlane, type Plane } from '../image.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import { ScratchMemory } from './scratch-memory.ts';

const aheadMemory = new ScratchMemory();
const behindMemory = new ScratchMemory();

/**
 * Greyscale dilation ('max') or erosion ('min'): the maximum or minimum within a square window of `reach` pixels to
 * each side, clipped to the plane.
 *
 * Van Herk (1992), Gil and Werman (1993): running maxima from the left and from the right of blocks of the window's
 * length make the cost independent of the window size.
 *
 * @param out of the same size as `plane`, or `plane` itself; overwritten
 */
export function slidingExtreme(
  plane: Plane,
  reach: number,
  which: 'max' | 'min',
  out: Plane = createPlane(plane.width, plane.height),
): Plane {
  const { width, height } = plane;
  const sign = which === 'max' ? 1 : -1;
  const data = out.data;
  const rows = height + 2 * reach;
  const padded = aheadMemory.floats((rows + 1) * width + 2 * rows + 8 * reach + 64);
  const kernels = pixelKernels(data, padded);
  if (kernels !== undefined) {
    data.set(plane.data);
    kernels.dilate(data.byteOffset, width, height, reach, sign, padded.byteOffset);
    return out;
  }
  if (sign > 0) data.set(plane.data);
  else for (let p = 0; p < data.length; p++) data[p] = -plane.data[p];
  maximaAlongRows(data, width, height, reach);
  maximaAlongColumns(data, width, height, reach);
  if (sign < 0) for (let p = 0; p < data.length; p++) data[p] = -data[p];
  return out;
}

/** `length` with a margin of `reach` on both sides, rounded up to a multiple of the window. */
function paddedLength(length: number, reach: number): number {
  const window = 2 * reach + 1;
  return Math.ceil((length + 2 * reach) / window) * window;
}

function maximaAlongRows(data: Float32Array, width: number, height: number, reach: number): void {
  const window = 2 * reach + 1;
  const padded = paddedLength(width, reach);
  const ahead = aheadMemory.floats(padded);
  const behind = behindMemory.floats(padded);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    ahead.fill(-Infinity);
    for (let x = 0; x < width; x++) ahead[reach + x] = data[start + x];
    for (let block = 0; block < padded; block += window) {
      let most = -Infinity;
      for (let i = block; i < block + window; i++) {
        const value = ahead[i];
        if (value > most) most = value;
        behind[i] = most;
      }
      let later = -Infinity;
      for (let i = block + window - 1; i >= block; i--) {
        const value = ahead[i];
        if (value > later) later = value;
        else ahead[i] = later;
      }
    }
    for (let x = 0; x < width; x++) {
      const left = ahead[x];
      const right = behind[x + 2 * reach];
      data[start + x] = left > right ? left : right;
    }
  }
}

/** Processes whole rows instead of single values, for sequential memory access. */
function maximaAlongColumns(data: Float32Array, width: number, height: number, reach: number): void {
  const window = 2 * reach + 1;
  const padded = paddedLength(height, reach);
  const ahead = aheadMemory.floats(padded * width);
  const behind = behindMemory.floats(padded * width);
  ahead.fill(-Infinity).set(data, reach * width);
  behind.set(ahead);
  for (let row = 1; row < padded; row++) {
    if (row % window === 0) continue;
    for (let p = row * width, end = p + width; p < end; p++) {
      const value = behind[p - width];
      if (value > behind[p]) behind[p] = value;
    }
  }
  for (let row = padded - 2; row >= 0; row--) {
    if (row % window === window - 1) continue;
    for (let p = row * width, end = p + width; p < end; p++) {
      const value = ahead[p + width];
      if (value > ahead[p]) ahead[p] = value;
    }
  }
  const further = 2 * reach * width;
  for (let p = 0; p < data.length; p++) {
    const above = ahead[p];
    const below = behind[p + further];
    data[p] = above > below ? above : below;
  }
}
