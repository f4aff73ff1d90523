// A batch by columns: for each pixel or unit, the images in which it is not zero, ascending, and its values. The gradient
// of a wide layer adds them up in registers, where the loops of `sparse.ts` and `lists.ts` load and store a row of dW for
// each of them.
//
// Each thread lists a batch for itself, before its first gradient of it: to write and read the lists of others takes
// longer. Its memory starts with the version of the batch that it has listed (u32, padded to 64 bytes), and the end of each
// COLUMN (u32, padded to 64 bytes). A column has an entry for each image: the offset of its row in a panel of 32 columns
// (image * 128), and the value (f32).

import { address, copyNumbers, float, size, thread } from './arguments';
import { ENTRY, sumEntries32, sumEntries64 } from './entries';
import { listOf, partsOf, startOf } from './lists';
import { BYTE_MASK, PASS, recordOf, VALUES, wordAt } from './records';
import { descend32 } from './update';

/** Bytes before the ends of the columns. */
const HEAD: usize = 64;

/** The address of this thread's memory, after listing the batch if it has not. args: those of `sparseWeightGradient`. */
function listedColumns(args: usize): usize {
  const memory = address(args, 8) + thread * address(args, 14);
  const version = load<u32>(args + (13 << 2));
  if (load<u32>(memory) != version) {
    store<u32>(memory, version);
    listColumns(args, memory);
  }
  return memory;
}

// @ts-ignore: decorator
@inline
function endsOf(memory: usize): usize {
  return memory + HEAD;
}

/** The first column of I. */
// @ts-ignore: decorator
@inline
function columnsOf(memory: usize, I: i32): usize {
  return endsOf(memory) + ((((<usize>I) << 2) + 63) & ~63);
}

/** A few rows of the batch at a time, so that the last entries of their columns stay in the L1 cache. */
function listColumns(args: usize, memory: usize): void {
  const offsets = address(args, 1);
  const N = size(args, 3);
  const I = size(args, 4);
  const segments = size(args, 7);
  const bytes = <usize>N * ENTRY;
  const ends = endsOf(memory);
  const first = columnsOf(memory, I);
  for (let i = 0; i < I; i++) store<u32>(ends + (<usize>i << 2), <u32>(first + <usize>i * bytes));
  if (segments == 0) {
    for (let part = 0; part < partsOf(I); part++) {
      for (let n = 0; n < N; n++) {
        const list = listOf(offsets, n);
        addEntries(ends, n << 7, startOf(list, part), startOf(list, part + 1));
      }
    }
    return;
  }
  for (let segment = 0; segment < segments; segment += PASS) {
    const stop = min(segment + PASS, segments);
    for (let n = 0; n < N; n++) {
      const record = recordOf(offsets, n);
      addPixels(ends, n << 7, wordAt(record, segments, segment), wordAt(record, segments, stop));
    }
  }
}

/** Adds the activations entry to stop of an image. */
function addEntries(ends: usize, offset: i32, entry: usize, stop: usize): void {
  for (; entry < stop; entry += ENTRY) append(ends + (load<u32>(entry) >>> 5), offset, load<f32>(entry, 4));
}

/** Adds the pixels word to stop of an image. */
function addPixels(ends: usize, offset: i32, word: usize, stop: usize): void {
  for (; word < stop; word += 4) {
    const pixel = load<u32>(word);
    append(ends + ((pixel >>> 17) << 2), offset, load<f32>(<usize>(pixel & BYTE_MASK), VALUES));
  }
}

/** @param place where the end of the column is kept */
// @ts-ignore: decorator
@inline
function append(place: usize, offset: i32, value: f32): void {
  const end = load<u32>(place);
  store<i32>(end, offset);
  store<f32>(end, value, 4);
  store<u32>(place, end + <u32>ENTRY);
}

/**
 * Columns begin to end of dW, I rows, in panels of 32. args: those of `sparseWeightGradient`. If lr is not 0, a row of w is
 * updated by its gradient while that is in registers: w -= lr dW, and dW is not written.
 */
export function columnGradient(args: usize, begin: i32, end: i32): void {
  const dOut = address(args, 2);
  const N = size(args, 3);
  const I = size(args, 4);
  const O = size(args, 5);
  const rows = address(args, 9);
  const memory = listedColumns(args);
  const ends = endsOf(memory);
  const columns = columnsOf(memory, I);
  const lr = float(args, 12);
  const target = lr == 0 ? address(args, 0) : address(args, 11);
  const bytes = <usize>N * ENTRY;
  const panelBytes = <usize>I << 7;
  const rowsBytes = <usize>N << 7;
  for (let o = begin; o < end; o += 32) {
    for (let n = 0; n < N; n++) {
      copyRow(rows + <usize>(o * N + n * 32) * 4, dOut + (<usize>(n * O + o) << 2), end - o);
    }
  }
  let o = begin;
  for (; o + 32 < end; o += 64) {
    const to = target + (<usize>(o * I) << 2);
    const from = rows + (<usize>(o * N) << 2);
    for (let i = 0; i < I; i++) {
      const column = columns + <usize>i * bytes;
      const stop = <usize>load<u32>(ends + (<usize>i << 2));
      if (lr != 0 && stop == column) continue;
      sumEntries64(to + (<usize>i << 7), panelBytes, 0, 0, from, rowsBytes, column, stop, lr);
    }
  }
  if (o >= end) return;
  const to = address(args, 0) + (<usize>(o * I) << 2);
  const w = address(args, 11) + (<usize>(o * I) << 2);
  const from = rows + (<usize>(o * N) << 2);
  for (let i = 0; i < I; i++) {
    const row = <usize>i << 7;
    sumEntries32(to + row, 0, from, columns + <usize>i * bytes, <usize>load<u32>(ends + (<usize>i << 2)));
    if (lr != 0) descend32(w + row, to + row, f32x4.splat(lr));
  }
}

/** `count` of 32 columns; the others are zero. For so few numbers `memory.copy` would take longer. */
function copyRow(to: usize, from: usize, count: i32): void {
  if (count < 32) {
    memory.fill(to, 0, 128);
    copyNumbers(to, from, count);
    return;
  }
  for (let at: usize = 0; at < 128; at += 16) v128.store(to + at, v128.load(from + at));
}
