// Histograms of planes. On clean paper many neighbours are equal, and are counted together.

import { areAlike } from './memory';

// @ts-ignore: decorator
@inline
function add(histogram: usize, bin: i32, count: i32): void {
  const at = histogram + (<usize>bin << 2);
  store<i32>(at, load<i32>(at) + count);
}

/** Counts values of 0 to 255; returns 0 if one of them is not a whole number. */
export function countWhole(data: usize, count: i32, histogram: usize): i32 {
  memory.fill(histogram, 0, 256 * 4);
  const end = data + (<usize>count << 2);
  while (data < end) {
    const first = data;
    const value = load<f32>(data);
    data = endOfRun(data, end);
    const level = <i32>value & 255;
    if (<f32>level != value) return 0;
    add(histogram, level, <i32>((data - first) >> 2));
  }
  return 1;
}

/** Counts values, rounded down and limited to 0 to 255. */
export function countBrightness(data: usize, count: i32, histogram: usize): void {
  memory.fill(histogram, 0, 256 * 4);
  const end = data + (<usize>count << 2);
  while (data < end) {
    const first = data;
    const value = load<f32>(data);
    data = endOfRun(data, end);
    const level = value < 0 ? 0 : value >= 255 ? 255 : <i32>value;
    add(histogram, level, <i32>((data - first) >> 2));
  }
}

/** The first value after `at` whose bits differ. */
// @ts-ignore: decorator
@inline
function endOfRun(at: usize, end: usize): usize {
  const alike = load<i32>(at);
  at += 4;
  if (at < end && load<i32>(at) == alike) {
    const four = i32x4.splat(alike);
    while (at + 16 <= end && areAlike(v128.load(at), four)) at += 16;
    while (at < end && load<i32>(at) == alike) at += 4;
  }
  return at;
}

const BINS: i32 = 512;
const LOWEST: f64 = -0.28;
const BIN: f64 = (1 - LOWEST) / 512;

/** Counts the levels of ink of every `step`-th value; see ../../paper/levels.ts. */
export function countLevels(data: usize, count: i32, step: i32, histogram: usize): void {
  memory.fill(histogram, 0, BINS * 4);
  const end = data + (<usize>count << 2);
  const stride = <usize>step << 2;
  while (data < end) {
    const first = data;
    if (step == 1) data = endOfRun(data, end);
    else data += stride;
    const bin = <i32>Math.floor((<f64>load<f32>(first) - LOWEST) / BIN);
    add(histogram, bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin, step == 1 ? <i32>((data - first) >> 2) : 1);
  }
}

/** Counts values, rounded to whole numbers and limited to 0 to 255. */
export function countRounded(data: usize, count: i32, histogram: usize): void {
  memory.fill(histogram, 0, 256 * 4);
  const end = data + (<usize>count << 2);
  while (data < end) {
    const first = data;
    const level = <i32>(<f64>load<f32>(data) + 0.5);
    data = endOfRun(data, end);
    add(histogram, level < 0 ? 0 : level > 255 ? 255 : level, <i32>((data - first) >> 2));
  }
}

/** How many values differ from `paper` by `most` at most. */
export function countNear(data: usize, count: i32, paper: f64, most: f64): i32 {
  let near = 0;
  for (const end = data + (<usize>count << 2); data < end; data += 4) {
    near += <i32>(Math.abs(<f64>load<f32>(data) - paper) <= most);
  }
  return near;
}
