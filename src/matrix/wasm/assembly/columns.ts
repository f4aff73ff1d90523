// A batch by columns: for each pixel or unit, the images in which it is not zero, ascending, and its values. The gradient
// of a wide layer adds them up in registers, where the loops of `sparse.ts` and `lists.ts` load and store a row of dW for
// each of them.
//
// A COLUMN starts with the bytes that are used of it (u32, padded to 8), followed by an entry for each image: the offset
// of its row in a panel of 32 columns (image * 128), and the value (f32).

import { address, copyNumbers, float, size } from './arguments';
import { ENTRY, sumEntries32, sumEntries64 } from './entries';
import { endOfUnits, listOf, startOf } from './lists';
import { BYTE_MASK, recordOf, SEGMENT, VALUES, wordAt } from './records';
import { descend32 } from './update';

/** Columns are listed by parts of a batch's rows: segments of records, or parts of lists, this many `units` each. */
const PART: i32 = 32;

// @ts-ignore: decorator
@inline
function columnBytes(N: i32): usize {
  return <usize>(N + 1) * ENTRY;
}

/** Parts begin / PART to end / PART. args: columns, offsets, N, I, segments (0: lists of activations). */
export function listColumns(args: usize, begin: i32, end: i32): void {
  const columns = address(args, 0);
  const N = size(args, 2);
  const I = size(args, 3);
  const segments = size(args, 4);
  const bytes = columnBytes(N);
  for (let part = begin / PART; part < end / PART; part++) {
    const first = segments == 0 ? endOfUnits(I, part - 1) : part * SEGMENT;
    const last = segments == 0 ? endOfUnits(I, part) : min((part + 1) * SEGMENT, I);
    for (let i = first; i < last; i++) store<u32>(columns + <usize>i * bytes, <u32>ENTRY);
    for (let n = 0; n < N; n++) {
      if (segments == 0) {
        const list = listOf(address(args, 1), n);
        addEntries(columns, bytes, n << 7, startOf(list, part), startOf(list, part + 1));
      } else {
        const record = recordOf(address(args, 1), n);
        addPixels(columns, bytes, n << 7, wordAt(record, segments, part), wordAt(record, segments, part + 1));
      }
    }
  }
}

/** Adds the activations entry to stop of an image. */
function addEntries(columns: usize, bytes: usize, offset: i32, entry: usize, stop: usize): void {
  for (; entry < stop; entry += ENTRY) {
    const column = columns + <usize>(load<u32>(entry) >>> 7) * bytes;
    append(column, offset, load<f32>(entry, 4));
  }
}

/** Adds the pixels word to stop of an image. */
function addPixels(columns: usize, bytes: usize, offset: i32, word: usize, stop: usize): void {
  for (; word < stop; word += 4) {
    const pixel = load<u32>(word);
    append(columns + <usize>(pixel >>> 17) * bytes, offset, load<f32>(<usize>(pixel & BYTE_MASK), VALUES));
  }
}

// @ts-ignore: decorator
@inline
function append(column: usize, offset: i32, value: f32): void {
  const used = load<u32>(column);
  store<i32>(column + used, offset);
  store<f32>(column + used, value, 4);
  store<u32>(column, used + <u32>ENTRY);
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
  const columns = address(args, 8);
  const rows = address(args, 9);
  const lr = float(args, 12);
  const target = lr == 0 ? address(args, 0) : address(args, 11);
  const bytes = columnBytes(N);
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
      const stop = column + <usize>load<u32>(column);
      if (lr != 0 && stop == column + ENTRY) continue;
      sumEntries64(to + (<usize>i << 7), panelBytes, 0, 0, from, rowsBytes, column + ENTRY, stop, lr);
    }
  }
  if (o >= end) return;
  const to = address(args, 0) + (<usize>(o * I) << 2);
  const w = address(args, 11) + (<usize>(o * I) << 2);
  const from = rows + (<usize>(o * N) << 2);
  for (let i = 0; i < I; i++) {
    const column = columns + <usize>i * bytes;
    const row = <usize>i << 7;
    sumEntries32(to + row, 0, from, column + ENTRY, column + <usize>load<u32>(column));
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
