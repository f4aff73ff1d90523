// Steps of gradient descent, plain and with momentum; `chunks.ts` describes the layout of the elements.

import { chunkLength, chunkStart, flush, lastVector, putBack } from './chunks';
import { address, float, size } from './arguments';

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

/** 32 elements of w -= lr dW. If dW is zero, as for pixels without ink in the batch, w is not accessed. */
// @ts-ignore: decorator
@inline
export function descend32(w: usize, dW: usize, lr: v128): void {
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
  const rest0 = f32x4.sub(v128.load(w), f32x4.mul(lr, g0));
  const rest1 = f32x4.sub(v128.load(w, 16), f32x4.mul(lr, g1));
  v128.store(w, rest1, 16);
  v128.store(w, rest0);
  const rest2 = f32x4.sub(v128.load(w, 32), f32x4.mul(lr, g2));
  const rest3 = f32x4.sub(v128.load(w, 48), f32x4.mul(lr, g3));
  v128.store(w, rest3, 48);
  v128.store(w, rest2, 32);
  const rest4 = f32x4.sub(v128.load(w, 64), f32x4.mul(lr, g4));
  const rest5 = f32x4.sub(v128.load(w, 80), f32x4.mul(lr, g5));
  v128.store(w, rest5, 80);
  v128.store(w, rest4, 64);
  const rest6 = f32x4.sub(v128.load(w, 96), f32x4.mul(lr, g6));
  const rest7 = f32x4.sub(v128.load(w, 112), f32x4.mul(lr, g7));
  v128.store(w, rest7, 112);
  v128.store(w, rest6, 96);
}

// @ts-ignore: decorator
@inline
function velocityOf(before: v128, g: v128, mu: v128): v128 {
  return flush(f32x4.add(f32x4.mul(mu, before), g));
}

/** ahead: with Nesterov's look-ahead. */
// @ts-ignore: decorator
@inline
function descend(old: v128, g: v128, velocity: v128, mu: v128, lr: v128, ahead: bool): v128 {
  const step = ahead ? f32x4.add(g, f32x4.mul(mu, velocity)) : velocity;
  return f32x4.sub(old, f32x4.mul(lr, step));
}

/**
 * args: w, v, dW, chunk words, lr, momentum, decay.
 *
 * Where v and the gradient are zero, as for pixels without ink in recent batches, nothing changes.
 */
// @ts-ignore: decorator
@inline
function descendWithVelocity(args: usize, begin: i32, end: i32, ahead: bool): void {
  const w = address(args, 0);
  const v = address(args, 1);
  const dW = address(args, 2);
  const lr = f32x4.splat(float(args, 7));
  const mu = f32x4.splat(float(args, 8));
  const decay = float(args, 9);
  const count = chunkLength(args, 3, begin, end);
  const bytes = <usize>count << 2;
  let at = chunkStart(args, 3, begin);
  const last = lastVector(at, count);
  const wLast = v128.load(w + last);
  const vLast = v128.load(v + last);
  for (let chunk = 0; chunk < size(args, 3); chunk++) {
    const stop = at + bytes;
    const next = at + <usize>size(args, 4);
    for (; at + 32 <= stop; at += 32) {
      let g0 = v128.load(dW + at);
      let g1 = v128.load(dW + at, 16);
      const before0 = v128.load(v + at);
      const before1 = v128.load(v + at, 16);
      if (decay == 0 && !v128.any_true(v128.or(v128.or(g0, before0), v128.or(g1, before1)))) continue;
      const old0 = v128.load(w + at);
      const old1 = v128.load(w + at, 16);
      if (decay != 0) {
        g0 = f32x4.add(g0, f32x4.mul(f32x4.splat(decay), old0));
        g1 = f32x4.add(g1, f32x4.mul(f32x4.splat(decay), old1));
      }
      const velocity0 = velocityOf(before0, g0, mu);
      const velocity1 = velocityOf(before1, g1, mu);
      const new0 = descend(old0, g0, velocity0, mu, lr, ahead);
      const new1 = descend(old1, g1, velocity1, mu, lr, ahead);
      v128.store(v + at, velocity1, 16);
      v128.store(v + at, velocity0);
      v128.store(w + at, new1, 16);
      v128.store(w + at, new0);
    }
    for (; at < stop; at += 16) {
      let g = v128.load(dW + at);
      const old = v128.load(w + at);
      if (decay != 0) g = f32x4.add(g, f32x4.mul(f32x4.splat(decay), old));
      const velocity = velocityOf(v128.load(v + at), g, mu);
      v128.store(v + at, velocity);
      v128.store(w + at, descend(old, g, velocity, mu, lr, ahead));
    }
    at = next;
  }
  putBack(w + last, wLast, count & 3);
  putBack(v + last, vLast, count & 3);
}

/** args: w, v, dW, chunk words, lr, momentum, decay. */
export function momentum(args: usize, begin: i32, end: i32): void {
  descendWithVelocity(args, begin, end, false);
}

/** args: w, v, dW, chunk words, lr, momentum, decay. */
export function nesterov(args: usize, begin: i32, end: i32): void {
  descendWithVelocity(args, begin, end, true);
}
