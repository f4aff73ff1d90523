// Where the elements lie that an update works on. Elements begin to end lie in one or more chunks of memory: rows of panels of 8
// columns in as many chunks as there are panels, columns of wide panels and biases in one.
//
// Every kernel's arguments hold four words about that, one behind another: how many chunks there are, the bytes from
// one to the next, the bytes of one row (or column), and what `end` is rounded up to.
//
// All loops work on whole vectors. Only the last one of a single chunk may be used in part: what lies behind `end` is
// put back as it was (nobody else works there, because blocks are multiples of vectors).

import { size } from './arguments';

/** Bytes from the start of the first chunk to its first element. */
// @ts-ignore: decorator
@inline
export function chunkStart(args: usize, words: usize, begin: i32): usize {
  return <usize>begin * <usize>size(args, words + 2);
}

/** Elements of each chunk. */
// @ts-ignore: decorator
@inline
export function chunkLength(args: usize, words: usize, begin: i32, end: i32): i32 {
  const unit = size(args, words + 3);
  const last = ((end + unit - 1) / unit) * unit;
  return ((last - begin) * size(args, words + 2)) >> 2;
}

/** The vector behind the last whole one of a chunk. */
// @ts-ignore: decorator
@inline
export function lastVector(first: usize, count: i32): usize {
  return first + (<usize>(count & ~3) << 2);
}

/** Puts the lanes from `count` on back as they were; none where count is 0, because then no lane was written. */
// @ts-ignore: decorator
@inline
export function putBack(to: usize, before: v128, count: i32): void {
  if (count == 1) store<f32>(to, f32x4.extract_lane(before, 1), 4);
  if (count == 1 || count == 2) store<f32>(to, f32x4.extract_lane(before, 2), 8);
  if (count != 0) store<f32>(to, f32x4.extract_lane(before, 3), 12);
}

/** Optimizer state as small as this counts as zero; ../kernels.ts says why. */
// @ts-ignore: decorator
@inline
export function flush(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), f32x4.splat(1e-30)));
}

/** The same for what is never negative. */
// @ts-ignore: decorator
@inline
export function flushSquare(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(x, f32x4.splat(1e-30)));
}
