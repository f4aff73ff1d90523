import { createPlane, type Plane } from './picture.ts';

/**
 * The largest (or smallest) value within `reach` pixels, over a square window; outside the plane there is nothing.
 *
 * Van Herk (1992), Gil and Werman (1993): maxima from the left and from the right of blocks as long as the window
 * make the work independent of the reach.
 */
export function slidingExtreme(plane: Plane, reach: number, which: 'max' | 'min'): Plane {
  const { width, height } = plane;
  const out = createPlane(width, height);
  const sign = which === 'max' ? 1 : -1;
  const data = out.data;
  if (sign > 0) data.set(plane.data);
  else for (let p = 0; p < data.length; p++) data[p] = -plane.data[p]!;
  maximaAlongRows(data, width, height, reach);
  maximaAlongColumns(data, width, height, reach);
  if (sign < 0) for (let p = 0; p < data.length; p++) data[p] = -data[p]!;
  return out;
}

/** `length` with a margin of `reach` on both sides, rounded up to whole windows. */
function paddedLength(length: number, reach: number): number {
  const window = 2 * reach + 1;
  return Math.ceil((length + 2 * reach) / window) * window;
}

function maximaAlongRows(data: Float32Array, width: number, height: number, reach: number): void {
  const window = 2 * reach + 1;
  const padded = paddedLength(width, reach);
  const ahead = new Float32Array(padded);
  const behind = new Float32Array(padded);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    ahead.fill(-Infinity);
    for (let x = 0; x < width; x++) ahead[reach + x] = data[start + x]!;
    for (let block = 0; block < padded; block += window) {
      let most = -Infinity;
      for (let i = block; i < block + window; i++) {
        const value = ahead[i]!;
        if (value > most) most = value;
        behind[i] = most;
      }
      let later = -Infinity;
      for (let i = block + window - 1; i >= block; i--) {
        const value = ahead[i]!;
        if (value > later) later = value;
        else ahead[i] = later;
      }
    }
    for (let x = 0; x < width; x++) {
      const left = ahead[x]!;
      const right = behind[x + 2 * reach]!;
      data[start + x] = left > right ? left : right;
    }
  }
}

/** Whole rows take the place of single values, so that memory is gone through in its order. */
function maximaAlongColumns(data: Float32Array, width: number, height: number, reach: number): void {
  const window = 2 * reach + 1;
  const padded = paddedLength(height, reach);
  const ahead = new Float32Array(padded * width).fill(-Infinity);
  ahead.set(data, reach * width);
  const behind = ahead.slice();
  for (let row = 1; row < padded; row++) {
    if (row % window === 0) continue;
    for (let p = row * width, end = p + width; p < end; p++) {
      const value = behind[p - width]!;
      if (value > behind[p]!) behind[p] = value;
    }
  }
  for (let row = padded - 2; row >= 0; row--) {
    if (row % window === window - 1) continue;
    for (let p = row * width, end = p + width; p < end; p++) {
      const value = ahead[p + width]!;
      if (value > ahead[p]!) ahead[p] = value;
    }
  }
  const further = 2 * reach * width;
  for (let p = 0; p < data.length; p++) {
    const above = ahead[p]!;
    const below = behind[p + further]!;
    data[p] = above > below ? above : below;
  }
}

/** 1 wherever a pixel of the mask is 1 within `reach` pixels, over a square window; otherwise 0. */
export function dilate(mask: Uint8Array, width: number, height: number, reach: number): Uint8Array {
  const across = new Uint8Array(mask.length);
  for (let start = 0; start < mask.length; start += width) {
    for (let x = 0, left = 0; x < width; x++) {
      if (mask[start + x] === 1) left = reach + 1;
      if (left > 0) {
        across[start + x] = 1;
        left--;
      }
    }
    for (let x = width - 1, left = 0; x >= 0; x--) {
      if (mask[start + x] === 1) left = reach + 1;
      if (left > 0) {
        across[start + x] = 1;
        left--;
      }
    }
  }
  const out = new Uint8Array(mask.length);
  const left = new Int32Array(width);
  for (let y = 0; y < height; y++) spread(across, out, y * width, left, reach);
  left.fill(0);
  for (let y = height - 1; y >= 0; y--) spread(across, out, y * width, left, reach);
  return out;
}

/** One row of the way down or up; `left` counts, for each column, the rows that the last pixel still reaches. */
function spread(from: Uint8Array, to: Uint8Array, start: number, left: Int32Array, reach: number): void {
  for (let x = 0; x < left.length; x++) {
    const rows = from[start + x] === 1 ? reach + 1 : left[x]!;
    if (rows === 0) continue;
    to[start + x] = 1;
    left[x] = rows - 1;
  }
}
