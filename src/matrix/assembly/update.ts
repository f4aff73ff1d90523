// Steps of the optimizers, on elements begin * stride to end * stride.

import { address, float, size, storeLanes } from './arguments';

/** g = dW + decay w; without decay, dW itself. */
// @ts-ignore: decorator
@inline
function decayed(dW: v128, w: v128, decay: f32): v128 {
  return decay == 0 ? dW : f32x4.add(dW, f32x4.mul(f32x4.splat(decay), w));
}


/** args: w, dW, stride, lr, decay. */
export function sgd(args: usize, begin: i32, end: i32): void {
  const stride = size(args, 2);
  const w = address(args, 0);
  const dW = address(args, 1);
  const lr = f32x4.splat(float(args, 3));
  const decay = float(args, 4);
  const last = end * stride;
  for (let k = begin * stride; k < last; k += 4) {
    const at = <usize>k << 2;
    const gradient = v128.load(dW + at);
    // pixels that no image of the batch inks: w - lr 0 = w, and w need not be touched
    if (decay == 0 && !v128.any_true(gradient)) continue;
    const old = v128.load(w + at);
    storeLanes(w + at, f32x4.sub(old, f32x4.mul(lr, decayed(gradient, old, decay))), last - k);
  }
}

/** args: w, v, dW, stride, lr, momentum, decay. */
export function momentum(args: usize, begin: i32, end: i32): void {
  const stride = size(args, 3);
  const w = address(args, 0);
  const v = address(args, 1);
  const dW = address(args, 2);
  const lr = f32x4.splat(float(args, 4));
  const mu = f32x4.splat(float(args, 5));
  const decay = float(args, 6);
  const last = end * stride;
  for (let k = begin * stride; k < last; k += 4) {
    const at = <usize>k << 2;
    const old = v128.load(w + at);
    const g = decayed(v128.load(dW + at), old, decay);
    const velocity = f32x4.add(f32x4.mul(mu, v128.load(v + at)), g);
    storeLanes(v + at, velocity, last - k);
    storeLanes(w + at, f32x4.sub(old, f32x4.mul(lr, velocity)), last - k);
  }
}

/** args: w, m, v, dW, stride, stepSize, rootCorrection, 1 - beta1, beta2, 1 - beta2, epsilon, decay. */
export function adam(args: usize, begin: i32, end: i32): void {
  const stride = size(args, 4);
  const w = address(args, 0);
  const m = address(args, 1);
  const v = address(args, 2);
  const dW = address(args, 3);
  const stepSize = f32x4.splat(float(args, 5));
  const root = f32x4.splat(float(args, 6));
  const blend1 = f32x4.splat(float(args, 7));
  const beta2 = f32x4.splat(float(args, 8));
  const blend2 = f32x4.splat(float(args, 9));
  const epsilon = f32x4.splat(float(args, 10));
  const decay = float(args, 11);
  const last = end * stride;
  for (let k = begin * stride; k < last; k += 4) {
    const at = <usize>k << 2;
    const old = v128.load(w + at);
    const g = decayed(v128.load(dW + at), old, decay);
    const mean0 = v128.load(m + at);
    const mean = f32x4.add(mean0, f32x4.mul(blend1, f32x4.sub(g, mean0)));
    const square = f32x4.add(f32x4.mul(beta2, v128.load(v + at)), f32x4.mul(blend2, f32x4.mul(g, g)));
    storeLanes(m + at, mean, last - k);
    storeLanes(v + at, square, last - k);
    const scale = f32x4.add(f32x4.div(f32x4.sqrt(square), root), epsilon);
    storeLanes(w + at, f32x4.sub(old, f32x4.div(f32x4.mul(stepSize, mean), scale)), last - k);
  }
}
