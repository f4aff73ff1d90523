// The first layer: products over the pixels that are not zero.
//
//   forward:  one image, 16 columns: 4 accumulators stay in registers while its list of pixels goes by. A panel
//             (784 rows of 64 bytes, of which a batch touches two thirds) stays in the L1 cache for all images.
//   backward: one pixel, 32 columns: 8 accumulators stay in registers while the images that ink it go by.

import { address, PANEL, PANEL_ROW, size, storeLanes } from './arguments';

/** args: x.bytes, x.counts, x.indices, x.values, images, order (at the batch's start), byteValues, I. */
export function gather(args: usize, begin: i32, end: i32): void {
  const images = address(args, 4);
  const order = address(args, 5);
  const byteValues = address(args, 6);
  const I = size(args, 7);
  const whole = I & ~15;
  for (let n = begin; n < end; n++) {
    const from = images + <usize>(load<i32>(order + (n << 2)) * I);
    const to = address(args, 0) + <usize>(n * I);
    let index = address(args, 2) + <usize>(n * I * 4);
    let value = address(args, 3) + <usize>(n * I * 4);
    const first = index;
    for (let i = 0; i < whole; i += 16) {
      const bytes = v128.load(from + i);
      v128.store(to + i, bytes);
      let mask = i8x16.bitmask(i8x16.ne(bytes, i8x16.splat(0)));
      while (mask != 0) {
        const place = i + ctz(mask);
        mask &= mask - 1;
        store<i32>(index, place);
        store<f32>(value, load<f32>(byteValues + ((<usize>load<u8>(from + place)) << 2)));
        index += 4;
        value += 4;
      }
    }
    for (let i = whole; i < I; i++) {
      const byte = load<u8>(from + i);
      store<u8>(to + i, byte);
      if (byte == 0) continue;
      store<i32>(index, i);
      store<f32>(value, load<f32>(byteValues + ((<usize>byte) << 2)));
      index += 4;
      value += 4;
    }
    store<i32>(address(args, 1) + (n << 2), <i32>(index - first) >> 2);
  }
}

/** args: out, x.counts, x.indices, x.values, w (panels), b, I, O. */
export function sparseAffine(args: usize, begin: i32, end: i32): void {
  const I = size(args, 6);
  const O = size(args, 7);
  const valuesAfter = address(args, 3) - address(args, 2);
  const panelBytes = <usize>I * PANEL_ROW;
  let panel = address(args, 4);
  for (let o = 0; o < O; o += PANEL) {
    const b = address(args, 5) + (o << 2);
    for (let n = begin; n < end; n++) {
      let c0 = f32x4.add(v128.load(b), f32x4.splat(0)); // never -0
      let c1 = f32x4.add(v128.load(b, 16), f32x4.splat(0));
      let c2 = f32x4.add(v128.load(b, 32), f32x4.splat(0));
      let c3 = f32x4.add(v128.load(b, 48), f32x4.splat(0));
      let index = address(args, 2) + <usize>(n * I * 4);
      const last = index + ((<usize>load<i32>(address(args, 1) + (n << 2))) << 2);
      while (index < last) {
        const row = panel + <usize>load<i32>(index) * PANEL_ROW;
        const x = v128.load32_splat(index + valuesAfter);
        c0 = f32x4.add(c0, f32x4.mul(x, v128.load(row)));
        c1 = f32x4.add(c1, f32x4.mul(x, v128.load(row, 16)));
        c2 = f32x4.add(c2, f32x4.mul(x, v128.load(row, 32)));
        c3 = f32x4.add(c3, f32x4.mul(x, v128.load(row, 48)));
        index += 4;
      }
      const to = address(args, 0) + <usize>((n * O + o) << 2);
      storeLanes(to, c0, O - o);
      storeLanes(to + 16, c1, O - o - 4);
      storeLanes(to + 32, c2, O - o - 8);
      storeLanes(to + 48, c3, O - o - 12);
    }
    panel += panelBytes;
  }
}

// For each of 16 neighbouring pixels, the images that ink it, ascending: pairs of the byte offset of the image's row
// in dOut and the pixel's value. They lie in this thread's own scratch memory, behind their 16 lengths in bytes.
let scratch: usize = 0;
let listBytes: usize = 0;
const GROUP: i32 = 16;

/** Gives this thread `scratchBytes(images)` bytes of its own, enough for batches of that many images. */
export function reserveScratch(place: usize, images: i32): void {
  scratch = place;
  listBytes = (<usize>images) << 3;
}

export function scratchBytes(images: i32): usize {
  return ((<usize>GROUP) << 2) + <usize>GROUP * ((<usize>images) << 3);
}

/** Fills the lists of the pixels first, ..., first + count - 1. */
function listImages(bytes: usize, byteValues: usize, N: i32, I: i32, O: i32, first: i32, count: i32): void {
  const entries = scratch + (GROUP << 2);
  const wanted = (1 << count) - 1;
  memory.fill(scratch, 0, GROUP << 2);
  for (let n = 0; n < N; n++) {
    const from = bytes + <usize>(n * I + first);
    let mask = i8x16.bitmask(i8x16.ne(v128.load(from), i8x16.splat(0))) & wanted;
    while (mask != 0) {
      const place = ctz(mask);
      mask &= mask - 1;
      const length = scratch + ((<usize>place) << 2);
      const used = load<u32>(length);
      const entry = entries + <usize>place * listBytes + <usize>used;
      store<i32>(entry, (n * O) << 2);
      store<f32>(entry, load<f32>(byteValues + ((<usize>load<u8>(from + place)) << 2)), 4);
      store<u32>(length, used + 8);
    }
  }
}

/** args: dW, x.bytes, dOut, byteValues, N, I, O. */
export function sparseWeightGradient(args: usize, begin: i32, end: i32): void {
  const dOut = address(args, 2);
  const O = size(args, 6);
  const rowBytes = (<usize>O) << 2;
  for (let first = begin; first < end; first += GROUP) {
    const count = min(GROUP, end - first);
    listImages(address(args, 1), address(args, 3), size(args, 4), size(args, 5), O, first, count);
    let entry = scratch + (GROUP << 2);
    for (let k = 0; k < count; k++) {
      const last = entry + <usize>load<u32>(scratch + (k << 2));
      gradientRow(address(args, 0) + <usize>(first + k) * rowBytes, entry, last, dOut, O);
      entry += listBytes;
    }
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
