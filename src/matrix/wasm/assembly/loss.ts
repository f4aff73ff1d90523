// Softmax, softmax cross-entropy, and losses of sigmoid outputs: four exponentials at a time, summed one by one.

import { address, float, size, storeLanes } from './arguments';
import { exp4, log, sigmoid4 } from './float32';

// @ts-ignore: decorator
@inline
function largest(row: usize, last: usize): f32 {
  let max = load<f32>(row);
  for (let c = row + 4; c < last; c += 4) if (load<f32>(c) > max) max = load<f32>(c);
  return max;
}

/** Adds the first `count` lanes to sum, at most four, one after another. */
// @ts-ignore: decorator
@inline
function addLanes(sum: f32, lanes: v128, count: i32): f32 {
  sum += f32x4.extract_lane(lanes, 0);
  if (count > 1) sum += f32x4.extract_lane(lanes, 1);
  if (count > 2) sum += f32x4.extract_lane(lanes, 2);
  if (count > 3) sum += f32x4.extract_lane(lanes, 3);
  return sum;
}

/** to[c] = e^(from[c] - max); returns their sum, added in ascending order. */
// @ts-ignore: decorator
@inline
function exponentials(to: usize, from: usize, C: i32, max: f32): f32 {
  const largest = f32x4.splat(max);
  let sum: f32 = 0;
  for (let c = 0; c < C; c += 4) {
    const at = <usize>c << 2;
    const e = exp4(f32x4.sub(v128.load(from + at), largest));
    storeLanes(to + at, e, C - c);
    sum = addLanes(sum, e, C - c);
  }
  return sum;
}

/** args: out, z, C, temperature. */
export function softmax(args: usize, begin: i32, end: i32): void {
  const rowBytes = <usize>size(args, 2) << 2;
  for (let n = begin; n < end; n++) {
    const out = address(args, 0) + <usize>n * rowBytes;
    const z = address(args, 1) + <usize>n * rowBytes;
    const max = largest(z, z + rowBytes);
    for (let c: usize = 0; c < rowBytes; c += 4) {
      const difference: f32 = load<f32>(z + c) - max;
      store<f32>(out + c, difference / float(args, 3));
    }
    const sum = exponentials(out, out, size(args, 2), 0);
    for (let c = out; c < out + rowBytes; c += 4) store<f32>(c, load<f32>(c) / sum);
  }
}

/** args: dZ, losses, z, labels, N, C, smoothing. */
export function softmaxCrossEntropy(args: usize, begin: i32, end: i32): void {
  const rowBytes = <usize>size(args, 5) << 2;
  const N = <f32>size(args, 4);
  const C = <f32>size(args, 5);
  for (let n = begin; n < end; n++) {
    const dZ = address(args, 0) + <usize>n * rowBytes;
    const z = address(args, 2) + <usize>n * rowBytes;
    const label = <usize>load<u8>(address(args, 3) + n) << 2;
    const evenly: f32 = label == rowBytes ? 1 : float(args, 6); // the part of the target that is uniform over all classes
    const off: f32 = evenly / C;
    const on: f32 = 1 - evenly + off;
    const max = largest(z, z + rowBytes);
    let target: f32 = label == rowBytes ? 0 : load<f32>(z + label) - max; // dZ may be z: read before it is overwritten
    if (evenly > 0) {
      let all: f32 = 0;
      for (let c: usize = 0; c < rowBytes; c += 4) all += load<f32>(z + c) - max;
      target = (1 - evenly) * target + evenly * (all / C);
    }
    const sum = exponentials(dZ, z, size(args, 5), max);
    store<f32>(address(args, 1) + (n << 2), log(sum) - target);
    for (let c: usize = 0; c < rowBytes; c += 4) {
      const p: f32 = load<f32>(dZ + c) / sum;
      store<f32>(dZ + c, (p - (c == label ? on : off)) / N);
    }
  }
}

/** A mask of lanes c to c + 3: all bits of the label's lane are set. */
// @ts-ignore: decorator
@inline
function isLabel(c: i32, label: v128): v128 {
  return i32x4.eq(i32x4.add(i32x4.splat(c), i32x4(0, 1, 2, 3)), label);
}

/** args: dZ, losses, z, labels, N, C. */
export function sigmoidSquaredError(args: usize, begin: i32, end: i32): void {
  const C = size(args, 5);
  const N = f32x4.splat(<f32>size(args, 4));
  const one = f32x4.splat(1);
  for (let n = begin; n < end; n++) {
    const label = i32x4.splat(load<u8>(address(args, 3) + n));
    let sum: f32 = 0;
    for (let c = 0; c < C; c += 4) {
      const at = <usize>(n * C + c) << 2;
      const y = sigmoid4(v128.load(address(args, 2) + at));
      const error = f32x4.sub(y, v128.and(one, isLabel(c, label)));
      const slope = f32x4.mul(y, f32x4.sub(one, y));
      storeLanes(address(args, 0) + at, f32x4.div(f32x4.mul(error, slope), N), C - c);
      sum = addLanes(sum, f32x4.mul(error, error), C - c);
    }
    store<f32>(address(args, 1) + (n << 2), sum / 2);
  }
}

/** args: dZ, losses, z, labels, N, C. */
export function sigmoidCrossEntropy(args: usize, begin: i32, end: i32): void {
  const C = size(args, 5);
  const N = f32x4.splat(<f32>size(args, 4));
  const one = f32x4.splat(1);
  const sign = f32x4.splat(-0.0);
  for (let n = begin; n < end; n++) {
    const label = i32x4.splat(load<u8>(address(args, 3) + n));
    let sum: f32 = 0;
    for (let c = 0; c < C; c += 4) {
      const at = <usize>(n * C + c) << 2;
      const z = v128.load(address(args, 2) + at);
      const hit = isLabel(c, label);
      const error = f32x4.sub(sigmoid4(z), v128.and(one, hit));
      const wrong = f32x4.max(v128.xor(z, v128.and(sign, hit)), f32x4.splat(0));
      const rest = logarithms(f32x4.add(one, exp4(v128.or(z, sign))));
      storeLanes(address(args, 0) + at, f32x4.div(error, N), C - c);
      sum = addLanes(sum, f32x4.add(wrong, rest), C - c);
    }
    store<f32>(address(args, 1) + (n << 2), sum);
  }
}

/** Natural logarithm of each lane. */
function logarithms(x: v128): v128 {
  let y = f32x4.splat(log(f32x4.extract_lane(x, 0)));
  y = f32x4.replace_lane(y, 1, log(f32x4.extract_lane(x, 1)));
  y = f32x4.replace_lane(y, 2, log(f32x4.extract_lane(x, 2)));
  return f32x4.replace_lane(y, 3, log(f32x4.extract_lane(x, 3)));
}
