// Convolution, forward: a product of the windows, K elements each, with w (K x F), without copying the windows (no
// im2col).
//
// Channels are last, so one row of a window, windowWidth x channels elements, is contiguous in memory. A tile is 4
// windows x 8 filters, with the inner loop of `affine` in dense.ts over each such row in turn; its windows are
// consecutive in out, across the ends of rows and images. If x has many zeros, they are skipped: see conv2d-lists.ts
// and conv2d-pixels.ts.

import { address, size, storePair } from './arguments';
import { conv2dOfLists } from './conv2d-lists';
import { keptOf256 } from './density';
import { conv2dOfPixels, takesPixels } from './conv2d-pixels';

/** The start of the current window, and what remains of its row and image. */
let place: usize = 0;
let left: i32 = 0; // windows left in this row, including this one
let rowsLeft: i32 = 0; // rows of windows left in this image, including this one

/** Advances to the next window. Returns the start of the current one. */
// @ts-ignore: decorator
@inline
function take(cols: i32, rows: i32, step: usize, rowSkip: usize, imageSkip: usize): usize {
  const here = place;
  place += step;
  if (--left == 0) {
    left = cols;
    place += rowSkip;
    if (--rowsLeft == 0) {
      rowsLeft = rows;
      place += imageSkip;
    }
  }
  return here;
}

/**
 * args: out, x, w, b, windows per row, rows of windows, F, bytes from a window to the next, bytes per row of an
 * image, bytes per image, stride, window height, bytes of a window row, columns of w's panels, scratch memory for
 * lists or pixels, its bytes per block, images per block.
 */
export function conv2d(args: usize, begin: i32, end: i32): void {
  const width = size(args, 13);
  const scratch = address(args, 14) + <usize>(begin / size(args, 16)) * <usize>size(args, 15);
  const x = address(args, 1);
  const imageBytes = <usize>size(args, 9);
  const kept = keptOf256(x + <usize>begin * imageBytes, x + <usize>end * imageBytes);
  if (width == 32 && kept <= LISTS_PAY) conv2dOfLists(args, begin, end, scratch);
  else if (width == 8 && takesPixels(args) && kept <= PIXELS_PAY) conv2dOfPixels(args, begin, end, scratch);
  else conv2dOfTiles(args, begin, end);
}

/** The maximum number of non-zero elements, of 256, for which skipping the zeros pays off. */
const LISTS_PAY = 208;
const PIXELS_PAY = 128;

function conv2dOfTiles(args: usize, begin: i32, end: i32): void {
  const cols = size(args, 4);
  const rows = size(args, 5);
  const F = size(args, 6);
  const step = <usize>size(args, 7);
  const rowBytes = <usize>size(args, 8);
  const imageBytes = <usize>size(args, 9);
  const stride = <usize>size(args, 10);
  const height = size(args, 11);
  const run = <usize>size(args, 12);
  const rowSkip = rowBytes * stride - step * <usize>cols;
  const imageSkip = imageBytes - rowBytes * stride * <usize>rows;
  const outBytes = <usize>F << 2;
  const width = size(args, 13);
  const scaleBytes = <usize>width << 2;
  const K = height * <i32>(run >> 2);
  let count = (end - begin) * rows * cols;
  let to = address(args, 0) + <usize>begin * <usize>(rows * cols) * outBytes;
  place = address(args, 1) + <usize>begin * imageBytes;
  left = cols;
  rowsLeft = rows;
  for (; count >= 4; count -= 4) {
    const a = take(cols, rows, step, rowSkip, imageSkip);
    const b = take(cols, rows, step, rowSkip, imageSkip);
    const c = take(cols, rows, step, rowSkip, imageSkip);
    const d = take(cols, rows, step, rowSkip, imageSkip);
    for (let f = 0; f < F; f += 8) {
      const column = <usize>f << 2;
      const w = columnOf(args, f, K, width);
      const bias = address(args, 3) + column;
      tile4x8(to + column, outBytes, a, b, c, d, height, rowBytes, run, w, scaleBytes, bias, F - f);
    }
    to += outBytes << 2;
  }
  for (; count > 0; count--) {
    const a = take(cols, rows, step, rowSkip, imageSkip);
    for (let f = 0; f < F; f += 8) {
      const column = <usize>f << 2;
      const w = columnOf(args, f, K, width);
      tile1x8(to + column, a, height, rowBytes, run, w, scaleBytes, address(args, 3) + column, F - f);
    }
    to += outBytes;
  }
}

/** The start of column f of w. */
// @ts-ignore: decorator
@inline
function columnOf(args: usize, f: i32, K: i32, width: i32): usize {
  const within = f % width;
  return address(args, 2) + (<usize>((f - within) * K + within) << 2);
}

function tile4x8(
  to: usize,
  outBytes: usize,
  xa: usize,
  xb: usize,
  xc: usize,
  xd: usize,
  height: i32,
  rowBytes: usize,
  run: usize,
  w: usize,
  scaleBytes: usize,
  bias: usize,
  count: i32,
): void {
  let a0 = f32x4.add(v128.load(bias), f32x4.splat(0));
  let a1 = f32x4.add(v128.load(bias, 16), f32x4.splat(0));
  let b0 = a0;
  let b1 = a1;
  let c0 = a0;
  let c1 = a1;
  let d0 = a0;
  let d1 = a1;
  for (let ky = 0; ky < height; ky++) {
    for (let i: usize = 0; i < run; i += 4) {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      const va = v128.load32_splat(xa + i);
      a0 = f32x4.add(a0, f32x4.mul(va, w0));
      a1 = f32x4.add(a1, f32x4.mul(va, w1));
      const vb = v128.load32_splat(xb + i);
      b0 = f32x4.add(b0, f32x4.mul(vb, w0));
      b1 = f32x4.add(b1, f32x4.mul(vb, w1));
      const vc = v128.load32_splat(xc + i);
      c0 = f32x4.add(c0, f32x4.mul(vc, w0));
      c1 = f32x4.add(c1, f32x4.mul(vc, w1));
      const vd = v128.load32_splat(xd + i);
      d0 = f32x4.add(d0, f32x4.mul(vd, w0));
      d1 = f32x4.add(d1, f32x4.mul(vd, w1));
      w += scaleBytes;
    }
    xa += rowBytes;
    xb += rowBytes;
    xc += rowBytes;
    xd += rowBytes;
  }
  storePair(to, a0, a1, count);
  to += outBytes;
  storePair(to, b0, b1, count);
  to += outBytes;
  storePair(to, c0, c1, count);
  to += outBytes;
  storePair(to, d0, d1, count);
}

function tile1x8(
  to: usize,
  x: usize,
  height: i32,
  rowBytes: usize,
  run: usize,
  w: usize,
  scaleBytes: usize,
  bias: usize,
  count: i32,
): void {
  let a0 = f32x4.add(v128.load(bias), f32x4.splat(0));
  let a1 = f32x4.add(v128.load(bias, 16), f32x4.splat(0));
  for (let ky = 0; ky < height; ky++) {
    for (let i: usize = 0; i < run; i += 4) {
      const v = v128.load32_splat(x + i);
      a0 = f32x4.add(a0, f32x4.mul(v, v128.load(w)));
      a1 = f32x4.add(a1, f32x4.mul(v, v128.load(w, 16)));
      w += scaleBytes;
    }
    x += rowBytes;
  }
  storePair(to, a0, a1, count);
}
