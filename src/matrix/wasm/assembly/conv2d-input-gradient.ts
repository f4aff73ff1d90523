// Convolution, backward: the gradient of the input. After pooling and ReLU at least three quarters of dOut are zero;
// each non-zero element adds its multiple of a filter to its window in dX, and zeros cost almost nothing. Terms are
// added in the order of dOut, so that each sum runs in ascending order.

import { address, size } from './arguments';
import { takesTiles, tilesOfGradient } from './conv2d-input-tiles';

/** The arguments after the addresses: windows per row and so on, as in `conv2d` of conv2d.ts. */
const COLS = 3;
const ROWS = 4;
const FILTERS = 5;
const STEP = 6;
const ROW_BYTES = 7;
const IMAGE_BYTES = 8;
const STRIDE = 9;
const HEIGHT = 10;
const RUN = 11;

/** args: dX, dOut, filters, COLS to RUN, scratch memory for tiles, its bytes per block, images per block. */
export function conv2dInputGradient(args: usize, begin: i32, end: i32): void {
  if (takesTiles(args, begin, end)) {
    const block = <usize>(begin / size(args, 14));
    tilesOfGradient(args, begin, end, address(args, 12) + block * <usize>size(args, 13));
    return;
  }
  const imageBytes = <usize>size(args, IMAGE_BYTES);
  const outBytes = <usize>(size(args, ROWS) * size(args, COLS) * size(args, FILTERS)) << 2;
  for (let n = begin; n < end; n++) {
    const dX = address(args, 0) + <usize>n * imageBytes;
    memory.fill(dX, 0, imageBytes);
    scatter(args, address(args, 1) + <usize>n * outBytes, dX);
  }
}

/** Adds the contributions of the non-zero gradients of one image. */
function scatter(args: usize, dOut: usize, dX: usize): void {
  const F = <u32>size(args, FILTERS);
  const length = <i32>(<u32>size(args, COLS) * F);
  const height = size(args, HEIGHT);
  const run = <usize>size(args, RUN);
  const step = <usize>size(args, STEP);
  const rowBytes = <usize>size(args, ROW_BYTES);
  const filterBytes = <usize>height * run;
  const rows = size(args, ROWS);
  const filters = address(args, 2);
  for (let y = 0; y < rows; y++) {
    for (let first = 0; first < length; first += 32) {
      let mask = nonZero32(dOut + (<usize>first << 2), length - first);
      while (mask != 0) {
        const at = <u32>(first + ctz(mask));
        mask &= mask - 1;
        const window = at / F;
        const filter = filters + <usize>(at - window * F) * filterBytes;
        const g = v128.load32_splat(dOut + (<usize>at << 2));
        addRuns(dX + <usize>window * step, rowBytes, filter, height, run, g);
      }
    }
    dOut += <usize>length << 2;
    dX += rowBytes * <usize>size(args, STRIDE);
  }
}

/** A bit mask of the non-zero elements among the first `count`, at most 32. */
// @ts-ignore: decorator
@inline
function nonZero32(from: usize, count: i32): i32 {
  const zero = f32x4.splat(0);
  let mask = 0;
  for (let k = 0; k < min(count, 32); k += 4) {
    mask |= i32x4.bitmask(f32x4.ne(v128.load(from + (<usize>k << 2)), zero)) << k;
  }
  return count < 32 ? mask & ((1 << count) - 1) : mask;
}

/** to[r][i] += g from[r][i] for `height` rows of `run` bytes; those of `from` are contiguous. */
function addRuns(to: usize, toBytes: usize, from: usize, height: i32, run: usize, g: v128): void {
  for (let r = 0; r < height; r++) {
    let i: usize = 0;
    for (; i + 64 <= run; i += 64) {
      add8(to + i, from + i, g);
      add8(to + i + 32, from + i + 32, g);
    }
    for (; i + 32 <= run; i += 32) add8(to + i, from + i, g);
    for (; i + 16 <= run; i += 16) {
      v128.store(to + i, f32x4.add(v128.load(to + i), f32x4.mul(g, v128.load(from + i))));
    }
    for (; i < run; i += 4) {
      store<f32>(to + i, load<f32>(to + i) + f32x4.extract_lane(g, 0) * load<f32>(from + i));
    }
    to += toBytes;
    from += run;
  }
}

// @ts-ignore: decorator
@inline
function add8(to: usize, from: usize, g: v128): void {
  const low = f32x4.add(v128.load(to), f32x4.mul(g, v128.load(from)));
  const high = f32x4.add(v128.load(to, 16), f32x4.mul(g, v128.load(from, 16)));
  v128.store(to, high, 16);
  v128.store(to, low);
}
