// Pixels through which lines may pass; see ../../rules/ridges.ts.

import { get, promoteHigh, set } from './memory';

/** More than what rounding to floats adds to a difference of levels. */
const ROUNDING: f64 = 1e-6;

/** Which of the four values `at` an address are exceeded, as the lowest bits. */
// @ts-ignore: decorator
@inline
function exceeds(low: v128, high: v128, at: usize): i32 {
  const others = v128.load(at);
  const first = i64x2.bitmask(f64x2.gt(low, f64x2.promote_low_f32x4(others)));
  return first | (i64x2.bitmask(f64x2.gt(high, promoteHigh(others))) << 2);
}

/**
 * Which of four pixels are ridges: those of level lines, and in the next four bits those of upright lines. Near the border one
 * side is sufficient.
 */
function ridgesAt(
  at: usize,
  x: i32,
  y: i32,
  width: i32,
  height: i32,
  reach: i32,
  least: f64,
  paper: f64,
): i32 {
  const values = v128.load(at);
  const low = f64x2.sub(f64x2.promote_low_f32x4(values), f64x2.splat(least));
  const high = f64x2.sub(promoteHigh(values), f64x2.splat(least));
  const papers = f64x2.splat(paper);
  let dark = i64x2.bitmask(f64x2.gt(low, papers)) | (i64x2.bitmask(f64x2.gt(high, papers)) << 2);
  if (x + 4 > width) dark &= (1 << (width - x)) - 1;
  const apart = <usize>(reach * width) << 2;
  let level = dark;
  if (y >= reach) level &= exceeds(low, high, at - apart);
  if (y < height - reach) level &= exceeds(low, high, at + apart);
  const left = x < reach ? (1 << min(4, reach - x)) - 1 : 0;
  const right = x + 4 > width - reach ? (15 << max(0, width - reach - x)) & 15 : 0;
  let upright = dark;
  if (left != 15) upright &= left | exceeds(low, high, at - (<usize>reach << 2));
  if (right != 15) upright &= right | exceeds(low, high, at + (<usize>reach << 2));
  return level | (upright << 4);
}

// @ts-ignore: decorator
@inline
function put(shorts: usize, index: i32, value: i32): void {
  store<u16>(shorts + (<usize>index << 1), <u16>value);
}

/**
 * Finds the pixels that are darker by `least` than `paper`, and than those `reach` above and below, or left and right. Writes
 * their columns and rows, exchanged for the latter, and how many they are.
 */
export function findRidges(
  data: usize,
  width: i32,
  height: i32,
  reach: i32,
  least: f64,
  paper: f64,
  columns: usize,
  rows: usize,
  uprightColumns: usize,
  uprightRows: usize,
  counts: usize,
): void {
  const faint = f32x4.splat(<f32>(paper + least - ROUNDING));
  const clear = f32x4.splat(<f32>(paper + least + ROUNDING));
  const less = f32x4.splat(<f32>(least - ROUNDING));
  const more = f32x4.splat(<f32>(least + ROUNDING));
  const away = <usize>reach << 2;
  const apart = <usize>(reach * width) << 2;
  let count = 0;
  let uprightCount = 0;
  for (let y = 0; y < height; y++) {
    const isInner = y >= reach && y < height - reach;
    for (let x = 0; x < width; x += 4) {
      const at = data + (<usize>(y * width + x) << 2);
      const values = v128.load(at);
      const mayBeDark = f32x4.gt(values, faint);
      if (!v128.any_true(mayBeDark)) continue;
      let found = 0;
      let isSure = false;
      if (isInner && x >= reach && x + 4 <= width - reach) {
        // floats mostly suffice to decide; without branches, because neighbours differ
        const most = f32x4.sub(values, less);
        const fewest = f32x4.sub(values, more);
        const across = f32x4.pmax(v128.load(at - away), v128.load(at + away));
        const down = f32x4.pmax(v128.load(at - apart), v128.load(at + apart));
        const isDark = f32x4.gt(values, clear);
        const mayBeLevel = i32x4.bitmask(v128.and(mayBeDark, f32x4.gt(most, down)));
        const mayBeUpright = i32x4.bitmask(v128.and(mayBeDark, f32x4.gt(most, across)));
        const isLevel = i32x4.bitmask(v128.and(isDark, f32x4.gt(fewest, down)));
        const isUpright = i32x4.bitmask(v128.and(isDark, f32x4.gt(fewest, across)));
        found = mayBeLevel | (mayBeUpright << 4);
        isSure = found == (isLevel | (isUpright << 4));
      }
      if (!isSure) found = ridgesAt(at, x, y, width, height, reach, least, paper);
      for (let level = found & 15; level != 0; level &= level - 1) {
        put(columns, count, x + ctz(level));
        put(rows, count++, y);
      }
      for (let upright = found >> 4; upright != 0; upright &= upright - 1) {
        put(uprightColumns, uprightCount, y);
        put(uprightRows, uprightCount++, x + ctz(upright));
      }
    }
  }
  store<i32>(counts, count);
  store<i32>(counts, uprightCount, 4);
}

// @ts-ignore: decorator
@inline
function addOne(sums: usize, index: i32): void {
  set(sums, index, get(sums, index) + 1);
}

/**
 * How well marks align along a slope: the sum of squares of their numbers by the row in which lines through them cross the
 * middle; see ../../rules/line-search.ts.
 *
 * @param beyond rows above the plane that lines may leave it by
 * @param sums room for a number for each row, and for `beyond` more on both sides
 */
export function scoreLean(
  columns: usize,
  rows: usize,
  count: i32,
  width: i32,
  height: i32,
  lean: f64,
  beyond: i32,
  sums: usize,
): f64 {
  memory.fill(sums, 0, <usize>(height + 2 * beyond) << 2);
  const middle = f64x2.splat(<f64>width / 2);
  const leans = f64x2.splat(lean);
  const half = f64x2.splat(0.5);
  for (let k: usize = 0, end = <usize>count << 1; k < end; k += 4) {
    // two marks; of an odd number, the second of the last two is not counted
    const x = f64x2.convert_low_i32x4_u(i32x4.extend_low_i16x8_u(v128.load32_zero(columns + k)));
    const y = f64x2.convert_low_i32x4_u(i32x4.extend_low_i16x8_u(v128.load32_zero(rows + k)));
    const exact = f64x2.sub(f64x2.add(y, half), f64x2.mul(leans, f64x2.sub(x, middle)));
    const at = i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(exact));
    addOne(sums, beyond + i32x4.extract_lane(at, 0));
    if (k + 2 < end) addOne(sums, beyond + i32x4.extract_lane(at, 1));
  }
  let score: f64 = 0;
  for (let y = beyond; y < height + beyond; y++) {
    const sum = <f64>get(sums, y);
    score += sum * sum;
  }
  return score;
}
