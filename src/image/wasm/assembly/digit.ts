// The ink of one digit; see ../../digit/isolate-digit.ts. The box is at `left`, `top` of the page.

import { addTo, collect } from './histograms';
import { areAlike, floatBelow, isNearWhole, nextFloat, promoteHigh } from './memory';

const LEVELS: i32 = 1024;
const LEAST: f64 = 1 / 256;

// @ts-ignore: decorator
@inline
function isOwn(own: usize, label: i32): bool {
  return label != 0 && load<u8>(own + label) != 0;
}

/**
 * Which of four labels are those of the digit, of those in `mask`, as the lowest bits: neighbours mostly have the same one. What
 * is beyond the plane may be anything.
 */
// @ts-ignore: decorator
@inline
function ownMask(labels: v128, own: usize, mask: i32): i32 {
  const first = i32x4.extract_lane(labels, 0);
  if (areAlike(labels, i32x4.splat(first))) return isOwn(own, first) ? mask : 0;
  let owned = 0;
  if (mask & 1 && isOwn(own, first)) owned = 1;
  if (mask & 2 && isOwn(own, i32x4.extract_lane(labels, 1))) owned |= 2;
  if (mask & 4 && isOwn(own, i32x4.extract_lane(labels, 2))) owned |= 4;
  if (mask & 8 && isOwn(own, i32x4.extract_lane(labels, 3))) owned |= 8;
  return owned;
}

/** The levels of two values that have been widened, in thousandths; halves are rounded up, as in JavaScript. */
// @ts-ignore: decorator
@inline
function levelsOfTwo(values: v128): v128 {
  const exact = f64x2.mul(values, f64x2.splat(1000));
  const up = f64x2.ceil(exact);
  const isTooHigh = f64x2.gt(f64x2.sub(up, f64x2.splat(0.5)), exact);
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.sub(up, v128.and(isTooHigh, f64x2.splat(1))));
}

/** The levels of four values. */
// @ts-ignore: decorator
@inline
function levelsOf(values: v128): v128 {
  // floats are precise enough, except close to halves
  const raised = f32x4.add(f32x4.mul(values, f32x4.splat(1000)), f32x4.splat(0.5));
  const floor = f32x4.floor(raised);
  const levels = isNearWhole(raised, floor) ? exactLevelsOf(values) : i32x4.trunc_sat_f32x4_s(floor);
  return i32x4.min_s(i32x4.max_s(levels, i32x4.splat(0)), i32x4.splat(LEVELS - 1));
}

// @ts-ignore: decorator
@inline
function exactLevelsOf(values: v128): v128 {
  return i64x2.shuffle(levelsOfTwo(f64x2.promote_low_f32x4(values)), levelsOfTwo(promoteHigh(values)), 0, 2);
}

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
  const below = floatBelow(threshold);
  const least = f32x4.splat(<f64>below < threshold ? nextFloat(below, true) : below);
  let total = 0;
  for (let y = 0; y < height; y++) {
    let p = <usize>((top + y) * across + left) << 2;
    for (const end = p + (<usize>width << 2); p < end; p += 16) {
      const values = v128.load(ink + p);
      let mask = i32x4.bitmask(f32x4.ge(values, least));
      if (p + 16 > end) mask &= (1 << <i32>((end - p) >> 2)) - 1;
      if (mask != 0) mask = ownMask(v128.load(labels + p), own, mask);
      if (mask == 0) continue;
      const levels = levelsOf(values);
      addTo(0, i32x4.extract_lane(levels, 0), mask & 1);
      addTo(1, i32x4.extract_lane(levels, 1), (mask >> 1) & 1);
      addTo(2, i32x4.extract_lane(levels, 2), (mask >> 2) & 1);
      addTo(3, i32x4.extract_lane(levels, 3), (mask >> 3) & 1);
      total += popcnt(mask);
    }
  }
  collect(histogram, LEVELS);
  return total;
}

/** Two values that have been widened, stretched. */
// @ts-ignore: decorator
@inline
function stretchTwo(values: v128, low: f64, gain: f64): v128 {
  return f64x2.mul(f64x2.sub(values, f64x2.splat(low)), f64x2.splat(gain));
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
  const least = f64x2.splat(LEAST);
  let first = width;
  let last = -1;
  let upper = height;
  let lower = -1;
  for (let y = 0; y < height; y++) {
    let p = <usize>((top + y) * across + left) << 2;
    for (let x = 0; x < width; x += 4, p += 16, out += 16) {
      const values = v128.load(ink + p);
      if (i32x4.all_true(f32x4.le(values, faint))) continue;
      const a = stretchTwo(f64x2.promote_low_f32x4(values), low, gain);
      const b = stretchTwo(promoteHigh(values), low, gain);
      let mask = i64x2.bitmask(f64x2.ge(a, least)) | (i64x2.bitmask(f64x2.ge(b, least)) << 2);
      if (x + 4 > width) mask &= (1 << (width - x)) - 1;
      const label = v128.load(labels + p);
      const inside = ownMask(label, own, mask);
      // unlabelled pixels may be soft edges
      let open = mask & i32x4.bitmask(i32x4.eq(label, i32x4.splat(0)));
      mask = inside;
      for (; open != 0; open &= open - 1) {
        const lane = ctz(open);
        if (isNear(labels, own, across, left, top, width, height, x + lane, y, rim)) mask |= 1 << lane;
      }
      if (mask == 0) continue;
      const one = f64x2.splat(1);
      const low2 = f32x4.demote_f64x2_zero(f64x2.pmin(a, one));
      const high2 = f32x4.demote_f64x2_zero(f64x2.pmin(b, one));
      const stretched = i64x2.shuffle(low2, high2, 0, 2);
      if (mask == 15) v128.store(out, stretched);
      else {
        if (mask & 1) store<f32>(out, f32x4.extract_lane(stretched, 0));
        if (mask & 2) store<f32>(out, f32x4.extract_lane(stretched, 1), 4);
        if (mask & 4) store<f32>(out, f32x4.extract_lane(stretched, 2), 8);
        if (mask & 8) store<f32>(out, f32x4.extract_lane(stretched, 3), 12);
      }
      first = min(first, x + ctz(mask));
      last = max(last, x + 31 - clz(mask));
      if (upper == height) upper = y;
      lower = y;
    }
    out -= <usize>((4 - (width & 3)) & 3) << 2;
  }
  store<i32>(bounds, first);
  store<i32>(bounds, upper, 4);
  store<i32>(bounds, last, 8);
  store<i32>(bounds, lower, 12);
}

/** Whether a pixel of the digit is within `rim` pixels: mostly it is near, to the side, above or below. */
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
  const at = labels + (<usize>((top + y) * across + left + x) << 2);
  const row = <usize>across << 2;
  for (let away = 1; away <= rim; away++) {
    const aside = <usize>away << 2;
    if (x >= away && isOwn(own, load<i32>(at - aside))) return true;
    if (x + away < width && isOwn(own, load<i32>(at + aside))) return true;
    if (y >= away && isOwn(own, load<i32>(at - <usize>away * row))) return true;
    if (y + away < height && isOwn(own, load<i32>(at + <usize>away * row))) return true;
  }
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
