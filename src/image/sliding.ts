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
  const window = 2 * reach + 1;
  const longest = Math.ceil((Math.max(width, height) + 2 * reach) / window) * window;
  const ahead = new Float32Array(longest);
  const behind = new Float32Array(longest);
  for (let y = 0; y < height; y++) lineMaxima(data, y * width, 1, width, reach, ahead, behind);
  for (let x = 0; x < width; x++) lineMaxima(data, x, width, height, reach, ahead, behind);
  if (sign < 0) for (let p = 0; p < data.length; p++) data[p] = -data[p]!;
  return out;
}

/** @param ahead and `behind`: scratch, as long as the line with its margins, rounded up to whole windows */
function lineMaxima(
  data: Float32Array,
  start: number,
  stride: number,
  length: number,
  reach: number,
  ahead: Float32Array,
  behind: Float32Array,
): void {
  const window = 2 * reach + 1;
  const padded = Math.ceil((length + 2 * reach) / window) * window;
  for (let block = 0; block < padded; block += window) {
    let most = -Infinity;
    for (let i = block, end = block + window; i < end; i++) {
      const from = i - reach;
      const value = from >= 0 && from < length ? data[start + from * stride]! : -Infinity;
      ahead[i] = value;
      if (value > most) most = value;
      behind[i] = most;
    }
    for (let i = block + window - 2; i >= block; i--) if (ahead[i + 1]! > ahead[i]!) ahead[i] = ahead[i + 1]!;
  }
  for (let i = 0; i < length; i++) {
    const left = ahead[i]!;
    const right = behind[i + 2 * reach]!;
    data[start + i * stride] = left > right ? left : right;
  }
}
