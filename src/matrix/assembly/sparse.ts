// The first layer: products over the pixels that are not zero.
//
//   forward:  one image, 32 columns: 8 accumulators stay in registers while its list of pixels goes by.
//   backward: one pixel, 32 columns: 8 accumulators stay in registers while the images that ink it go by.
//
// V8 loads all operands of a loop's body before it computes, and spills what does not fit into 15 registers. Bodies
// with 8 accumulators and 8 loads are therefore cut in two by a branch that is never taken.

import { address, size, storeLanes } from './arguments';

const SEGMENT: i32 = 64;

/**
 * Writes `count` images as records, one after another, and the address of each to `places`. A record holds, for each
 * segment of 64 pixels and for the end, how many non-zero pixels come before it (u16); then the columns of those
 * pixels (u16); then their bytes. Returns the address behind the last one.
 */
export function compress(from: usize, count: i32, cols: i32, to: usize, places: usize): usize {
  const segments = (cols + SEGMENT - 1) / SEGMENT;
  for (let n = 0; n < count; n++) {
    store<u32>(places + (n << 2), <u32>to);
    const starts = to;
    let index = to + (<usize>(segments + 1) << 1);
    const first = index;
    for (let i = 0; i < cols; i += 16) {
      if (i % SEGMENT == 0) store<u16>(starts + ((i / SEGMENT) << 1), <u16>((index - first) >> 1));
      let mask = i8x16.bitmask(i8x16.ne(v128.load(from + i), i8x16.splat(0)));
      if (i + 16 > cols) mask &= (1 << (cols - i)) - 1;
      while (mask != 0) {
        store<u16>(index, <u16>(i + ctz(mask)));
        mask &= mask - 1;
        index += 2;
      }
    }
    const inked = (index - first) >> 1;
    store<u16>(starts + (segments << 1), <u16>inked);
    to = index;
    for (let k: usize = 0; k < inked; k++) store<u8>(to++, load<u8>(from + <usize>load<u16>(first + (k << 1))));
    from += cols;
  }
  return to;
}

/** args: x.counts, x.starts, x.indices, x.values, images' places, order (at the batch's start), pitch, segments. */
export function gather(args: usize, begin: i32, end: i32): void {
  const pitchBytes = <usize>size(args, 6) << 2;
  const segments = size(args, 7);
  const scale = f32x4.splat(255);
  for (let n = begin; n < end; n++) {
    const record = <usize>load<u32>(address(args, 4) + <usize>(load<i32>(address(args, 5) + (n << 2)) << 2));
    const starts = address(args, 1) + <usize>((n * (segments + 1)) << 2);
    for (let s = 0; s <= segments; s++) store<i32>(starts + (s << 2), <i32>load<u16>(record + (s << 1)));
    const count = load<i32>(starts + (segments << 2));
    store<i32>(address(args, 0) + (n << 2), count);
    const indices = address(args, 2) + <usize>n * pitchBytes;
    const values = address(args, 3) + <usize>n * pitchBytes;
    const columns = record + (<usize>(segments + 1) << 1);
    const bytes = columns + (<usize>count << 1);
    for (let k: usize = 0; k < <usize>count; k += 4) {
      v128.store(indices + (k << 2), v128.load16x4_u(columns + (k << 1)));
      const four = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(bytes + k)));
      v128.store(values + (k << 2), f32x4.div(f32x4.convert_i32x4_u(four), scale));
    }
  }
}

/** args: out, x.counts, x.starts, x.indices, x.values, w (panels), b, I, O, width, pitch, segments. */
export function sparseAffine(args: usize, begin: i32, end: i32): void {
  const I = size(args, 7);
  const O = size(args, 8);
  const width = size(args, 9);
  const panelBytes = <usize>(I * width) << 2;
  // Half the rows of a wide panel (50 KB, of which a batch touches two thirds) stay in the L1 cache for all images.
  const segments = size(args, 11);
  const half = segments >> 1;
  let o = 0;
  if (width == 32) {
    for (; o + 32 <= O; o += 32) {
      const panel = address(args, 5) + <usize>(o / width) * panelBytes;
      const b = address(args, 6) + (<usize>o << 2);
      for (let n = begin; n < end; n++) affine32(args, n, panel, b, o, 0, half);
      for (let n = begin; n < end; n++) affine32(args, n, panel, 0, o, half, segments);
    }
  }
  for (; o < O; o += 4) {
    const panel = address(args, 5) + <usize>(o / width) * panelBytes + (<usize>(o % width) << 2);
    for (let n = begin; n < end; n++) affine4(args, n, panel, o);
  }
}

/** 32 columns of image n, over the pixels of some segments; on from what out holds where b is 0. */
function affine32(args: usize, n: i32, panel: usize, b: usize, o: i32, first: i32, last: i32): void {
  const to = address(args, 0) + (<usize>(n * size(args, 8) + o) << 2);
  const from = b == 0 ? to : b;
  let c0 = f32x4.add(v128.load(from), f32x4.splat(0)); // never -0
  let c1 = f32x4.add(v128.load(from, 16), f32x4.splat(0));
  let c2 = f32x4.add(v128.load(from, 32), f32x4.splat(0));
  let c3 = f32x4.add(v128.load(from, 48), f32x4.splat(0));
  let c4 = f32x4.add(v128.load(from, 64), f32x4.splat(0));
  let c5 = f32x4.add(v128.load(from, 80), f32x4.splat(0));
  let c6 = f32x4.add(v128.load(from, 96), f32x4.splat(0));
  let c7 = f32x4.add(v128.load(from, 112), f32x4.splat(0));
  const starts = address(args, 2) + (<usize>(n * (size(args, 11) + 1)) << 2);
  const list = <usize>(n * size(args, 10)) << 2;
  const valuesAfter = address(args, 4) - address(args, 3);
  let index = address(args, 3) + list + (<usize>load<i32>(starts + (first << 2)) << 2);
  const stop = address(args, 3) + list + (<usize>load<i32>(starts + (last << 2)) << 2);
  while (index < stop) {
    const row = panel + (<usize>load<i32>(index) << 7);
    const x = v128.load32_splat(index + valuesAfter);
    c0 = f32x4.add(c0, f32x4.mul(x, v128.load(row)));
    c1 = f32x4.add(c1, f32x4.mul(x, v128.load(row, 16)));
    c2 = f32x4.add(c2, f32x4.mul(x, v128.load(row, 32)));
    c3 = f32x4.add(c3, f32x4.mul(x, v128.load(row, 48)));
    if (row == 0) break; // never
    c4 = f32x4.add(c4, f32x4.mul(x, v128.load(row, 64)));
    c5 = f32x4.add(c5, f32x4.mul(x, v128.load(row, 80)));
    c6 = f32x4.add(c6, f32x4.mul(x, v128.load(row, 96)));
    c7 = f32x4.add(c7, f32x4.mul(x, v128.load(row, 112)));
    index += 4;
  }
  v128.store(to, c0);
  v128.store(to, c1, 16);
  v128.store(to, c2, 32);
  v128.store(to, c3, 48);
  v128.store(to, c4, 64);
  v128.store(to, c5, 80);
  v128.store(to, c6, 96);
  v128.store(to, c7, 112);
}

/** At most 4 columns of image n. */
function affine4(args: usize, n: i32, panel: usize, o: i32): void {
  const O = size(args, 8);
  const rowBytes = <usize>size(args, 9) << 2;
  const valuesAfter = address(args, 4) - address(args, 3);
  let sum = f32x4.add(v128.load(address(args, 6) + (<usize>o << 2)), f32x4.splat(0));
  let index = address(args, 3) + (<usize>(n * size(args, 10)) << 2);
  const stop = index + (<usize>load<i32>(address(args, 1) + (n << 2)) << 2);
  while (index < stop) {
    const row = panel + <usize>load<i32>(index) * rowBytes;
    sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(index + valuesAfter), v128.load(row)));
    index += 4;
  }
  storeLanes(address(args, 0) + (<usize>(n * O + o) << 2), sum, O - o);
}

// For each of the 64 pixels of a segment, the images that ink it, ascending: pairs of the byte offset of the image's
// row in dOut and the pixel's value. They lie in this thread's own scratch memory, behind the ends of the 64 lists.
let scratch: usize = 0;
let listBytes: usize = 0;

/** Gives this thread `scratchBytes(images)` bytes of its own, enough for batches of that many images. */
export function reserveScratch(place: usize, images: i32): void {
  scratch = place;
  listBytes = (<usize>images << 3) + 64; // 64 more: lists a power of two apart would share few of the cache's sets
}

export function scratchBytes(images: i32): usize {
  return (<usize>SEGMENT << 2) + <usize>SEGMENT * ((<usize>images << 3) + 64);
}

/** Lists the images that ink the pixels first, ..., first + count - 1, all of one segment. */
function listImages(args: usize, first: i32, count: i32): void {
  const N = size(args, 5);
  const O = size(args, 7);
  const segments = size(args, 9);
  const segment = first / SEGMENT;
  const valuesAfter = address(args, 3) - address(args, 2);
  let list = scratch + (SEGMENT << 2);
  for (let k = 0; k < count; k++) {
    store<u32>(scratch + (k << 2), <u32>list);
    list += listBytes;
  }
  for (let n = 0; n < N; n++) {
    const starts = address(args, 1) + (<usize>(n * (segments + 1) + segment) << 2);
    const indices = address(args, 2) + (<usize>(n * size(args, 8)) << 2);
    let index = indices + (<usize>load<i32>(starts) << 2);
    const stop = indices + (<usize>load<i32>(starts, 4) << 2);
    const row = (n * O) << 2;
    while (index < stop) {
      const place = load<i32>(index) - first;
      if (<u32>place < <u32>count) {
        const entry = <usize>load<u32>(scratch + (place << 2));
        store<i32>(entry, row);
        store<f32>(entry, load<f32>(index + valuesAfter), 4);
        store<u32>(scratch + (place << 2), <u32>entry + 8);
      }
      index += 4;
    }
  }
}

/** args: dW, x.starts, x.indices, x.values, dOut, N, I, O, pitch, segments. */
export function sparseWeightGradient(args: usize, begin: i32, end: i32): void {
  const O = size(args, 7);
  const rowBytes = <usize>O << 2;
  let first = begin;
  while (first < end) {
    const count = min((first / SEGMENT + 1) * SEGMENT, end) - first;
    listImages(args, first, count);
    let list = scratch + (SEGMENT << 2);
    for (let k = 0; k < count; k++) {
      const last = <usize>load<u32>(scratch + (k << 2));
      gradientRow(address(args, 0) + <usize>(first + k) * rowBytes, list, last, address(args, 4), O);
      list += listBytes;
    }
    first += count;
  }
}

/** One row of dW: the sum of its entries' rows of dOut, scaled. */
function gradientRow(to: usize, entry: usize, last: usize, dOut: usize, O: i32): void {
  if (entry == last) {
    memory.fill(to, 0, (<usize>O) << 2);
    return;
  }
  let o = 0;
  for (; o + 32 <= O; o += 32) gradient32(to + (o << 2), entry, last, dOut + (o << 2));
  for (; o + 4 <= O; o += 4) gradient4(to + (o << 2), entry, last, dOut + (o << 2));
  if (o == O) return;
  // columns that fill no vector: the last four again, which gives those before the same values once more
  if (O >= 4) gradient4(to + ((O - 4) << 2), entry, last, dOut + ((O - 4) << 2));
  else for (; o < O; o++) gradient1(to + (o << 2), entry, last, dOut + (o << 2));
}

function gradient32(to: usize, entry: usize, last: usize, dOut: usize): void {
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let c2 = f32x4.splat(0);
  let c3 = f32x4.splat(0);
  let c4 = f32x4.splat(0);
  let c5 = f32x4.splat(0);
  let c6 = f32x4.splat(0);
  let c7 = f32x4.splat(0);
  while (entry < last) {
    const row = dOut + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    c0 = f32x4.add(c0, f32x4.mul(x, v128.load(row)));
    c1 = f32x4.add(c1, f32x4.mul(x, v128.load(row, 16)));
    c2 = f32x4.add(c2, f32x4.mul(x, v128.load(row, 32)));
    c3 = f32x4.add(c3, f32x4.mul(x, v128.load(row, 48)));
    if (row == 0) break; // never
    c4 = f32x4.add(c4, f32x4.mul(x, v128.load(row, 64)));
    c5 = f32x4.add(c5, f32x4.mul(x, v128.load(row, 80)));
    c6 = f32x4.add(c6, f32x4.mul(x, v128.load(row, 96)));
    c7 = f32x4.add(c7, f32x4.mul(x, v128.load(row, 112)));
    entry += 8;
  }
  v128.store(to, c0);
  v128.store(to, c1, 16);
  v128.store(to, c2, 32);
  v128.store(to, c3, 48);
  v128.store(to, c4, 64);
  v128.store(to, c5, 80);
  v128.store(to, c6, 96);
  v128.store(to, c7, 112);
}

function gradient4(to: usize, entry: usize, last: usize, dOut: usize): void {
  let sum = f32x4.splat(0);
  while (entry < last) {
    const row = dOut + <usize>load<u32>(entry);
    sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(entry, 4), v128.load(row)));
    entry += 8;
  }
  v128.store(to, sum);
}

function gradient1(to: usize, entry: usize, last: usize, dOut: usize): void {
  let sum: f32 = 0;
  while (entry < last) {
    sum += load<f32>(entry, 4) * load<f32>(dOut + <usize>load<u32>(entry));
    entry += 8;
  }
  store<f32>(to, sum);
}
