// The ink of one digit; see ../../digit/isolate-digit.ts. The box is at `left`, `top` of the page.

import { floatBelow } from './memory';

const LEVELS: i32 = 1024;
const LEAST: f64 = 1 / 256;

/** Counts the levels, in thousandths, of the digit's pixels from `threshold` on; returns how many they are. */
export function coreLevels(
  ink: usize,
  labels: usize,
  own: usize,
  across: i32,
  left: i32,
  top: i32,
  width: i32,
  height: i32,
  threshold: f64,
  histogram: usize,
): i32 {
  memory.fill(histogram, 0, <usize>LEVELS << 2);
  let total = 0;
  for (let y = 0; y < height; y++) {
    let p = <usize>((top + y) * across + left) << 2;
    for (const end = p + (<usize>width << 2); p < end; p += 4) {
      while (p + 16 <= end && !v128.any_true(v128.load(labels + p))) p += 16;
      if (p >= end) break;
      const label = load<i32>(labels + p);
      if (label == 0 || load<u8>(own + label) == 0) continue;
      const value = <f64>load<f32>(ink + p);
      if (value < threshold) continue;
      const bin = min(LEVELS - 1, max(0, <i32>round(value * 1000)));
      const at = histogram + (<usize>bin << 2);
      store<i32>(at, load<i32>(at) + 1);
      total++;
    }
  }
  return total;
}

/** As in JavaScript: halves up. */
// @ts-ignore: decorator
@inline
function round(value: f64): f64 {
  const up = Math.ceil(value);
  return up - 0.5 > value ? up - 1 : up;
}

/** Stretches the ink of a box, and writes the bounds of what is left: left, top, right and bottom, all inclusive. */
export function stretchInk(
  ink: usize,
  labels: usize,
  own: usize,
  across: i32,
  left: i32,
  top: i32,
  width: i32,
  height: i32,
  rim: i32,
  low: f64,
  gain: f64,
  out: usize,
  bounds: usize,
): void {
  memory.fill(out, 0, <usize>(width * height) << 2);
  // a little less ink than what is not rounded to zero: whole vectors of it are passed over
  const faint = f32x4.splat(floatBelow(low + (0.999 * LEAST) / gain));
  let first = width;
  let last = -1;
  let upper = height;
  let lower = -1;
  for (let y = 0; y < height; y++) {
    let p = <usize>((top + y) * across + left) << 2;
    for (let x = 0; x < width; x++, p += 4, out += 4) {
      while (x + 4 <= width && i32x4.all_true(f32x4.le(v128.load(ink + p), faint))) {
        x += 4;
        p += 16;
        out += 16;
      }
      if (x >= width) break;
      const value = (<f64>load<f32>(ink + p) - low) * gain;
      if (value < LEAST) continue;
      const label = load<i32>(labels + p);
      if (label == 0) {
        if (!isNear(labels, own, across, left, top, width, height, x, y, rim)) continue;
      } else if (load<u8>(own + label) != 1) continue;
      store<f32>(out, value > 1 ? 1 : <f32>value);
      first = min(first, x);
      last = max(last, x);
      if (upper == height) upper = y;
      lower = y;
    }
  }
  store<i32>(bounds, first);
  store<i32>(bounds, upper, 4);
  store<i32>(bounds, last, 8);
  store<i32>(bounds, lower, 12);
}

/** Whether a pixel of the digit is within `rim` pixels, nearest rows first. */
function isNear(
  labels: usize,
  own: usize,
  across: i32,
  left: i32,
  top: i32,
  width: i32,
  height: i32,
  x: i32,
  y: i32,
  rim: i32,
): bool {
  const from = left + max(0, x - rim);
  const to = left + min(width - 1, x + rim);
  for (let away = 0; away <= 2 * rim; away++) {
    const row = y + (away & 1 ? (away + 1) >> 1 : -(away >> 1));
    if (row < 0 || row >= height) continue;
    const start = labels + (<usize>((top + row) * across) << 2);
    for (let column = from; column <= to; column++) {
      if (load<u8>(own + load<i32>(start + (<usize>column << 2))) == 1) return true;
    }
  }
  return false;
}
