// Tiles of a convolution: sums of windows stay in registers while the lists from `conv2d-lists.ts` are processed. For 32
// filters, the tile is `sumEntries32` of `entries.ts`.

import { storePair } from './arguments';
import { ENTRY } from './entries';

/** Bytes of the start of a column's entries. */
export const START: usize = 4;

// set for each call; each thread has its own
export let startsBytes: usize = 0; // per row of the image
export let windowStarts: usize = 0; // from the first entry of a window to the end of its last one
export let runBytes: usize = 0; // of a panel, for one row of a window

/** Sets the variables above. */
export function layOutTiles(rowStarts: usize, ofWindow: usize, run: usize): void {
  startsBytes = rowStarts;
  windowStarts = ofWindow;
  runBytes = run;
}

/** At most 24 filters, of which `count` are stored, one row of a window: continues from the sums at `from`. */
export function tile6(to: usize, from: usize, entry: usize, stop: usize, w: usize, count: i32): void {
  let a = f32x4.add(v128.load(from), f32x4.splat(0));
  let b = f32x4.add(v128.load(from, 16), f32x4.splat(0));
  let c = f32x4.add(v128.load(from, 32), f32x4.splat(0));
  let d = f32x4.add(v128.load(from, 48), f32x4.splat(0));
  let e = f32x4.add(v128.load(from, 64), f32x4.splat(0));
  let f = f32x4.add(v128.load(from, 80), f32x4.splat(0));
  for (; entry < stop; entry += ENTRY) {
    const row = w + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    f = f32x4.add(f, f32x4.mul(x, v128.load(row, 80)));
    e = f32x4.add(e, f32x4.mul(x, v128.load(row, 64)));
    d = f32x4.add(d, f32x4.mul(x, v128.load(row, 48)));
    c = f32x4.add(c, f32x4.mul(x, v128.load(row, 32)));
    b = f32x4.add(b, f32x4.mul(x, v128.load(row, 16)));
    a = f32x4.add(a, f32x4.mul(x, v128.load(row)));
  }
  storePair(to, a, b, count);
  storePair(to + 32, c, d, count - 8);
  storePair(to + 64, e, f, count - 16);
}

/** At most 24 filters, of which `count` are stored, two windows, one a row below the other. */
export function tile6x2(
  to: usize,
  below: usize,
  starts: usize,
  height: i32,
  w: usize,
  bias: usize,
  count: i32,
): void {
  let a = f32x4.add(v128.load(bias), f32x4.splat(0));
  let b = f32x4.add(v128.load(bias, 16), f32x4.splat(0));
  let c = f32x4.add(v128.load(bias, 32), f32x4.splat(0));
  let d = f32x4.add(v128.load(bias, 48), f32x4.splat(0));
  let e = f32x4.add(v128.load(bias, 64), f32x4.splat(0));
  let f = f32x4.add(v128.load(bias, 80), f32x4.splat(0));
  let g = a;
  let h = b;
  let i = c;
  let j = d;
  let k = e;
  let l = f;
  let stop = <usize>load<u32>(starts + windowStarts);
  for (let entry = <usize>load<u32>(starts); entry < stop; entry += ENTRY) {
    const row = w + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    f = f32x4.add(f, f32x4.mul(x, v128.load(row, 80)));
    e = f32x4.add(e, f32x4.mul(x, v128.load(row, 64)));
    d = f32x4.add(d, f32x4.mul(x, v128.load(row, 48)));
    c = f32x4.add(c, f32x4.mul(x, v128.load(row, 32)));
    b = f32x4.add(b, f32x4.mul(x, v128.load(row, 16)));
    a = f32x4.add(a, f32x4.mul(x, v128.load(row)));
  }
  for (let ky = 1; ky < height; ky++) {
    const above = w;
    w += runBytes;
    starts += startsBytes;
    stop = <usize>load<u32>(starts + windowStarts);
    for (let entry = <usize>load<u32>(starts); entry < stop; entry += ENTRY) {
      const offset = <usize>load<u32>(entry);
      const x = v128.load32_splat(entry, 4);
      const other = above + offset;
      l = f32x4.add(l, f32x4.mul(x, v128.load(other, 80)));
      k = f32x4.add(k, f32x4.mul(x, v128.load(other, 64)));
      j = f32x4.add(j, f32x4.mul(x, v128.load(other, 48)));
      i = f32x4.add(i, f32x4.mul(x, v128.load(other, 32)));
      h = f32x4.add(h, f32x4.mul(x, v128.load(other, 16)));
      g = f32x4.add(g, f32x4.mul(x, v128.load(other)));
      const row = w + offset;
      f = f32x4.add(f, f32x4.mul(x, v128.load(row, 80)));
      e = f32x4.add(e, f32x4.mul(x, v128.load(row, 64)));
      d = f32x4.add(d, f32x4.mul(x, v128.load(row, 48)));
      c = f32x4.add(c, f32x4.mul(x, v128.load(row, 32)));
      b = f32x4.add(b, f32x4.mul(x, v128.load(row, 16)));
      a = f32x4.add(a, f32x4.mul(x, v128.load(row)));
    }
  }
  starts += startsBytes;
  stop = <usize>load<u32>(starts + windowStarts);
  for (let entry = <usize>load<u32>(starts); entry < stop; entry += ENTRY) {
    const row = w + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    l = f32x4.add(l, f32x4.mul(x, v128.load(row, 80)));
    k = f32x4.add(k, f32x4.mul(x, v128.load(row, 64)));
    j = f32x4.add(j, f32x4.mul(x, v128.load(row, 48)));
    i = f32x4.add(i, f32x4.mul(x, v128.load(row, 32)));
    h = f32x4.add(h, f32x4.mul(x, v128.load(row, 16)));
    g = f32x4.add(g, f32x4.mul(x, v128.load(row)));
  }
  storePair(to, a, b, count);
  storePair(to + 32, c, d, count - 8);
  storePair(to + 64, e, f, count - 16);
  storePair(below, g, h, count);
  storePair(below + 32, i, j, count - 8);
  storePair(below + 64, k, l, count - 16);
}

/** The same for at most 16 filters. */
export function tile4x2(
  to: usize,
  below: usize,
  starts: usize,
  height: i32,
  w: usize,
  bias: usize,
  count: i32,
): void {
  let a = f32x4.add(v128.load(bias), f32x4.splat(0));
  let b = f32x4.add(v128.load(bias, 16), f32x4.splat(0));
  let c = f32x4.add(v128.load(bias, 32), f32x4.splat(0));
  let d = f32x4.add(v128.load(bias, 48), f32x4.splat(0));
  let e = a;
  let f = b;
  let g = c;
  let h = d;
  let stop = <usize>load<u32>(starts + windowStarts);
  for (let entry = <usize>load<u32>(starts); entry < stop; entry += ENTRY) {
    const row = w + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    d = f32x4.add(d, f32x4.mul(x, v128.load(row, 48)));
    c = f32x4.add(c, f32x4.mul(x, v128.load(row, 32)));
    b = f32x4.add(b, f32x4.mul(x, v128.load(row, 16)));
    a = f32x4.add(a, f32x4.mul(x, v128.load(row)));
  }
  for (let ky = 1; ky < height; ky++) {
    const above = w;
    w += runBytes;
    starts += startsBytes;
    stop = <usize>load<u32>(starts + windowStarts);
    for (let entry = <usize>load<u32>(starts); entry < stop; entry += ENTRY) {
      const offset = <usize>load<u32>(entry);
      const x = v128.load32_splat(entry, 4);
      const other = above + offset;
      h = f32x4.add(h, f32x4.mul(x, v128.load(other, 48)));
      g = f32x4.add(g, f32x4.mul(x, v128.load(other, 32)));
      f = f32x4.add(f, f32x4.mul(x, v128.load(other, 16)));
      e = f32x4.add(e, f32x4.mul(x, v128.load(other)));
      const row = w + offset;
      d = f32x4.add(d, f32x4.mul(x, v128.load(row, 48)));
      c = f32x4.add(c, f32x4.mul(x, v128.load(row, 32)));
      b = f32x4.add(b, f32x4.mul(x, v128.load(row, 16)));
      a = f32x4.add(a, f32x4.mul(x, v128.load(row)));
    }
  }
  starts += startsBytes;
  stop = <usize>load<u32>(starts + windowStarts);
  for (let entry = <usize>load<u32>(starts); entry < stop; entry += ENTRY) {
    const row = w + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    h = f32x4.add(h, f32x4.mul(x, v128.load(row, 48)));
    g = f32x4.add(g, f32x4.mul(x, v128.load(row, 32)));
    f = f32x4.add(f, f32x4.mul(x, v128.load(row, 16)));
    e = f32x4.add(e, f32x4.mul(x, v128.load(row)));
  }
  storePair(to, a, b, count);
  storePair(to + 32, c, d, count - 8);
  storePair(below, e, f, count);
  storePair(below + 32, g, h, count - 8);
}
