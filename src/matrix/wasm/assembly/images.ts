// Conversion of images for conv2d.ts and pool.ts: to dense form, and with zero padding.

import { address, size } from './arguments';
import { expandList } from './lists';
import { BYTE_MASK, VALUES, wordAt } from './records';

/** args: out, offsets, I, segments (0: lists of activations). */
export function expand(args: usize, begin: i32, end: i32): void {
  const rowBytes = <usize>size(args, 2) << 2;
  const segments = size(args, 3);
  for (let n = begin; n < end; n++) {
    const to = address(args, 0) + <usize>n * rowBytes;
    memory.fill(to, 0, rowBytes);
    const from = <usize>load<u32>(address(args, 1) + (<usize>n << 2));
    if (segments == 0) expandList(to, from);
    else expandRecord(to, from, segments);
  }
}

/** Writes the pixels of a record to a row of zeros. */
function expandRecord(to: usize, record: usize, segments: i32): void {
  const stop = wordAt(record, segments, segments);
  for (let word = wordAt(record, segments, 0); word < stop; word += 4) {
    const pixel = load<i32>(word);
    store<f32>(to + (<usize>(pixel >>> 17) << 2), load<f32>(<usize>(pixel & BYTE_MASK), VALUES));
  }
}

/** args: out, x, rows of x's images, bytes per row, bytes of zeros before and after each row, rows of zeros. */
export function pad(args: usize, begin: i32, end: i32): void {
  const height = size(args, 2);
  const rowBytes = <usize>size(args, 3);
  const sideBytes = <usize>size(args, 4);
  const wideBytes = rowBytes + 2 * sideBytes;
  const topBytes = <usize>size(args, 5) * wideBytes;
  let from = address(args, 1) + <usize>begin * <usize>height * rowBytes;
  let to = address(args, 0) + <usize>begin * (2 * topBytes + <usize>height * wideBytes);
  for (let n = begin; n < end; n++) {
    memory.fill(to, 0, topBytes + sideBytes);
    to += topBytes + sideBytes;
    for (let y = 1; y < height; y++) {
      memory.copy(to, from, rowBytes);
      memory.fill(to + rowBytes, 0, 2 * sideBytes);
      from += rowBytes;
      to += wideBytes;
    }
    memory.copy(to, from, rowBytes);
    memory.fill(to + rowBytes, 0, topBytes + sideBytes);
    from += rowBytes;
    to += rowBytes + sideBytes + topBytes;
  }
}

/** args: those of `pad`, for out's images. */
export function crop(args: usize, begin: i32, end: i32): void {
  const height = size(args, 2);
  const rowBytes = <usize>size(args, 3);
  const sideBytes = <usize>size(args, 4);
  const wideBytes = rowBytes + 2 * sideBytes;
  const topBytes = <usize>size(args, 5) * wideBytes;
  let to = address(args, 0) + <usize>begin * <usize>height * rowBytes;
  let from = address(args, 1) + <usize>begin * (2 * topBytes + <usize>height * wideBytes);
  for (let n = begin; n < end; n++) {
    from += topBytes + sideBytes;
    for (let y = 0; y < height; y++) {
      memory.copy(to, from, rowBytes);
      to += rowBytes;
      from += wideBytes;
    }
    from += topBytes - sideBytes;
  }
}
