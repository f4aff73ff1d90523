// Operations on weights and gradients other than optimizer steps: scaling, averaging, L1, and sums of squares;
// `chunks.ts` describes the layout of the elements.

import { address, float, size, storeLanes } from './arguments';
import { chunkLength, chunkStart, lastVector, putBack } from './chunks';

/** args: w, chunk words, factor. */
export function scale(args: usize, begin: i32, end: i32): void {
  const w = address(args, 0);
  const factor = f32x4.splat(float(args, 5));
  const count = chunkLength(args, 1, begin, end);
  let first = chunkStart(args, 1, begin);
  const last = lastVector(first, count);
  const wLast = v128.load(w + last);
  for (let chunk = 0; chunk < size(args, 1); chunk++) {
    const stop = first + (<usize>count << 2);
    for (let at = first; at < stop; at += 16) v128.store(w + at, f32x4.mul(factor, v128.load(w + at)));
    first += <usize>size(args, 2);
  }
  putBack(w + last, wLast, count & 3);
}

/** args: average, w, chunk words, fraction. */
export function lerp(args: usize, begin: i32, end: i32): void {
  const average = address(args, 0);
  const w = address(args, 1);
  const fraction = f32x4.splat(float(args, 6));
  const count = chunkLength(args, 2, begin, end);
  let first = chunkStart(args, 2, begin);
  const last = lastVector(first, count);
  const averageLast = v128.load(average + last);
  for (let chunk = 0; chunk < size(args, 2); chunk++) {
    const stop = first + (<usize>count << 2);
    for (let at = first; at < stop; at += 16) {
      const old = v128.load(average + at);
      v128.store(average + at, f32x4.add(old, f32x4.mul(fraction, f32x4.sub(v128.load(w + at), old))));
    }
    first += <usize>size(args, 3);
  }
  putBack(average + last, averageLast, count & 3);
}

/** args: dW, w, chunk words, rate. */
export function addL1Gradient(args: usize, begin: i32, end: i32): void {
  const dW = address(args, 0);
  const w = address(args, 1);
  const rate = f32x4.splat(float(args, 6));
  const sign = f32x4.splat(-0.0);
  const zero = f32x4.splat(0);
  const count = chunkLength(args, 2, begin, end);
  let first = chunkStart(args, 2, begin);
  const last = lastVector(first, count);
  const dWLast = v128.load(dW + last);
  for (let chunk = 0; chunk < size(args, 2); chunk++) {
    const stop = first + (<usize>count << 2);
    for (let at = first; at < stop; at += 16) {
      const weights = v128.load(w + at);
      const pull = v128.andnot(v128.or(rate, v128.and(weights, sign)), f32x4.eq(weights, zero));
      v128.store(dW + at, f32x4.add(v128.load(dW + at), pull));
    }
    first += <usize>size(args, 3);
  }
  putBack(dW + last, dWLast, count & 3);
}

/** Columns begin to end. args: out, w, rows, width of its panels; that of a matrix is the number of its columns. */
export function columnSquares(args: usize, begin: i32, end: i32): void {
  const rows = size(args, 2);
  const width = size(args, 3);
  const rowBytes = <usize>width << 2;
  for (let c = begin; c < end; c += 4) {
    const within = c % width;
    let at = address(args, 1) + (<usize>((c - within) * rows + within) << 2);
    let sum = f32x4.splat(0);
    for (let r = 0; r < rows; r++) {
      const w = v128.load(at);
      sum = f32x4.add(sum, f32x4.mul(w, w));
      at += rowBytes;
    }
    storeLanes(address(args, 0) + (<usize>c << 2), sum, end - c);
  }
}
