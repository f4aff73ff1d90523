// Activations, four elements at a time. Where fewer are left in a row they are computed as a whole vector too, and
// stored in part: what lies behind is read, but not used.

import { address, float, IMAGES, size, storeLanes } from './arguments';
import { exp4 } from './float32';
import { mix4 } from './random';

const RELU = 0;
const RELU_BACKWARD = 1;
const SIGMOID = 2;
const SIGMOID_BACKWARD = 3;

// @ts-ignore: decorator
@inline
function apply(kind: i32, a: v128, b: v128): v128 {
  const one = f32x4.splat(1);
  if (kind == RELU) return v128.and(a, f32x4.gt(a, f32x4.splat(0)));
  if (kind == RELU_BACKWARD) return v128.and(a, f32x4.gt(b, f32x4.splat(0)));
  if (kind == SIGMOID) return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(a))));
  return f32x4.mul(a, f32x4.mul(b, f32x4.sub(one, b)));
}

/** out = apply(a, b). args: out, a, b, N, C, shared out by. */
// @ts-ignore: decorator
@inline
function each(kind: i32, args: usize, begin: i32, end: i32): void {
  const C = size(args, 4);
  const byImages = size(args, 5) == IMAGES;
  // whole rows lie one behind another: they are one long row
  const rows = byImages ? 1 : size(args, 3);
  const length = byImages ? (end - begin) * C : end - begin;
  let at = <usize>(byImages ? begin * C : begin) << 2;
  for (let r = 0; r < rows; r++) {
    const out = address(args, 0) + at;
    const a = address(args, 1) + at;
    const b = address(args, 2) + at;
    let k = 0;
    for (; k + 4 <= length; k += 4) {
      const place = <usize>k << 2;
      v128.store(out + place, apply(kind, v128.load(a + place), v128.load(b + place)));
    }
    if (k < length) {
      const place = <usize>k << 2;
      storeLanes(out + place, apply(kind, v128.load(a + place), v128.load(b + place)), length - k);
    }
    at += <usize>C << 2;
  }
}

/** args: out, z, z, N, C, shared out by. */
export function relu(args: usize, begin: i32, end: i32): void {
  each(RELU, args, begin, end);
}

/** args: dZ, dOut, out, N, C, shared out by. */
export function reluBackward(args: usize, begin: i32, end: i32): void {
  each(RELU_BACKWARD, args, begin, end);
}

/** args: out, z, z, N, C, shared out by. */
export function sigmoid(args: usize, begin: i32, end: i32): void {
  each(SIGMOID, args, begin, end);
}

/** args: dZ, dOut, out, N, C, shared out by. */
export function sigmoidBackward(args: usize, begin: i32, end: i32): void {
  each(SIGMOID_BACKWARD, args, begin, end);
}

/** args: out, x, N, C, shared out by, key, threshold, scale. */
export function dropout(args: usize, begin: i32, end: i32): void {
  const C = size(args, 3);
  const byImages = size(args, 4) == IMAGES;
  const key = i32x4.splat(size(args, 5));
  const threshold = i32x4.splat(size(args, 6));
  const scale = f32x4.splat(float(args, 7));
  const rows = byImages ? 1 : size(args, 2);
  const length = byImages ? (end - begin) * C : end - begin;
  let first = byImages ? begin * C : begin;
  for (let r = 0; r < rows; r++) {
    for (let k = first; k < first + length; k += 4) {
      const places = i32x4.add(i32x4.splat(k), i32x4(0, 1, 2, 3));
      const kept = i32x4.ge_u(mix4(v128.xor(mix4(places), key)), threshold);
      const at = <usize>k << 2;
      const x = v128.load(address(args, 1) + at);
      storeLanes(address(args, 0) + at, v128.and(f32x4.mul(x, scale), kept), first + length - k);
    }
    first += C;
  }
}
