// Histograms of planes, four values at a time. On clean paper many neighbours are equal, and are counted together.

import { areAlike, isNearWhole, promoteHigh } from './memory';

const BINS: i32 = 512;
const LOWEST: f64 = -0.28;
const BIN: f64 = (1 - LOWEST) / 512;

// What is counted: whole numbers, values rounded down, values rounded to the nearest whole number, or levels of ink.
const WHOLE: i32 = 0;
const FLOOR: i32 = 1;
const NEAREST: i32 = 2;
const INK: i32 = 3;

/**
 * A histogram for each lane, because neighbours often have the same bin, which would wait for its own last count. All zeros
 * between two calls. The bytes of a lane are no multiple of 4096: processors take such addresses for the same one at first.
 */
const LANE: usize = 1040 * 4;
const LANES = memory.data(4 * 1040 * 4, 16);

// @ts-ignore: decorator
@inline
export function addTo(lane: usize, bin: i32, count: i32): void {
  const at = LANES + lane * LANE + (<usize>bin << 2);
  store<i32>(at, load<i32>(at) + count);
}

/** Moves the sums of the lanes to `histogram`. */
export function collect(histogram: usize, bins: i32): void {
  const zero = i32x4.splat(0);
  for (let n: usize = 0, bytes = <usize>bins << 2; n < bytes; n += 16) {
    const at = LANES + n;
    const low = i32x4.add(v128.load(at), v128.load(at + LANE));
    const high = i32x4.add(v128.load(at + 2 * LANE), v128.load(at + 3 * LANE));
    v128.store(histogram + n, i32x4.add(low, high));
    for (let lane: usize = 0; lane < 4; lane++) v128.store(at + lane * LANE, zero);
  }
}

/** The bins of two values that have been widened, in the first two lanes. */
// @ts-ignore: decorator
@inline
function binsOfTwo(values: v128, kind: i32): v128 {
  if (kind == NEAREST) return i32x4.trunc_sat_f64x2_s_zero(f64x2.add(values, f64x2.splat(0.5)));
  const scaled = f64x2.div(f64x2.sub(values, f64x2.splat(LOWEST)), f64x2.splat(BIN));
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(scaled));
}

/** The bins of four values as doubles define them. */
// @ts-ignore: decorator
@inline
function exactBinsOf(values: v128, kind: i32): v128 {
  const low = binsOfTwo(f64x2.promote_low_f32x4(values), kind);
  return i64x2.shuffle(low, binsOfTwo(promoteHigh(values), kind), 0, 2);
}

/** The bins of four values; those of `WHOLE` values may be wrong if the values are not. */
// @ts-ignore: decorator
@inline
function binsOf(values: v128, kind: i32): v128 {
  if (kind == WHOLE) return v128.and(i32x4.trunc_sat_f32x4_s(values), i32x4.splat(255));
  let bins: v128;
  if (kind == FLOOR) bins = i32x4.trunc_sat_f32x4_s(values);
  else if (kind == NEAREST) bins = exactBinsOf(values, kind);
  else {
    // floats are precise enough, except close to the limits of a bin
    const scaled = f32x4.mul(f32x4.sub(values, f32x4.splat(<f32>LOWEST)), f32x4.splat(<f32>(1 / BIN)));
    const floor = f32x4.floor(scaled);
    bins = isNearWhole(scaled, floor) ? exactBinsOf(values, kind) : i32x4.trunc_sat_f32x4_s(floor);
  }
  return i32x4.min_s(i32x4.max_s(bins, i32x4.splat(0)), i32x4.splat(kind == INK ? BINS - 1 : 255));
}

/** Counts values by their bins; returns 0 if they should be whole numbers, but one of them is not. */
// @ts-ignore: decorator
@inline
function countValues(data: usize, count: i32, histogram: usize, kind: i32): i32 {
  const end = data + (<usize>count << 2);
  const lastVector = end - 16;
  let isWhole = true;
  while (data < end) {
    const values = v128.load(data);
    const bins = binsOf(values, kind);
    const first = i32x4.extract_lane(bins, 0);
    if (data > lastVector) {
      // fewer than four are left
      isWhole = isWhole && (kind != WHOLE || <f32>first == load<f32>(data));
      addTo(0, first, 1);
      data += 4;
      continue;
    }
    isWhole = kind != WHOLE || i32x4.all_true(f32x4.eq(f32x4.convert_i32x4_s(bins), values));
    if (!isWhole) break;
    if (areAlike(bins, i32x4.splat(first))) {
      const from = data;
      do data += 16;
      while (data <= lastVector && areAlike(v128.load(data), values));
      addTo(0, first, <i32>((data - from) >> 2));
      continue;
    }
    addTo(0, first, 1);
    addTo(1, i32x4.extract_lane(bins, 1), 1);
    addTo(2, i32x4.extract_lane(bins, 2), 1);
    addTo(3, i32x4.extract_lane(bins, 3), 1);
    data += 16;
  }
  collect(histogram, kind == INK ? BINS : 256);
  return <i32>isWhole;
}

/** Counts values of 0 to 255; returns 0 if one of them is not a whole number. */
export function countWhole(data: usize, count: i32, histogram: usize): i32 {
  return countValues(data, count, histogram, WHOLE);
}

/** Counts values, rounded down and limited to 0 to 255. */
export function countBrightness(data: usize, count: i32, histogram: usize): void {
  countValues(data, count, histogram, FLOOR);
}

/** Counts values, rounded to whole numbers and limited to 0 to 255. */
export function countRounded(data: usize, count: i32, histogram: usize): void {
  countValues(data, count, histogram, NEAREST);
}

/** Counts the levels of ink of every `step`-th value; see ../../paper/levels.ts. */
export function countLevels(data: usize, count: i32, step: i32, histogram: usize): void {
  if (step == 1) {
    countValues(data, count, histogram, INK);
    return;
  }
  const stride = <usize>step << 2;
  for (const end = data + (<usize>count << 2); data < end; data += stride) {
    const bin = <i32>Math.floor((<f64>load<f32>(data) - LOWEST) / BIN);
    addTo(0, bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin, 1);
  }
  collect(histogram, BINS);
}

/** Counts bytes. */
export function countBytes(data: usize, count: i32, histogram: usize): void {
  const end = data + <usize>count;
  while (data + 16 <= end) {
    const values = v128.load(data);
    if (i8x16.all_true(i8x16.eq(values, i8x16.splat(load<i8>(data))))) {
      const from = data;
      do data += 16;
      while (data + 16 <= end && i8x16.all_true(i8x16.eq(v128.load(data), values)));
      addTo(0, <i32>load<u8>(from), <i32>(data - from));
      continue;
    }
    for (let k: usize = 0; k < 4; k++, data += 4) {
      addTo(0, <i32>load<u8>(data), 1);
      addTo(1, <i32>load<u8>(data, 1), 1);
      addTo(2, <i32>load<u8>(data, 2), 1);
      addTo(3, <i32>load<u8>(data, 3), 1);
    }
  }
  for (; data < end; data++) addTo(0, <i32>load<u8>(data), 1);
  collect(histogram, 256);
}

/** How many values differ from `paper` by `most` at most. */
export function countNear(data: usize, count: i32, paper: f64, most: f64): i32 {
  let near = 0;
  for (const end = data + (<usize>count << 2); data < end; data += 4) {
    near += <i32>(Math.abs(<f64>load<f32>(data) - paper) <= most);
  }
  return near;
}

const DIFFERENCES: i32 = 400;
const DIFFERENCES_PER_UNIT: f64 = 1000;
const STEP: i32 = 5;

/**
 * Counts the differences between neighbours that are not above `floor`, in every fifth place of a row; returns their number. See
 * ../../paper/uneven-paper.ts.
 */
export function countDifferences(data: usize, width: i32, height: i32, floor: f64, histogram: usize): i32 {
  let total = 0;
  for (let y = 0; y < height; y++) {
    for (let x = y % STEP; x + 1 < width; x += STEP) {
      const at = data + (<usize>(y * width + x) << 2);
      const one = <f64>load<f32>(at);
      const other = <f64>load<f32>(at, 4);
      if (one > floor || other > floor) continue;
      const bin = <i32>Math.floor(Math.abs(one - other) * DIFFERENCES_PER_UNIT);
      addTo(<usize>(x & 3), min(DIFFERENCES - 1, bin), 1);
      total++;
    }
  }
  collect(histogram, DIFFERENCES);
  return total;
}
