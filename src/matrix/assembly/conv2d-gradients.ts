// Convolution, backward. Pooling and ReLU leave three quarters and more of dOut zero; so each dOut that is not zero adds
// its multiple of runs of memory to other runs, and those that are zero cost next to nothing:
//
//   input:    dX, what the window sees  +=  dOut[y][x][f] times filter f
//   filters:  gradient of filter f      +=  dOut[y][x][f] times what the window sees of x
//
// Terms come in the order of dOut, so that each sum runs in ascending order.

import { address, size, storeLanes } from './arguments';

/** Images that one row of partial gradients sums up; `GROUP` of ../windows.ts. */
const GROUP: i32 = 8;

/** What follows the addresses: windows beside one another and so on, as in `conv2d` of conv2d.ts. */
const COLS = 3;
const ROWS = 4;
const FILTERS = 5;
const STEP = 6;
const ROW_BYTES = 7;
const PICTURE_BYTES = 8;
const STRIDE = 9;
const HEIGHT = 10;
const RUN = 11;

/** args: dX, dOut, filters, COLS to RUN. */
export function conv2dInputGradient(args: usize, begin: i32, end: i32): void {
  const pictureBytes = <usize>size(args, PICTURE_BYTES);
  const outBytes = <usize>(size(args, ROWS) * size(args, COLS) * size(args, FILTERS)) << 2;
  for (let n = begin; n < end; n++) {
    const dX = address(args, 0) + <usize>n * pictureBytes;
    memory.fill(dX, 0, pictureBytes);
    eachGradient(args, address(args, 1) + <usize>n * outBytes, dX, address(args, 2), 0);
  }
}

/** args: out, x, dOut, COLS to RUN. */
export function conv2dPartialGradients(args: usize, begin: i32, end: i32): void {
  const F = size(args, FILTERS);
  const pictureBytes = <usize>size(args, PICTURE_BYTES);
  const outBytes = <usize>(size(args, ROWS) * size(args, COLS) * F) << 2;
  const weightBytes = <usize>(F * size(args, HEIGHT)) * <usize>size(args, RUN);
  const partBytes = weightBytes + (<usize>F << 2);
  for (let n = begin; n < end; n++) {
    const part = address(args, 0) + <usize>(n / GROUP) * partBytes;
    if (n % GROUP == 0) memory.fill(part, 0, partBytes);
    const x = address(args, 1) + <usize>n * pictureBytes;
    eachGradient(args, address(args, 2) + <usize>n * outBytes, x, part, part + weightBytes);
  }
}

/**
 * Goes over the gradients of one picture's outputs that are not zero. bias: 0 for the gradient of the input, which
 * changes `picture`; else that of the filters, which changes `filters` and sums of gradients at `bias`.
 */
// @ts-ignore: decorator
@inline
function eachGradient(args: usize, dOut: usize, picture: usize, filters: usize, bias: usize): void {
  const F = <u32>size(args, FILTERS);
  const length = <i32>(<u32>size(args, COLS) * F);
  const height = size(args, HEIGHT);
  const run = <usize>size(args, RUN);
  const step = <usize>size(args, STEP);
  const rowBytes = <usize>size(args, ROW_BYTES);
  const filterBytes = <usize>height * run;
  for (let y = 0; y < size(args, ROWS); y++) {
    for (let first = 0; first < length; first += 32) {
      let mask = nonZero32(dOut + (<usize>first << 2), length - first);
      while (mask != 0) {
        const at = <u32>(first + ctz(mask));
        mask &= mask - 1;
        const window = at / F;
        const f = at - window * F;
        const g = load<f32>(dOut + (<usize>at << 2));
        const seen = picture + <usize>window * step;
        const filter = filters + <usize>f * filterBytes;
        if (bias == 0) {
          addRuns(seen, rowBytes, filter, run, height, run, g);
        } else {
          addRuns(filter, run, seen, rowBytes, height, run, g);
          const sum = bias + (<usize>f << 2);
          store<f32>(sum, load<f32>(sum) + g);
        }
      }
    }
    dOut += <usize>length << 2;
    picture += rowBytes * <usize>size(args, STRIDE);
  }
}

/** A bit for each of at most 32 numbers, `count` of them in use, that is not zero. */
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

/** to[r][i] += g from[r][i] for `height` rows of `run` bytes. */
function addRuns(
  to: usize,
  toBytes: usize,
  from: usize,
  fromBytes: usize,
  height: i32,
  run: usize,
  g: f32,
): void {
  const scale = f32x4.splat(g);
  for (let r = 0; r < height; r++) {
    let i: usize = 0;
    for (; i + 80 <= run; i += 80) {
      add4(to + i, from + i, scale, 0);
      add4(to + i, from + i, scale, 16);
      add4(to + i, from + i, scale, 32);
      add4(to + i, from + i, scale, 48);
      add4(to + i, from + i, scale, 64);
    }
    for (; i + 16 <= run; i += 16) add4(to + i, from + i, scale, 0);
    for (; i < run; i += 4) store<f32>(to + i, load<f32>(to + i) + g * load<f32>(from + i));
    to += toBytes;
    from += fromBytes;
  }
}

// @ts-ignore: decorator
@inline
function add4(to: usize, from: usize, scale: v128, offset: usize): void {
  const sum = f32x4.add(v128.load(to + offset), f32x4.mul(scale, v128.load(from + offset)));
  v128.store(to + offset, sum);
}

/** Filters begin to end. args: dW, db, partial, F, K, rows of partial. */
export function conv2dGradients(args: usize, begin: i32, end: i32): void {
  const F = size(args, 3);
  const K = size(args, 4);
  const groups = size(args, 5);
  const partBytes = <usize>(F * (K + 1)) << 2;
  sumRows(args, address(args, 0), begin * K, end * K, groups, partBytes, 0);
  sumRows(args, address(args, 1), begin, end, groups, partBytes, <usize>(F * K) << 2);
}

/** to[k] = sum of column k, which starts at `offset`, of partial. */
function sumRows(
  args: usize,
  to: usize,
  begin: i32,
  end: i32,
  groups: i32,
  partBytes: usize,
  offset: usize,
): void {
  for (let k = begin; k < end; k += 4) {
    let from = address(args, 2) + offset + (<usize>k << 2);
    let sum = f32x4.splat(0);
    for (let g = 0; g < groups; g++) {
      sum = f32x4.add(sum, v128.load(from));
      from += partBytes;
    }
    storeLanes(to + (<usize>k << 2), sum, end - k);
  }
}
