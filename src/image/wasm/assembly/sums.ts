// Sums and counts over planes and lines of pixels.

import { floatBelow, nextFloat } from './memory';

/** The number of values above `level` and their sum, as two doubles. */
export function sumAbove(data: usize, count: i32, level: f64, to: usize): void {
  const limit = f32x4.splat(floatBelow(level));
  const end = data + (<usize>count << 2);
  let above = 0;
  let sum: f64 = 0;
  for (; data < end; data += 16) {
    let mask = i32x4.bitmask(f32x4.gt(v128.load(data), limit));
    if (data + 16 > end) mask &= (1 << <i32>((end - data) >> 2)) - 1;
    if (mask == 0) continue;
    if (mask & 1) sum += <f64>load<f32>(data);
    if (mask & 2) sum += <f64>load<f32>(data, 4);
    if (mask & 4) sum += <f64>load<f32>(data, 8);
    if (mask & 8) sum += <f64>load<f32>(data, 12);
    above += popcnt(mask);
  }
  store<f64>(to, <f64>above);
  store<f64>(to, sum, 8);
}

/** The sum of `count` values that are `step` values apart. */
export function sumLine(data: usize, step: i32, count: i32): f64 {
  let sum: f64 = 0;
  for (let k = 0; k < count; k++, data += <isize>step << 2) sum += <f64>load<f32>(data);
  return sum;
}

/** How many of them differ from `paper` by more than `least` towards `sign`. */
export function countOff(data: usize, step: i32, count: i32, sign: f64, paper: f64, least: f64): i32 {
  let dark = 0;
  for (let k = 0; k < count; k++, data += <isize>step << 2) {
    if (sign * (<f64>load<f32>(data) - paper) > least) dark++;
  }
  return dark;
}

/** Whether at least `fewest` pixels outside a box are darker than `paper` by more than `least`. */
export function hasDarkFrame(
  data: usize,
  width: i32,
  height: i32,
  left: i32,
  top: i32,
  right: i32,
  bottom: i32,
  least: f64,
  paper: f64,
  fewest: f64,
): i32 {
  // the largest float that is not darker, which rounding may move by one
  let limit = floatBelow(paper + least);
  while (<f64>limit - least > paper) limit = nextFloat(limit, false);
  while (!(<f64>nextFloat(limit, true) - least > paper)) limit = nextFloat(limit, true);
  let dark = 0;
  for (let y = 0; y < height; y++) {
    const row = data + (<usize>(y * width) << 2);
    if (y < top || y >= bottom) {
      dark += countAbove(row, width, limit);
    } else {
      dark += countAbove(row, left, limit);
      dark += countAbove(row + (<usize>right << 2), width - right, limit);
    }
    if (dark > 0 && <f64>dark >= fewest) return 1;
  }
  return 0;
}

function countAbove(data: usize, count: i32, level: f32): i32 {
  const limit = f32x4.splat(level);
  let above = 0;
  let n = 0;
  for (; n + 4 <= count; n += 4) {
    above += popcnt(i32x4.bitmask(f32x4.gt(v128.load(data + (<usize>n << 2)), limit)));
  }
  for (; n < count; n++) if (load<f32>(data + (<usize>n << 2)) > level) above++;
  return above;
}

/** The number of pixels above `level` of which the one above is not, from the second row on. */
export function countTops(data: usize, width: i32, count: i32, level: f64): i32 {
  const limit = f32x4.splat(floatBelow(level));
  const stride = <usize>width << 2;
  const end = data + (<usize>count << 2);
  let tops = 0;
  for (let at = data + stride; at < end; at += 16) {
    const isInk = f32x4.gt(v128.load(at), limit);
    let mask = i32x4.bitmask(v128.andnot(isInk, f32x4.gt(v128.load(at - stride), limit)));
    if (at + 16 > end) mask &= (1 << <i32>((end - at) >> 2)) - 1;
    tops += popcnt(mask);
  }
  return tops;
}

/**
 * The sums of the brightness of the pixels at the border and in the corners of a plane, limited to `dark` to `light`: two
 * doubles.
 */
export function sumFrame(
  data: usize,
  width: i32,
  height: i32,
  corner: i32,
  dark: f64,
  light: f64,
  to: usize,
): void {
  let frame: f64 = 0;
  let corners: f64 = 0;
  for (let y = 0; y < height; y++, data += <usize>width << 2) {
    const isNear = y < corner || y >= height - corner;
    const isEdge = y == 0 || y == height - 1;
    const skipFrom = isEdge ? width : isNear ? corner : 1;
    const skipTo = isEdge ? width : isNear ? width - corner : width - 1;
    for (let x = 0; x < width; x++) {
      if (x == skipFrom && skipTo > x) x = skipTo;
      const brightness = <f64>load<f32>(data + (<usize>x << 2));
      const value = brightness < dark ? dark : brightness > light ? light : brightness;
      if (isEdge || x == 0 || x == width - 1) frame += value;
      if (isNear && (x < corner || x >= width - corner)) corners += value;
    }
  }
  store<f64>(to, frame);
  store<f64>(to, corners, 8);
}
