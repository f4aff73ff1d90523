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
  for (let p = 0; p < data.length; p++) data[p] = plane.data[p]! * sign;
  for (let y = 0; y < height; y++) lineMaxima(data, y * width, 1, width, reach);
  for (let x = 0; x < width; x++) lineMaxima(data, x, width, height, reach);
  if (sign < 0) for (let p = 0; p < data.length; p++) data[p] = -data[p]!;
  return out;
}

function lineMaxima(data: Float32Array, start: number, stride: number, length: number, reach: number): void {
  const window = 2 * reach + 1;
  const padded = Math.ceil((length + 2 * reach) / window) * window;
  const ahead = new Float32Array(padded).fill(-Infinity);
  for (let i = 0; i < length; i++) ahead[i + reach] = data[start + i * stride]!;
  const behind = ahead.slice();
  for (let i = 1; i < padded; i++) {
    if (i % window !== 0 && behind[i - 1]! > behind[i]!) behind[i] = behind[i - 1]!;
  }
  for (let i = padded - 2; i >= 0; i--) {
    if ((i + 1) % window !== 0 && ahead[i + 1]! > ahead[i]!) ahead[i] = ahead[i + 1]!;
  }
  for (let i = 0; i < length; i++) {
    const right = behind[i + 2 * reach]!;
    data[start + i * stride] = ahead[i]! > right ? ahead[i]! : right;
  }
}
