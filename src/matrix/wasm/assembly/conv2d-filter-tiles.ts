// Tiles of a filter's gradient: accumulators stay in registers while a list from `conv2d-filter-gradients.ts` is
// processed.

import { storePair } from './arguments';

/** A list entry: the address of the start of a window in x, and dOut. */
export const ENTRY: usize = 8;

// @ts-ignore: decorator
@inline
function term(sum: v128, g: v128, from: usize, offset: usize): v128 {
  return f32x4.add(sum, f32x4.mul(g, v128.load(from + offset)));
}

/** 40 elements of a row, of which `count` are stored; the others are computed and discarded. */
export function tile10(to: usize, list: usize, end: usize, offset: usize, count: i32): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  let i = a;
  let j = a;
  for (; list < end; list += ENTRY) {
    const from = <usize>load<u32>(list) + offset;
    const scale = v128.load32_splat(list, 4);
    j = term(j, scale, from, 144);
    i = term(i, scale, from, 128);
    h = term(h, scale, from, 112);
    g = term(g, scale, from, 96);
    f = term(f, scale, from, 80);
    e = term(e, scale, from, 64);
    d = term(d, scale, from, 48);
    c = term(c, scale, from, 32);
    b = term(b, scale, from, 16);
    a = term(a, scale, from, 0);
  }
  storePair(to, a, b, count);
  storePair(to + 32, c, d, count - 8);
  storePair(to + 64, e, f, count - 16);
  storePair(to + 96, g, h, count - 24);
  storePair(to + 128, i, j, count - 32);
}

/** 72 elements: only for vectors of 256 bits, of which the sums fill nine. */
export function tile18(to: usize, list: usize, end: usize, offset: usize, count: i32): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  let i = a;
  let j = a;
  let k = a;
  let l = a;
  let m = a;
  let n = a;
  let o = a;
  let p = a;
  let q = a;
  let r = a;
  for (; list < end; list += ENTRY) {
    const from = <usize>load<u32>(list) + offset;
    const x = v128.load32_splat(list, 4);
    r = term(r, x, from, 272);
    q = term(q, x, from, 256);
    p = term(p, x, from, 240);
    o = term(o, x, from, 224);
    n = term(n, x, from, 208);
    m = term(m, x, from, 192);
    l = term(l, x, from, 176);
    k = term(k, x, from, 160);
    j = term(j, x, from, 144);
    i = term(i, x, from, 128);
    h = term(h, x, from, 112);
    g = term(g, x, from, 96);
    f = term(f, x, from, 80);
    e = term(e, x, from, 64);
    d = term(d, x, from, 48);
    c = term(c, x, from, 32);
    b = term(b, x, from, 16);
    a = term(a, x, from, 0);
  }
  storePair(to, a, b, count);
  storePair(to + 32, c, d, count - 8);
  storePair(to + 64, e, f, count - 16);
  storePair(to + 96, g, h, count - 24);
  storePair(to + 128, i, j, count - 32);
  storePair(to + 160, k, l, count - 40);
  storePair(to + 192, m, n, count - 48);
  storePair(to + 224, o, p, count - 56);
  storePair(to + 256, q, r, count - 64);
}

export function tile6(to: usize, list: usize, end: usize, offset: usize, count: i32): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  for (; list < end; list += ENTRY) {
    const from = <usize>load<u32>(list) + offset;
    const scale = v128.load32_splat(list, 4);
    f = term(f, scale, from, 80);
    e = term(e, scale, from, 64);
    d = term(d, scale, from, 48);
    c = term(c, scale, from, 32);
    b = term(b, scale, from, 16);
    a = term(a, scale, from, 0);
  }
  storePair(to, a, b, count);
  storePair(to + 32, c, d, count - 8);
  storePair(to + 64, e, f, count - 16);
}

export function tile2(to: usize, list: usize, end: usize, offset: usize, count: i32): void {
  let a = f32x4.splat(0);
  let b = a;
  for (; list < end; list += ENTRY) {
    const from = <usize>load<u32>(list) + offset;
    const scale = v128.load32_splat(list, 4);
    b = term(b, scale, from, 16);
    a = term(a, scale, from, 0);
  }
  storePair(to, a, b, count);
}

/** 8 elements, of which `count` are stored, of each of 5 rows. */
export function tile5x2(
  to: usize,
  toBytes: usize,
  list: usize,
  end: usize,
  offset: usize,
  rowBytes: usize,
  count: i32,
): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  let i = a;
  let j = a;
  const last = offset + 4 * rowBytes;
  for (; list < end; list += ENTRY) {
    let from = <usize>load<u32>(list) + last;
    const scale = v128.load32_splat(list, 4);
    j = term(j, scale, from, 16);
    i = term(i, scale, from, 0);
    from -= rowBytes;
    h = term(h, scale, from, 16);
    g = term(g, scale, from, 0);
    from -= rowBytes;
    f = term(f, scale, from, 16);
    e = term(e, scale, from, 0);
    from -= rowBytes;
    d = term(d, scale, from, 16);
    c = term(c, scale, from, 0);
    from -= rowBytes;
    b = term(b, scale, from, 16);
    a = term(a, scale, from, 0);
  }
  storePair(to, a, b, count);
  storePair(to + toBytes, c, d, count);
  storePair(to + 2 * toBytes, e, f, count);
  storePair(to + 3 * toBytes, g, h, count);
  storePair(to + 4 * toBytes, i, j, count);
}

export function tile3x2(
  to: usize,
  toBytes: usize,
  list: usize,
  end: usize,
  offset: usize,
  rowBytes: usize,
  count: i32,
): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  const last = offset + 2 * rowBytes;
  for (; list < end; list += ENTRY) {
    let from = <usize>load<u32>(list) + last;
    const scale = v128.load32_splat(list, 4);
    f = term(f, scale, from, 16);
    e = term(e, scale, from, 0);
    from -= rowBytes;
    d = term(d, scale, from, 16);
    c = term(c, scale, from, 0);
    from -= rowBytes;
    b = term(b, scale, from, 16);
    a = term(a, scale, from, 0);
  }
  storePair(to, a, b, count);
  storePair(to + toBytes, c, d, count);
  storePair(to + 2 * toBytes, e, f, count);
}
