// Activations, four elements at a time, and one at a time where fewer are left.

import { address, float, size } from './arguments';
import { exp, exp4 } from './float32';

/** args: out, z, C. */
export function relu(args: usize, begin: i32, end: i32): void {
  const C = size(args, 2);
  const out = address(args, 0);
  const z = address(args, 1);
  const zero = f32x4.splat(0);
  let k = <usize>(begin * C) << 2;
  const last = <usize>(end * C) << 2;
  for (; k + 16 <= last; k += 16) {
    const v = v128.load(z + k);
    v128.store(out + k, v128.and(v, f32x4.gt(v, zero)));
  }
  for (; k < last; k += 4) {
    const v = load<f32>(z + k);
    store<f32>(out + k, v > 0 ? v : 0);
  }
}

/** args: dZ, dOut, out, C. */
export function reluBackward(args: usize, begin: i32, end: i32): void {
  const C = size(args, 3);
  const dZ = address(args, 0);
  const dOut = address(args, 1);
  const out = address(args, 2);
  const zero = f32x4.splat(0);
  let k = <usize>(begin * C) << 2;
  const last = <usize>(end * C) << 2;
  for (; k + 16 <= last; k += 16) {
    v128.store(dZ + k, v128.and(v128.load(dOut + k), f32x4.gt(v128.load(out + k), zero)));
  }
  for (; k < last; k += 4) store<f32>(dZ + k, load<f32>(out + k) > 0 ? load<f32>(dOut + k) : 0);
}

/** args: out, z, C. */
export function sigmoid(args: usize, begin: i32, end: i32): void {
  const C = size(args, 2);
  const out = address(args, 0);
  const z = address(args, 1);
  const one = f32x4.splat(1);
  let k = <usize>(begin * C) << 2;
  const last = <usize>(end * C) << 2;
  for (; k + 16 <= last; k += 16) {
    v128.store(out + k, f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(v128.load(z + k))))));
  }
  for (; k < last; k += 4) store<f32>(out + k, 1 / (1 + exp(-load<f32>(z + k))));
}

/** args: dZ, dOut, out, C. */
export function sigmoidBackward(args: usize, begin: i32, end: i32): void {
  const C = size(args, 3);
  const dZ = address(args, 0);
  const dOut = address(args, 1);
  const out = address(args, 2);
  const one = f32x4.splat(1);
  let k = <usize>(begin * C) << 2;
  const last = <usize>(end * C) << 2;
  for (; k + 16 <= last; k += 16) {
    const y = v128.load(out + k);
    v128.store(dZ + k, f32x4.mul(v128.load(dOut + k), f32x4.mul(y, f32x4.sub(one, y))));
  }
  for (; k < last; k += 4) {
    const y = load<f32>(out + k);
    store<f32>(dZ + k, load<f32>(dOut + k) * (y * (1 - y)));
  }
}

/** mix32 of random.ts. */
// @ts-ignore: decorator
@inline
function mix(value: u32): u32 {
  let x = value;
  x = (x ^ (x >>> 16)) * 0x21f0aaad;
  x = (x ^ (x >>> 15)) * 0xd35a2d97;
  return x ^ (x >>> 15);
}

// @ts-ignore: decorator
@inline
function mix4(value: v128): v128 {
  let x = value;
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x21f0aaad));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0xd35a2d97));
  return v128.xor(x, i32x4.shr_u(x, 15));
}

/** args: out, x, C, key, threshold, scale. */
export function dropout(args: usize, begin: i32, end: i32): void {
  const C = size(args, 2);
  const out = address(args, 0);
  const x = address(args, 1);
  const key = <u32>size(args, 3);
  const threshold = <u32>size(args, 4);
  const scale = float(args, 5);
  let k = begin * C;
  const last = end * C;
  for (; k + 4 <= last; k += 4) {
    const places = i32x4.add(i32x4.splat(k), i32x4(0, 1, 2, 3));
    const random = mix4(v128.xor(mix4(places), i32x4.splat(key)));
    const kept = i32x4.ge_u(random, i32x4.splat(threshold));
    v128.store(out + (k << 2), v128.and(f32x4.mul(v128.load(x + (k << 2)), f32x4.splat(scale)), kept));
  }
  for (; k < last; k++) {
    const kept = mix(mix(<u32>k) ^ key) >= threshold;
    store<f32>(out + (k << 2), kept ? load<f32>(x + (k << 2)) * scale : 0);
  }
}
