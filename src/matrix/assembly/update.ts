// Steps of the optimizers. Elements begin to end of an update lie in one or more chunks of memory: rows of panels of 8
// columns in as many chunks as there are panels, columns of wide panels and biases in one.
//
// Every kernel's arguments hold four words about that, one behind another: how many chunks there are, the bytes from
// one to the next, the bytes of one row (or column), and what `end` is rounded up to.
//
// All loops work on whole vectors. Only the last one of a single chunk may be used in part: what lies behind `end` is
// put back as it was (nobody else works there, because blocks are multiples of vectors).

import { address, float, size } from './arguments';

/** Bytes from the start of the first chunk to its first element. */
// @ts-ignore: decorator
@inline
function chunkStart(args: usize, words: usize, begin: i32): usize {
  return <usize>begin * <usize>size(args, words + 2);
}

/** Elements of each chunk. */
// @ts-ignore: decorator
@inline
function chunkLength(args: usize, words: usize, begin: i32, end: i32): i32 {
  const unit = size(args, words + 3);
  const last = ((end + unit - 1) / unit) * unit;
  return ((last - begin) * size(args, words + 2)) >> 2;
}

/** The vector behind the last whole one of a chunk. */
// @ts-ignore: decorator
@inline
function lastVector(first: usize, count: i32): usize {
  return first + (<usize>(count & ~3) << 2);
}

/** Puts the lanes from `count` on back as they were; none where count is 0, because then no lane was written. */
// @ts-ignore: decorator
@inline
function putBack(to: usize, before: v128, count: i32): void {
  if (count == 1) store<f32>(to, f32x4.extract_lane(before, 1), 4);
  if (count == 1 || count == 2) store<f32>(to, f32x4.extract_lane(before, 2), 8);
  if (count != 0) store<f32>(to, f32x4.extract_lane(before, 3), 12);
}

/** Optimizer state as small as this counts as zero; ../kernels.ts says why. */
// @ts-ignore: decorator
@inline
function flush(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), f32x4.splat(1e-30)));
}

/** The same for what is never negative. */
// @ts-ignore: decorator
@inline
function flushSquare(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(x, f32x4.splat(1e-30)));
}

/** args: w, dW, chunk words, lr, decay. */
export function sgd(args: usize, begin: i32, end: i32): void {
  const w = address(args, 0);
  const dW = address(args, 1);
  const lr = f32x4.splat(float(args, 6));
  const decay = float(args, 7);
  const count = chunkLength(args, 2, begin, end);
  const bytes = <usize>count << 2;
  let at = chunkStart(args, 2, begin);
  const last = lastVector(at, count);
  const wLast = v128.load(w + last);
  for (let chunk = 0; chunk < size(args, 2); chunk++) {
    const stop = at + bytes;
    const next = at + <usize>size(args, 3);
    if (decay == 0) {
      for (; at + 128 <= stop; at += 128) descend32(w + at, dW + at, lr);
    }
    for (; at < stop; at += 16) {
      const old = v128.load(w + at);
      let g = v128.load(dW + at);
      if (decay != 0) g = f32x4.add(g, f32x4.mul(f32x4.splat(decay), old));
      v128.store(w + at, f32x4.sub(old, f32x4.mul(lr, g)));
    }
    at = next;
  }
  putBack(w + last, wLast, count & 3);
}

/** 32 elements of w -= lr dW. Where dW is zero, as for pixels that no image of a batch inks, w need not be touched. */
// @ts-ignore: decorator
@inline
function descend32(w: usize, dW: usize, lr: v128): void {
  const g0 = v128.load(dW);
  const g1 = v128.load(dW, 16);
  const g2 = v128.load(dW, 32);
  const g3 = v128.load(dW, 48);
  const g4 = v128.load(dW, 64);
  const g5 = v128.load(dW, 80);
  const g6 = v128.load(dW, 96);
  const g7 = v128.load(dW, 112);
  const low = v128.or(v128.or(g0, g1), v128.or(g2, g3));
  const high = v128.or(v128.or(g4, g5), v128.or(g6, g7));
  if (!v128.any_true(v128.or(low, high))) return;
  v128.store(w, f32x4.sub(v128.load(w), f32x4.mul(lr, g0)));
  v128.store(w, f32x4.sub(v128.load(w, 16), f32x4.mul(lr, g1)), 16);
  v128.store(w, f32x4.sub(v128.load(w, 32), f32x4.mul(lr, g2)), 32);
  v128.store(w, f32x4.sub(v128.load(w, 48), f32x4.mul(lr, g3)), 48);
  v128.store(w, f32x4.sub(v128.load(w, 64), f32x4.mul(lr, g4)), 64);
  v128.store(w, f32x4.sub(v128.load(w, 80), f32x4.mul(lr, g5)), 80);
  v128.store(w, f32x4.sub(v128.load(w, 96), f32x4.mul(lr, g6)), 96);
  v128.store(w, f32x4.sub(v128.load(w, 112), f32x4.mul(lr, g7)), 112);
}

/** args: w, v, dW, chunk words, lr, momentum, decay. */
export function momentum(args: usize, begin: i32, end: i32): void {
  const w = address(args, 0);
  const v = address(args, 1);
  const dW = address(args, 2);
  const lr = f32x4.splat(float(args, 7));
  const mu = f32x4.splat(float(args, 8));
  const decay = float(args, 9);
  const count = chunkLength(args, 3, begin, end);
  const bytes = <usize>count << 2;
  let first = chunkStart(args, 3, begin);
  const last = lastVector(first, count);
  const wLast = v128.load(w + last);
  const vLast = v128.load(v + last);
  for (let chunk = 0; chunk < size(args, 3); chunk++) {
    for (let at = first; at < first + bytes; at += 16) {
      let g = v128.load(dW + at);
      const before = v128.load(v + at);
      if (decay == 0 && !v128.any_true(v128.or(g, before))) continue; // pixels that no image of late has inked
      const old = v128.load(w + at);
      if (decay != 0) g = f32x4.add(g, f32x4.mul(f32x4.splat(decay), old));
      const velocity = flush(f32x4.add(f32x4.mul(mu, before), g));
      v128.store(v + at, velocity);
      v128.store(w + at, f32x4.sub(old, f32x4.mul(lr, velocity)));
    }
    first += <usize>size(args, 4);
  }
  putBack(w + last, wLast, count & 3);
  putBack(v + last, vLast, count & 3);
}

/** args: w, m, v, dW, chunk words, stepSize, rootScale, 1 - beta1, beta2, 1 - beta2, epsilon, decay. */
export function adam(args: usize, begin: i32, end: i32): void {
  const w = address(args, 0);
  const m = address(args, 1);
  const v = address(args, 2);
  const dW = address(args, 3);
  const stepSize = f32x4.splat(float(args, 8));
  const root = f32x4.splat(float(args, 9));
  const blend1 = f32x4.splat(float(args, 10));
  const beta2 = f32x4.splat(float(args, 11));
  const blend2 = f32x4.splat(float(args, 12));
  const epsilon = f32x4.splat(float(args, 13));
  const decay = float(args, 14);
  const count = chunkLength(args, 4, begin, end);
  const bytes = <usize>count << 2;
  let first = chunkStart(args, 4, begin);
  const last = lastVector(first, count);
  const wLast = v128.load(w + last);
  const mLast = v128.load(m + last);
  const vLast = v128.load(v + last);
  for (let chunk = 0; chunk < size(args, 4); chunk++) {
    for (let at = first; at < first + bytes; at += 16) {
      let g = v128.load(dW + at);
      const mean0 = v128.load(m + at);
      const square0 = f32x4.mul(beta2, v128.load(v + at));
      // pixels that no image of late has inked: m stays 0, w stays as it is, and v fades
      if (decay == 0 && !v128.any_true(v128.or(g, mean0))) {
        v128.store(v + at, flushSquare(square0));
        continue;
      }
      const old = v128.load(w + at);
      if (decay != 0) g = f32x4.add(g, f32x4.mul(f32x4.splat(decay), old));
      const mean = flush(f32x4.add(mean0, f32x4.mul(blend1, f32x4.sub(g, mean0))));
      v128.store(m + at, mean);
      const square = flushSquare(f32x4.add(square0, f32x4.mul(blend2, f32x4.mul(g, g))));
      v128.store(v + at, square);
      const scale = f32x4.add(f32x4.mul(root, f32x4.sqrt(square)), epsilon);
      v128.store(w + at, f32x4.sub(old, f32x4.div(f32x4.mul(stepSize, mean), scale)));
    }
    first += <usize>size(args, 5);
  }
  putBack(w + last, wLast, count & 3);
  putBack(m + last, mLast, count & 3);
  putBack(v + last, vLast, count & 3);
}
