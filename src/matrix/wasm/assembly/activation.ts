// Activations, two vectors of four elements at a time. A partial vector at the end of a row is computed in full and stored
// in part: what follows the row is read, but not used.

import { address, float, IMAGES, size, storeLanes } from './arguments';
import { sigmoid4, tanh4 } from './float32';

const RELU = 0;
const RELU_BACKWARD = 1;
const SIGMOID = 2;
const SIGMOID_BACKWARD = 3;
const TANH = 4;
const TANH_BACKWARD = 5;
const LEAKY_RELU = 6;
const LEAKY_RELU_BACKWARD = 7;
const GELU = 8;
const GELU_BACKWARD = 9;

const GELU_LINEAR: f32 = 1.5957691216057308; // sqrt(8/pi)
const GELU_CUBIC: f32 = 0.07135481627260025; // 0.044715 sqrt(8/pi)
const GELU_SLOPE: f32 = 0.21406444881780074; // 3 times that
const GELU_LIMIT: f32 = 9.875;

// @ts-ignore: decorator
@inline
function apply(kind: i32, a: v128, b: v128, slope: v128): v128 {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  if (kind == RELU) return v128.and(a, f32x4.gt(a, zero));
  if (kind == RELU_BACKWARD) return v128.and(a, f32x4.gt(b, zero));
  if (kind == LEAKY_RELU || kind == LEAKY_RELU_BACKWARD) {
    return v128.bitselect(a, f32x4.mul(slope, a), f32x4.gt(b, zero));
  }
  if (kind == SIGMOID) return sigmoid4(a);
  if (kind == SIGMOID_BACKWARD) return f32x4.mul(a, f32x4.mul(b, f32x4.sub(one, b)));
  if (kind == TANH) return tanh4(a);
  if (kind == TANH_BACKWARD) return f32x4.mul(a, f32x4.sub(one, f32x4.mul(b, b)));
  const x = f32x4.min(f32x4.max(b, f32x4.splat(-GELU_LIMIT)), f32x4.splat(GELU_LIMIT));
  const square = f32x4.mul(x, x);
  const linear = f32x4.splat(GELU_LINEAR);
  const s = sigmoid4(f32x4.mul(x, f32x4.add(f32x4.mul(square, f32x4.splat(GELU_CUBIC)), linear)));
  if (kind == GELU) return f32x4.mul(a, s);
  const bell = f32x4.mul(x, f32x4.mul(s, f32x4.sub(one, s)));
  const rise = f32x4.mul(bell, f32x4.add(f32x4.mul(square, f32x4.splat(GELU_SLOPE)), linear));
  return f32x4.mul(a, f32x4.add(s, rise));
}

/** out = apply(a, b). args: out, a, b, N, C, distributed by, slope. */
// @ts-ignore: decorator
@inline
function each(kind: i32, args: usize, begin: i32, end: i32): void {
  const C = size(args, 4);
  const byImages = size(args, 5) == IMAGES;
  const slope = f32x4.splat(float(args, 6));
  // consecutive rows form one long row
  const rows = byImages ? 1 : size(args, 3);
  const length = byImages ? (end - begin) * C : end - begin;
  let at = <usize>(byImages ? begin * C : begin) << 2;
  for (let r = 0; r < rows; r++) {
    const out = address(args, 0) + at;
    const a = address(args, 1) + at;
    const b = address(args, 2) + at;
    let k = 0;
    for (; k + 8 <= length; k += 8) {
      const place = <usize>k << 2;
      const first = apply(kind, v128.load(a + place), v128.load(b + place), slope);
      const second = apply(kind, v128.load(a + place, 16), v128.load(b + place, 16), slope);
      v128.store(out + place, second, 16);
      v128.store(out + place, first);
    }
    for (; k + 4 <= length; k += 4) {
      const place = <usize>k << 2;
      v128.store(out + place, apply(kind, v128.load(a + place), v128.load(b + place), slope));
    }
    if (k < length) {
      const place = <usize>k << 2;
      storeLanes(out + place, apply(kind, v128.load(a + place), v128.load(b + place), slope), length - k);
    }
    at += <usize>C << 2;
  }
}

/** args: out, z, z, N, C, distributed by, 0. */
export function relu(args: usize, begin: i32, end: i32): void {
  each(RELU, args, begin, end);
}

/** args: dZ, dOut, out, N, C, distributed by, 0. */
export function reluBackward(args: usize, begin: i32, end: i32): void {
  each(RELU_BACKWARD, args, begin, end);
}

/** args: out, z, z, N, C, distributed by, 0. */
export function sigmoid(args: usize, begin: i32, end: i32): void {
  each(SIGMOID, args, begin, end);
}

/** args: dZ, dOut, out, N, C, distributed by, 0. */
export function sigmoidBackward(args: usize, begin: i32, end: i32): void {
  each(SIGMOID_BACKWARD, args, begin, end);
}

/** args: out, z, z, N, C, distributed by, 0. */
export function tanh(args: usize, begin: i32, end: i32): void {
  each(TANH, args, begin, end);
}

/** args: dZ, dOut, out, N, C, distributed by, 0. */
export function tanhBackward(args: usize, begin: i32, end: i32): void {
  each(TANH_BACKWARD, args, begin, end);
}

/** args: out, z, z, N, C, distributed by, slope. */
export function leakyRelu(args: usize, begin: i32, end: i32): void {
  each(LEAKY_RELU, args, begin, end);
}

/** args: dZ, dOut, out, N, C, distributed by, slope. */
export function leakyReluBackward(args: usize, begin: i32, end: i32): void {
  each(LEAKY_RELU_BACKWARD, args, begin, end);
}

/** args: out, z, z, N, C, distributed by, 0. */
export function gelu(args: usize, begin: i32, end: i32): void {
  each(GELU, args, begin, end);
}

/** args: dZ, dOut, z, N, C, distributed by, 0. */
export function geluBackward(args: usize, begin: i32, end: i32): void {
  each(GELU_BACKWARD, args, begin, end);
}
