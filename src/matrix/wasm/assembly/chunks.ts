// The layout of the elements of an update. Elements begin to end are in one or more chunks of memory: rows of panels
// of 8 columns in as many chunks as there are panels, columns of wide panels and biases in one.
//
// The arguments of every kernel contain four consecutive words about it: the number of chunks, the bytes from one to
// the next, the bytes of one row (or column), and the multiple to which `end` is rounded up.
//
// All loops process whole vectors. Only the last vector of a single chunk may be partly used: the lanes after `end`
// are restored (no other thread writes them, because blocks are multiples of vectors).

import { size } from './arguments';

/** Bytes from the start of the first chunk to its first element. */
// @ts-ignore: decorator
@inline
export function chunkStart(args: usize, words: usize, begin: i32): usize {
  return <usize>begin * <usize>size(args, words + 2);
}

/** Elements per chunk. */
// @ts-ignore: decorator
@inline
export function chunkLength(args: usize, words: usize, begin: i32, end: i32): i32 {
  const unit = size(args, words + 3);
  const last = ((end + unit - 1) / unit) * unit;
  return ((last - begin) * size(args, words + 2)) >> 2;
}

/** The vector after the last whole one of a chunk. */
// @ts-ignore: decorator
@inline
export function lastVector(first: usize, count: i32): usize {
  return first + (<usize>(count & ~3) << 2);
}

/** Restores the lanes from `count` on; none if count is 0, because then no lane was written. */
// @ts-ignore: decorator
@inline
export function putBack(to: usize, before: v128, count: i32): void {
  if (count == 1) store<f32>(to, f32x4.extract_lane(before, 1), 4);
  if (count == 1 || count == 2) store<f32>(to, f32x4.extract_lane(before, 2), 8);
  if (count != 0) store<f32>(to, f32x4.extract_lane(before, 3), 12);
}

/** Flushes small optimizer state to zero; ../../updates.ts explains why. */
// @ts-ignore: decorator
@inline
export function flush(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), f32x4.splat(1e-30)));
}

/** The same for values that are never negative. */
// @ts-ignore: decorator
@inline
export function flushSquare(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(x, f32x4.splat(1e-30)));
}
