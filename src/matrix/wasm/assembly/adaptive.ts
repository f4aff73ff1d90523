// Optimizer steps that scale each element by its own gradients; `chunks.ts` describes the layout of the elements.

import { chunkLength, chunkStart, flush, flushSquare, lastVector, putBack } from './chunks';
import { address, float, size } from './arguments';

/** args: w, m, v, dW, chunk words, stepSize, rootScale, 1 - beta1, beta2, 1 - beta2, epsilon, decay. */
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
      // pixels without ink in recent batches: m stays 0, w is unchanged, and v decays
      if (decay == 0 && !v128.any_true(v128.or(g, mean0))) {
        v128.store(v + at, flushSquare(square0));
        continue;
      }
      const old = v128.load(w + at);
      if (decay != 0) g = f32x4.add(g, f32x4.mul(f32x4.splat(decay), old));
      const mean = flush(f32x4.add(mean0, f32x4.mul(oneMinusBeta1, f32x4.sub(g, mean0))));
      v128.store(m + at, mean);
      const square = flushSquare(f32x4.add(square0, f32x4.mul(oneMinusBeta2, f32x4.mul(g, g))));
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
