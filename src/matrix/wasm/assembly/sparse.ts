// The first layer: products over the non-zero pixels.
//
// An image is a record of these; see `records.ts`.
//
//   forward:  one image, 32 columns: 8 accumulators stay in registers while the pixels of the image are processed.
//   backward: one image, 32 columns: 8 vectors of dOut stay in registers while the pixels of the image are processed,
//             and each adds to its row of dW.
//
// Both process half of the rows of a panel for all images, then the other half: 57 KB, of which a batch touches two
// thirds, stay in the L1 cache. These loops are limited by the number of instructions: 24 of the 33 in the forward
// loop are for the 8 vectors.

import { columnGradient } from './columns';
import { addListRows, listAffine, listGradient } from './lists';
import { address, IMAGES, size, storeLanes, storePair } from './arguments';
import { affinePair, gradientPair } from './sparse-pairs';
import { BYTE_MASK, PASS, recordOf, SEGMENT, touchRecords, VALUES, wordAt } from './records';

/**
 * args: out, offsets, w (panels), b (0: sums start from zero), N, I, O, width of the panels, segments (0: lists of
 * activations), distributed by, whether vectors have 256 bits.
 */
export function sparseAffine(args: usize, begin: i32, end: i32): void {
  const I = size(args, 5);
  const O = size(args, 6);
  const width = size(args, 7);
  const segments = size(args, 8);
  const byImages = size(args, 9) == IMAGES;
  const first = byImages ? begin : 0;
  const last = byImages ? end : size(args, 4);
  const lastColumn = byImages ? O : end;
  let o = byImages ? 0 : begin;
  if (segments == 0) {
    listAffine(args, first, last, o, lastColumn);
    return;
  }
  touchRecords(address(args, 1), first, last);
  const half = segments >> 1;
  if (width == 32) {
    for (; size(args, 10) != 0 && o + 64 <= lastColumn; o += 64) affinePair(args, first, last, o);
    for (; o + 32 <= lastColumn; o += 32) {
      const panel = address(args, 2) + (<usize>(o * I) << 2);
      const b = address(args, 3) + (<usize>o << 2);
      const to = address(args, 0) + (<usize>o << 2);
      for (let n = first; n < last; n++) {
        const record = recordOf(address(args, 1), n);
        const row = to + (<usize>(n * O) << 2);
        affine32(row, b, panel, wordAt(record, segments, 0), wordAt(record, segments, half));
      }
      for (let n = first; n < last; n++) {
        const record = recordOf(address(args, 1), n);
        const row = to + (<usize>(n * O) << 2);
        affine32(row, row, panel, wordAt(record, segments, half), wordAt(record, segments, segments));
      }
    }
  }
  for (; o < lastColumn; o += 8) {
    const within = o % width;
    const panel = address(args, 2) + (<usize>((o - within) * I + within) << 2);
    const b = address(args, 3) + (<usize>o << 2);
    for (let n = first; n < last; n++) {
      const record = recordOf(address(args, 1), n);
      const row = address(args, 0) + (<usize>(n * O + o) << 2);
      affine8(row, b, panel, width, record, segments, lastColumn - o);
    }
  }
}

/** 32 columns, pixels word to stop: continues from the sums at `from`, + 0 so that no sum is -0. */
function affine32(to: usize, from: usize, panel: usize, word: usize, stop: usize): void {
  let c0 = f32x4.add(v128.load(from), f32x4.splat(0));
  let c1 = f32x4.add(v128.load(from, 16), f32x4.splat(0));
  let c2 = f32x4.add(v128.load(from, 32), f32x4.splat(0));
  let c3 = f32x4.add(v128.load(from, 48), f32x4.splat(0));
  let c4 = f32x4.add(v128.load(from, 64), f32x4.splat(0));
  let c5 = f32x4.add(v128.load(from, 80), f32x4.splat(0));
  let c6 = f32x4.add(v128.load(from, 96), f32x4.splat(0));
  let c7 = f32x4.add(v128.load(from, 112), f32x4.splat(0));
  while (word < stop) {
    const pixel = load<i32>(word);
    const row = panel + <usize>(pixel >>> 10);
    const x = v128.load32_splat(<usize>(pixel & BYTE_MASK), VALUES);
    c0 = f32x4.add(c0, f32x4.mul(x, v128.load(row)));
    c1 = f32x4.add(c1, f32x4.mul(x, v128.load(row, 16)));
    c2 = f32x4.add(c2, f32x4.mul(x, v128.load(row, 32)));
    c3 = f32x4.add(c3, f32x4.mul(x, v128.load(row, 48)));
    c4 = f32x4.add(c4, f32x4.mul(x, v128.load(row, 64)));
    c5 = f32x4.add(c5, f32x4.mul(x, v128.load(row, 80)));
    c6 = f32x4.add(c6, f32x4.mul(x, v128.load(row, 96)));
    c7 = f32x4.add(c7, f32x4.mul(x, v128.load(row, 112)));
    word += 4;
  }
  v128.store(to, c1, 16);
  v128.store(to, c0);
  v128.store(to, c3, 48);
  v128.store(to, c2, 32);
  v128.store(to, c5, 80);
  v128.store(to, c4, 64);
  v128.store(to, c7, 112);
  v128.store(to, c6, 96);
}

/** At most 8 columns of panels of any width. */
function affine8(to: usize, b: usize, panel: usize, width: i32, record: usize, segments: i32, count: i32): void {
  let c0 = f32x4.add(v128.load(b), f32x4.splat(0));
  let c1 = f32x4.add(v128.load(b, 16), f32x4.splat(0));
  const rowBytes = <usize>width << 2;
  const stop = wordAt(record, segments, segments);
  for (let word = wordAt(record, segments, 0); word < stop; word += 4) {
    const pixel = load<i32>(word);
    const row = panel + <usize>(pixel >>> 17) * rowBytes;
    const x = v128.load32_splat(<usize>(pixel & BYTE_MASK), VALUES);
    c0 = f32x4.add(c0, f32x4.mul(x, v128.load(row)));
    c1 = f32x4.add(c1, f32x4.mul(x, v128.load(row, 16)));
  }
  storePair(to, c0, c1, count);
}

/**
 * Columns begin to end if panels are wide, else rows begin to end. args: dW (panels), offsets, dOut, N, I, O, width
 * of the panels, segments (0: lists of activations), columns of x (0: none), memory for dOut in panels, whether vectors
 * have 256 bits; if columns of x are given, w and lr (see `columnGradient`), the version of x, bytes of a thread's columns.
 */
export function sparseWeightGradient(args: usize, begin: i32, end: i32): void {
  if (size(args, 6) != 32) {
    narrowGradient(args, begin, end);
    return;
  }
  if (address(args, 8) != 0) {
    columnGradient(args, begin, end);
    return;
  }
  const N = size(args, 3);
  const I = size(args, 4);
  const O = size(args, 5);
  const segments = size(args, 7);
  let o = begin;
  if (size(args, 10) != 0 && segments != 0) {
    for (; o + 64 <= end; o += 64) gradientPair(args, o);
  }
  for (; o < end; o += 32) {
    const panel = address(args, 0) + (<usize>(o * I) << 2);
    const dOut = address(args, 2) + (<usize>o << 2);
    if (segments == 0) {
      listGradient(args, panel, dOut, end - o);
      continue;
    }
    for (let segment = 0; segment < segments; segment += PASS) {
      const stop = min(segment + PASS, segments);
      const first = segment * SEGMENT;
      memory.fill(panel + (<usize>first << 7), 0, <usize>(min(stop * SEGMENT, I) - first) << 7);
      for (let n = 0; n < N; n++) {
        const record = recordOf(address(args, 1), n);
        const row = dOut + (<usize>(n * O) << 2);
        const word = wordAt(record, segments, segment);
        const last = wordAt(record, segments, stop);
        if (end - o >= 32) addRows32(panel, row, word, last);
        else addRows(panel, 7, row, word, last, 0, I, end - o);
      }
    }
  }
}

/** Rows begin to end of panels of 8 columns. */
function narrowGradient(args: usize, begin: i32, end: i32): void {
  const N = size(args, 3);
  const I = size(args, 4);
  const O = size(args, 5);
  const segments = size(args, 7);
  const first = begin / SEGMENT;
  const stop = (end + SEGMENT - 1) / SEGMENT;
  for (let o = 0; o < O; o += 8) {
    const panel = address(args, 0) + (<usize>(o * I) << 2);
    memory.fill(panel + (<usize>begin << 5), 0, <usize>(end - begin) << 5);
    for (let n = 0; n < N; n++) {
      const record = recordOf(address(args, 1), n);
      const row = address(args, 2) + (<usize>(n * O + o) << 2);
      if (segments == 0) {
        addListRows(panel, 8, row, record, begin, end, min(8, O - o));
        continue;
      }
      const word = wordAt(record, segments, first);
      addRows(panel, 5, row, word, wordAt(record, segments, stop), begin, end, min(8, O - o));
    }
  }
}

/** panel[column] += value dOut, 32 columns wide, for the pixels word to last. */
function addRows32(panel: usize, dOut: usize, word: usize, last: usize): void {
  const g0 = v128.load(dOut);
  const g1 = v128.load(dOut, 16);
  const g2 = v128.load(dOut, 32);
  const g3 = v128.load(dOut, 48);
  const g4 = v128.load(dOut, 64);
  const g5 = v128.load(dOut, 80);
  const g6 = v128.load(dOut, 96);
  const g7 = v128.load(dOut, 112);
  while (word < last) {
    const pixel = load<i32>(word);
    const row = panel + <usize>(pixel >>> 10);
    const x = v128.load32_splat(<usize>(pixel & BYTE_MASK), VALUES);
    const sum0 = f32x4.add(v128.load(row), f32x4.mul(x, g0));
    const sum1 = f32x4.add(v128.load(row, 16), f32x4.mul(x, g1));
    v128.store(row, sum1, 16);
    v128.store(row, sum0);
    const sum2 = f32x4.add(v128.load(row, 32), f32x4.mul(x, g2));
    const sum3 = f32x4.add(v128.load(row, 48), f32x4.mul(x, g3));
    v128.store(row, sum3, 48);
    v128.store(row, sum2, 32);
    const sum4 = f32x4.add(v128.load(row, 64), f32x4.mul(x, g4));
    const sum5 = f32x4.add(v128.load(row, 80), f32x4.mul(x, g5));
    v128.store(row, sum5, 80);
    v128.store(row, sum4, 64);
    const sum6 = f32x4.add(v128.load(row, 96), f32x4.mul(x, g6));
    const sum7 = f32x4.add(v128.load(row, 112), f32x4.mul(x, g7));
    v128.store(row, sum7, 112);
    v128.store(row, sum6, 96);
    word += 4;
  }
}

/** The same for the pixels from `first` to below `end`, and `count` columns of rows of 1 << shift bytes. */
function addRows(
  panel: usize,
  shift: i32,
  dOut: usize,
  word: usize,
  last: usize,
  first: i32,
  end: i32,
  count: i32,
): void {
  for (; word < last; word += 4) {
    const pixel = load<i32>(word);
    const column = pixel >>> 17;
    if (column < first || column >= end) continue;
    const row = panel + (<usize>column << shift);
    const x = v128.load32_splat(<usize>(pixel & BYTE_MASK), VALUES);
    for (let c = 0; c < count; c += 4) {
      const at = <usize>c << 2;
      storeLanes(row + at, f32x4.add(v128.load(row + at), f32x4.mul(x, v128.load(dOut + at))), count - c);
    }
  }
}
