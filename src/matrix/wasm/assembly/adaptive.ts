// Optimizer steps that scale each element by its own gradients; `chunks.ts` describes the layout of the elements.

import { chunkLength, chunkStart, flush, flushSquare, lastVector, putBack } from './chunks';
import { address, float, size } from './arguments';

// @ts-ignore: decorator
@inline
function meanOf(before: v128, g: v128, oneMinusBeta1: v128): v128 {
  return flush(f32x4.add(before, f32x4.mul(oneMinusBeta1, f32x4.sub(g, before))));
}

// @ts-ignore: decorator
@inline
function squareOf(faded: v128, g: v128, oneMinusBeta2: v128): v128 {
  return flushSquare(f32x4.add(faded, f32x4.mul(oneMinusBeta2, f32x4.mul(g, g))));
}

// @ts-ignore: decorator
@inline
function quotient(step: v128, square: v128, root: v128, epsilon: v128): v128 {
  return f32x4.div(step, f32x4.add(f32x4.mul(root, f32x4.sqrt(square)), epsilon));
}

/**
 * args: w, m, v, dW, chunk words, stepSize, rootScale, 1 - beta1, beta2, 1 - beta2, epsilon, decay.
 *
 * Where m and the gradient are zero, as for pixels without ink in recent batches, only v changes.
 */
export function adam(args: usize, begin: i32, end: i32): void {
  const w = address(args, 0);
  const m = address(args, 1);
  const v = address(args, 2);
  const dW = address(args, 3);
  const stepSize = f32x4.splat(float(args, 8));
  const root = f32x4.splat(float(args, 9));
  const oneMinusBeta1 = f32x4.splat(float(args, 10));
  const beta2 = f32x4.splat(float(args, 11));
  const oneMinusBeta2 = f32x4.splat(float(args, 12));
  const epsilon = f32x4.splat(float(args, 13));
  const decay = float(args, 14);
  const count = chunkLength(args, 4, begin, end);
  const bytes = <usize>count << 2;
  let at = chunkStart(args, 4, begin);
  const last = lastVector(at, count);
  const wLast = v128.load(w + last);
  const mLast = v128.load(m + last);
  const vLast = v128.load(v + last);
  for (let chunk = 0; chunk < size(args, 4); chunk++) {
    const stop = at + bytes;
    const next = at + <usize>size(args, 5);
    for (; at + 32 <= stop; at += 32) {
      let g0 = v128.load(dW + at);
      let g1 = v128.load(dW + at, 16);
      const before0 = v128.load(m + at);
      const before1 = v128.load(m + at, 16);
      const faded0 = f32x4.mul(beta2, v128.load(v + at));
      const faded1 = f32x4.mul(beta2, v128.load(v + at, 16));
      if (decay == 0 && !v128.any_true(v128.or(v128.or(g0, before0), v128.or(g1, before1)))) {
        v128.store(v + at, flushSquare(faded1), 16);
        v128.store(v + at, flushSquare(faded0));
        continue;
      }
      const old0 = v128.load(w + at);
      const old1 = v128.load(w + at, 16);
      if (decay != 0) {
        g0 = f32x4.add(g0, f32x4.mul(f32x4.splat(decay), old0));
        g1 = f32x4.add(g1, f32x4.mul(f32x4.splat(decay), old1));
      }
      const mean0 = meanOf(before0, g0, oneMinusBeta1);
      const mean1 = meanOf(before1, g1, oneMinusBeta1);
      const square0 = squareOf(faded0, g0, oneMinusBeta2);
      const square1 = squareOf(faded1, g1, oneMinusBeta2);
      const new0 = f32x4.sub(old0, quotient(f32x4.mul(stepSize, mean0), square0, root, epsilon));
      const new1 = f32x4.sub(old1, quotient(f32x4.mul(stepSize, mean1), square1, root, epsilon));
      v128.store(m + at, mean1, 16);
      v128.store(m + at, mean0);
      v128.store(v + at, square1, 16);
      v128.store(v + at, square0);
      v128.store(w + at, new1, 16);
      v128.store(w + at, new0);
    }
    for (; at < stop; at += 16) {
      let g = v128.load(dW + at);
      const before = v128.load(m + at);
      const faded = f32x4.mul(beta2, v128.load(v + at));
      const old = v128.load(w + at);
      if (decay != 0) g = f32x4.add(g, f32x4.mul(f32x4.splat(decay), old));
      const mean = meanOf(before, g, oneMinusBeta1);
      const square = squareOf(faded, g, oneMinusBeta2);
      v128.store(m + at, mean);
      v128.store(v + at, square);
      v128.store(w + at, f32x4.sub(old, quotient(f32x4.mul(stepSize, mean), square, root, epsilon)));
    }
    at = next;
  }
  putBack(w + last, wLast, count & 3);
  putBack(m + last, mLast, count & 3);
  putBack(v + last, vLast, count & 3);
}

/** args: w, v, dW, chunk words, lr, memory, 1 - memory, epsilon, decay. */
export function rmsprop(args: usize, begin: i32, end: i32): void {
  const w = address(args, 0);
  const v = address(args, 1);
  const dW = address(args, 2);
  const lr = f32x4.splat(float(args, 7));
  const memory = f32x4.splat(float(args, 8));
  const oneMinusRho = f32x4.splat(float(args, 9));
  const epsilon = f32x4.splat(float(args, 10));
  const decay = float(args, 11);
  const count = chunkLength(args, 3, begin, end);
  const bytes = <usize>count << 2;
  let first = chunkStart(args, 3, begin);
  const last = lastVector(first, count);
  const wLast = v128.load(w + last);
  const vLast = v128.load(v + last);
  for (let chunk = 0; chunk < size(args, 3); chunk++) {
    for (let at = first; at < first + bytes; at += 16) {
      let g = v128.load(dW + at);
      const old = v128.load(w + at);
      if (decay != 0) g = f32x4.add(g, f32x4.mul(f32x4.splat(decay), old));
      const faded = f32x4.mul(memory, v128.load(v + at));
      const square = flushSquare(f32x4.add(faded, f32x4.mul(oneMinusRho, f32x4.mul(g, g))));
      v128.store(v + at, square);
      const root = f32x4.add(f32x4.sqrt(square), epsilon);
      v128.store(w + at, f32x4.sub(old, f32x4.div(f32x4.mul(lr, g), root)));
    }
    first += <usize>size(args, 4);
  }
  putBack(w + last, wLast, count & 3);
  putBack(v + last, vLast, count & 3);
}
