// Dense products.
//
//   affine:          4 images x 8 columns: 8 accumulators, fed by 2 loads of weights and 4 broadcasts per step.
//   weightGradient:  4 rows x 8 columns, likewise.
//
// V8 has 15 vector registers available and loads all operands of a loop body before computing: 8 + 2 + 4 fit.

import { address, IMAGES, size, storeLanes, storePair } from './arguments';
import { affine4x16, gradient4x16 } from './dense-pairs';

/**
 * args: out, x, w (panels), b (0: sums start from zero), N, I, O, width of the panels, distributed by, whether vectors
 * have 256 bits.
 */
export function affine(args: usize, begin: i32, end: i32): void {
  const I = size(args, 5);
  const O = size(args, 6);
  const width = size(args, 7);
  const byImages = size(args, 8) == IMAGES;
  const firstImage = byImages ? begin : 0;
  const lastImage = byImages ? end : size(args, 4);
  const lastColumn = byImages ? O : end;
  const bias = address(args, 3);
  const xBytes = <usize>I << 2;
  const outBytes = <usize>O << 2;
  const wBytes = <usize>width << 2;
  const panelBytes = width == 8 ? <usize>I * wBytes : 32; // from 8 columns to the next
  for (let o = byImages ? 0 : begin; o < lastColumn; o += 8) {
    const isWide = size(args, 9) != 0 && o + 8 < lastColumn;
    const w = address(args, 2) + <usize>(o / width) * <usize>I * wBytes + (<usize>(o % width) << 2);
    const b = bias == 0 ? bias : bias + (<usize>o << 2);
    let x = address(args, 1) + <usize>firstImage * xBytes;
    let to = address(args, 0) + <usize>firstImage * outBytes + (<usize>o << 2);
    let n = firstImage;
    for (; isWide && n + 4 <= lastImage; n += 4) {
      affine4x16(to, outBytes, x, xBytes, w, panelBytes, wBytes, b, lastColumn - o);
      x += xBytes << 2;
      to += outBytes << 2;
    }
    for (; n + 4 <= lastImage; n += 4) {
      affine4x8(to, outBytes, x, xBytes, w, wBytes, b, lastColumn - o);
      x += xBytes << 2;
      to += outBytes << 2;
    }
    for (; n < lastImage; n++) {
      affine1x8(to, x, xBytes, w, wBytes, b, lastColumn - o);
      if (isWide) affine1x8(to + 32, x, xBytes, w + panelBytes, wBytes, b == 0 ? b : b + 32, lastColumn - o - 8);
      x += xBytes;
      to += outBytes;
    }
    if (isWide) o += 8;
  }
}

function affine4x8(
  to: usize,
  outBytes: usize,
  x: usize,
  xBytes: usize,
  w: usize,
  wBytes: usize,
  b: usize,
  count: i32,
): void {
  let a0 = f32x4.add(v128.load(b), f32x4.splat(0));
  let a1 = f32x4.add(v128.load(b, 16), f32x4.splat(0));
  let b0 = a0;
  let b1 = a1;
  let c0 = a0;
  let c1 = a1;
  let d0 = a0;
  let d1 = a1;
  const x1 = x + xBytes;
  const x2 = x1 + xBytes;
  const x3 = x2 + xBytes;
  for (let i: usize = 0; i < xBytes; i += 4) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const xa = v128.load32_splat(x + i);
    a0 = f32x4.add(a0, f32x4.mul(xa, w0));
    a1 = f32x4.add(a1, f32x4.mul(xa, w1));
    const xb = v128.load32_splat(x1 + i);
    b0 = f32x4.add(b0, f32x4.mul(xb, w0));
    b1 = f32x4.add(b1, f32x4.mul(xb, w1));
    const xc = v128.load32_splat(x2 + i);
    c0 = f32x4.add(c0, f32x4.mul(xc, w0));
    c1 = f32x4.add(c1, f32x4.mul(xc, w1));
    const xd = v128.load32_splat(x3 + i);
    d0 = f32x4.add(d0, f32x4.mul(xd, w0));
    d1 = f32x4.add(d1, f32x4.mul(xd, w1));
    w += wBytes;
  }
  storePair(to, a0, a1, count);
  to += outBytes;
  storePair(to, b0, b1, count);
  to += outBytes;
  storePair(to, c0, c1, count);
  to += outBytes;
  storePair(to, d0, d1, count);
}

function affine1x8(to: usize, x: usize, xBytes: usize, w: usize, wBytes: usize, b: usize, count: i32): void {
  let c0 = f32x4.add(v128.load(b), f32x4.splat(0));
  let c1 = f32x4.add(v128.load(b, 16), f32x4.splat(0));
  const last = x + xBytes;
  while (x < last) {
    const scale = v128.load32_splat(x);
    c0 = f32x4.add(c0, f32x4.mul(scale, v128.load(w)));
    c1 = f32x4.add(c1, f32x4.mul(scale, v128.load(w, 16)));
    x += 4;
    w += wBytes;
  }
  storePair(to, c0, c1, count);
}

/** Rows begin to end. args: dW (panels), x, dOut, N, I, O, width of the panels, whether vectors have 256 bits. */
export function weightGradient(args: usize, begin: i32, end: i32): void {
  const N = size(args, 3);
  const I = size(args, 4);
  const O = size(args, 5);
  const width = size(args, 6);
  const xBytes = <usize>I << 2;
  const dOutBytes = <usize>O << 2;
  const rowBytes = <usize>width << 2;
  const panelBytes = width == 8 ? <usize>I * rowBytes : 32; // from 8 columns to the next
  for (let o = 0; o < O; o += 8) {
    const isWide = size(args, 7) != 0 && o + 8 < O;
    const dOut = address(args, 2) + (<usize>o << 2);
    let to = address(args, 0) + <usize>(o / width) * <usize>I * rowBytes + (<usize>(o % width) << 2);
    to += <usize>begin * rowBytes;
    let x = address(args, 1) + (<usize>begin << 2);
    let i = begin;
    for (; isWide && i + 4 <= end; i += 4) {
      gradient4x16(to, panelBytes, rowBytes, x, xBytes, dOut, dOutBytes, N, O - o);
      to += rowBytes << 2;
      x += 16;
    }
    for (; i + 4 <= end; i += 4) {
      gradient4x8(to, rowBytes, x, xBytes, dOut, dOutBytes, N, O - o);
      to += rowBytes << 2;
      x += 16;
    }
    for (; i < end; i++) {
      gradient1x8(to, x, xBytes, dOut, dOutBytes, N, O - o);
      if (isWide) gradient1x8(to + panelBytes, x, xBytes, dOut + 32, dOutBytes, N, O - o - 8);
      to += rowBytes;
      x += 4;
    }
    if (isWide) o += 8;
  }
}

function gradient4x8(
  to: usize,
  rowBytes: usize,
  x: usize,
  xBytes: usize,
  dOut: usize,
  dOutBytes: usize,
  N: i32,
  count: i32,
): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let d0 = f32x4.splat(0);
  let d1 = f32x4.splat(0);
  const last = x + <usize>N * xBytes;
  while (x < last) {
    const g0 = v128.load(dOut);
    const g1 = v128.load(dOut, 16);
    const xa = v128.load32_splat(x);
    a0 = f32x4.add(a0, f32x4.mul(xa, g0));
    a1 = f32x4.add(a1, f32x4.mul(xa, g1));
    const xb = v128.load32_splat(x, 4);
    b0 = f32x4.add(b0, f32x4.mul(xb, g0));
    b1 = f32x4.add(b1, f32x4.mul(xb, g1));
    const xc = v128.load32_splat(x, 8);
    c0 = f32x4.add(c0, f32x4.mul(xc, g0));
    c1 = f32x4.add(c1, f32x4.mul(xc, g1));
    const xd = v128.load32_splat(x, 12);
    d0 = f32x4.add(d0, f32x4.mul(xd, g0));
    d1 = f32x4.add(d1, f32x4.mul(xd, g1));
    x += xBytes;
    dOut += dOutBytes;
  }
  storePair(to, a0, a1, count);
  to += rowBytes;
  storePair(to, b0, b1, count);
  to += rowBytes;
  storePair(to, c0, c1, count);
  to += rowBytes;
  storePair(to, d0, d1, count);
}

function gradient1x8(
  to: usize,
  x: usize,
  xBytes: usize,
  dOut: usize,
  dOutBytes: usize,
  N: i32,
  count: i32,
): void {
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  const last = x + <usize>N * xBytes;
  while (x < last) {
    const scale = v128.load32_splat(x);
    c0 = f32x4.add(c0, f32x4.mul(scale, v128.load(dOut)));
    c1 = f32x4.add(c1, f32x4.mul(scale, v128.load(dOut, 16)));
    x += xBytes;
    dOut += dOutBytes;
  }
  storePair(to, c0, c1, count);
}

/** Columns begin to end. args: out, a, N, O. */
export function columnSums(args: usize, begin: i32, end: i32): void {
  const rowBytes = (<usize>size(args, 3)) << 2;
  const last = address(args, 1) + <usize>size(args, 2) * rowBytes;
  for (let o = begin; o < end; o += 4) {
    let sum = f32x4.splat(0);
    for (let a = address(args, 1); a < last; a += rowBytes) sum = f32x4.add(sum, v128.load(a + (o << 2)));
    storeLanes(address(args, 0) + (o << 2), sum, end - o);
  }
}
