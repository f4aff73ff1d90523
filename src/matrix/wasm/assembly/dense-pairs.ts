// Tiles of dense products over a pair of adjacent panels of 8 columns, for vectors of 256 bits: eight of those hold the sums, so
// that no addition waits for the one before. With vectors of 128 bits, dense.ts takes a panel at a time.

import { storePair } from './arguments';

/** 4 images x 16 columns; those from the ninth on are `panelBytes` further in w. */
export function affine4x16(
  to: usize,
  outBytes: usize,
  x: usize,
  xBytes: usize,
  w: usize,
  panelBytes: usize,
  wBytes: usize,
  b: usize,
  count: i32,
): void {
  let a0 = f32x4.add(v128.load(b), f32x4.splat(0));
  let a1 = f32x4.add(v128.load(b, 16), f32x4.splat(0));
  const next = b == 0 ? b : b + 32;
  let a2 = f32x4.add(v128.load(next), f32x4.splat(0));
  let a3 = f32x4.add(v128.load(next, 16), f32x4.splat(0));
  let b0 = a0;
  let b1 = a1;
  let b2 = a2;
  let b3 = a3;
  let c0 = a0;
  let c1 = a1;
  let c2 = a2;
  let c3 = a3;
  let d0 = a0;
  let d1 = a1;
  let d2 = a2;
  let d3 = a3;
  const x1 = x + xBytes;
  const x2 = x1 + xBytes;
  const x3 = x2 + xBytes;
  for (let i: usize = 0; i < xBytes; i += 4) {
    const next = w + panelBytes;
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const w2 = v128.load(next);
    const w3 = v128.load(next, 16);
    const xa = v128.load32_splat(x + i);
    a0 = f32x4.add(a0, f32x4.mul(xa, w0));
    a1 = f32x4.add(a1, f32x4.mul(xa, w1));
    a2 = f32x4.add(a2, f32x4.mul(xa, w2));
    a3 = f32x4.add(a3, f32x4.mul(xa, w3));
    const xb = v128.load32_splat(x1 + i);
    b0 = f32x4.add(b0, f32x4.mul(xb, w0));
    b1 = f32x4.add(b1, f32x4.mul(xb, w1));
    b2 = f32x4.add(b2, f32x4.mul(xb, w2));
    b3 = f32x4.add(b3, f32x4.mul(xb, w3));
    const xc = v128.load32_splat(x2 + i);
    c0 = f32x4.add(c0, f32x4.mul(xc, w0));
    c1 = f32x4.add(c1, f32x4.mul(xc, w1));
    c2 = f32x4.add(c2, f32x4.mul(xc, w2));
    c3 = f32x4.add(c3, f32x4.mul(xc, w3));
    const xd = v128.load32_splat(x3 + i);
    d0 = f32x4.add(d0, f32x4.mul(xd, w0));
    d1 = f32x4.add(d1, f32x4.mul(xd, w1));
    d2 = f32x4.add(d2, f32x4.mul(xd, w2));
    d3 = f32x4.add(d3, f32x4.mul(xd, w3));
    w += wBytes;
  }
  storePair(to, a0, a1, count);
  storePair(to + 32, a2, a3, count - 8);
  to += outBytes;
  storePair(to, b0, b1, count);
  storePair(to + 32, b2, b3, count - 8);
  to += outBytes;
  storePair(to, c0, c1, count);
  storePair(to + 32, c2, c3, count - 8);
  to += outBytes;
  storePair(to, d0, d1, count);
  storePair(to + 32, d2, d3, count - 8);
}

/** 4 rows x 16 columns of dW; those from the ninth on are `panelBytes` further. */
export function gradient4x16(
  to: usize,
  panelBytes: usize,
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
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let c2 = f32x4.splat(0);
  let c3 = f32x4.splat(0);
  let d0 = f32x4.splat(0);
  let d1 = f32x4.splat(0);
  let d2 = f32x4.splat(0);
  let d3 = f32x4.splat(0);
  const last = x + <usize>N * xBytes;
  while (x < last) {
    const g0 = v128.load(dOut);
    const g1 = v128.load(dOut, 16);
    const g2 = v128.load(dOut, 32);
    const g3 = v128.load(dOut, 48);
    const xa = v128.load32_splat(x);
    a0 = f32x4.add(a0, f32x4.mul(xa, g0));
    a1 = f32x4.add(a1, f32x4.mul(xa, g1));
    a2 = f32x4.add(a2, f32x4.mul(xa, g2));
    a3 = f32x4.add(a3, f32x4.mul(xa, g3));
    const xb = v128.load32_splat(x, 4);
    b0 = f32x4.add(b0, f32x4.mul(xb, g0));
    b1 = f32x4.add(b1, f32x4.mul(xb, g1));
    b2 = f32x4.add(b2, f32x4.mul(xb, g2));
    b3 = f32x4.add(b3, f32x4.mul(xb, g3));
    const xc = v128.load32_splat(x, 8);
    c0 = f32x4.add(c0, f32x4.mul(xc, g0));
    c1 = f32x4.add(c1, f32x4.mul(xc, g1));
    c2 = f32x4.add(c2, f32x4.mul(xc, g2));
    c3 = f32x4.add(c3, f32x4.mul(xc, g3));
    const xd = v128.load32_splat(x, 12);
    d0 = f32x4.add(d0, f32x4.mul(xd, g0));
    d1 = f32x4.add(d1, f32x4.mul(xd, g1));
    d2 = f32x4.add(d2, f32x4.mul(xd, g2));
    d3 = f32x4.add(d3, f32x4.mul(xd, g3));
    x += xBytes;
    dOut += dOutBytes;
  }
  storePair(to, a0, a1, count);
  storePair(to + panelBytes, a2, a3, count - 8);
  to += rowBytes;
  storePair(to, b0, b1, count);
  storePair(to + panelBytes, b2, b3, count - 8);
  to += rowBytes;
  storePair(to, c0, c1, count);
  storePair(to + panelBytes, c2, c3, count - 8);
  to += rowBytes;
  storePair(to, d0, d1, count);
  storePair(to + panelBytes, d2, d3, count - 8);
}
