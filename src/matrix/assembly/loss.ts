// Softmax, alone and with cross-entropy: four exponentials at a time, their sum one after another.

import { address, float, size, storeLanes } from './arguments';
import { exp4, log } from './float32';

// @ts-ignore: decorator
@inline
function largest(row: usize, last: usize): f32 {
  let max = load<f32>(row);
  for (let c = row + 4; c < last; c += 4) if (load<f32>(c) > max) max = load<f32>(c);
  return max;
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
    sum += f32x4.extract_lane(e, 0);
    if (c + 1 < C) sum += f32x4.extract_lane(e, 1);
    if (c + 2 < C) sum += f32x4.extract_lane(e, 2);
    if (c + 3 < C) sum += f32x4.extract_lane(e, 3);
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

/** args: dZ, losses, z, labels, N, C. */
export function softmaxCrossEntropy(args: usize, begin: i32, end: i32): void {
  const rowBytes = <usize>size(args, 5) << 2;
  const N = <f32>size(args, 4);
  const C = <f32>size(args, 5);
  const share: f32 = 1 / C;
  for (let n = begin; n < end; n++) {
    const dZ = address(args, 0) + <usize>n * rowBytes;
    const z = address(args, 2) + <usize>n * rowBytes;
    const label = <usize>load<u8>(address(args, 3) + n) << 2;
    const max = largest(z, z + rowBytes);
    let target: f32 = 0; // dZ may be z: read before it is overwritten
    if (label < rowBytes) {
      target = load<f32>(z + label) - max;
    } else {
      for (let c: usize = 0; c < rowBytes; c += 4) target += load<f32>(z + c) - max;
      target /= C;
    }
    const sum = exponentials(dZ, z, size(args, 5), max);
    store<f32>(address(args, 1) + (n << 2), log(sum) - target);
    for (let c: usize = 0; c < rowBytes; c += 4) {
      const p: f32 = load<f32>(dZ + c) / sum;
      const error: f32 = label == rowBytes ? p - share : c == label ? p - 1 : p;
      store<f32>(dZ + c, error / N);
    }
  }
}
