// Softmax, softmax cross-entropy, and losses of sigmoid outputs: four exponentials at a time, summed one by one.

import { address, float, size, storeLanes } from './arguments';
import { exp4, log4, sigmoid4 } from './float32';

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

/** The elements at four addresses. */
// @ts-ignore: decorator
@inline
function loadEach(a: usize, b: usize, c: usize, d: usize): v128 {
  let lanes = v128.load32_zero(a);
  lanes = v128.load32_lane(b, lanes, 1);
  lanes = v128.load32_lane(c, lanes, 2);
  return v128.load32_lane(d, lanes, 3);
}

// @ts-ignore: decorator
@inline
function storeEach(a: usize, b: usize, c: usize, d: usize, lanes: v128): void {
  v128.store32_lane(a, lanes, 0);
  v128.store32_lane(b, lanes, 1);
  v128.store32_lane(c, lanes, 2);
  v128.store32_lane(d, lanes, 3);
}

/** args: dZ, losses, z, labels, N, C, smoothing. */
export function softmaxCrossEntropy(args: usize, begin: i32, end: i32): void {
  for (let n = begin; n < end; n += 4) fourCrossEntropies(args, n, end - 1);
}

/**
 * Images n to n + 3, one in each lane, so that their sums are added up at the same time. Instead of those after `last`,
 * that one is computed again.
 */
function fourCrossEntropies(args: usize, n: i32, last: i32): void {
  const n1 = min(n + 1, last);
  const n2 = min(n + 2, last);
  const n3 = min(n + 3, last);
  const labels = address(args, 3);
  const label = i32x4.replace_lane(
    i32x4.replace_lane(
      i32x4.replace_lane(i32x4.splat(load<u8>(labels + n)), 1, load<u8>(labels + n1)),
      2,
      load<u8>(labels + n2),
    ),
    3,
    load<u8>(labels + n3),
  );
  const rowBytes = <usize>size(args, 5) << 2;
  const z = address(args, 2);
  const z0 = z + <usize>n * rowBytes;
  const z1 = z + <usize>n1 * rowBytes;
  const z2 = z + <usize>n2 * rowBytes;
  const z3 = z + <usize>n3 * rowBytes;
  let max = loadEach(z0, z1, z2, z3);
  for (let c: usize = 4; c < rowBytes; c += 4) max = f32x4.pmax(max, loadEach(z0 + c, z1 + c, z2 + c, z3 + c));

  const one = f32x4.splat(1);
  const C = f32x4.splat(<f32>size(args, 5));
  // the part of the target that is uniform over all classes
  const evenly = v128.bitselect(one, f32x4.splat(float(args, 6)), i32x4.eq(label, i32x4.splat(size(args, 5))));
  const off = f32x4.div(evenly, C);
  const on = f32x4.add(f32x4.sub(one, evenly), off);

  // dZ may be z: read before it is overwritten
  const d = address(args, 0) - z;
  let target = f32x4.splat(0);
  let all = target;
  let sum = target;
  for (let c: usize = 0; c < rowBytes; c += 4) {
    const difference = f32x4.sub(loadEach(z0 + c, z1 + c, z2 + c, z3 + c), max);
    target = v128.bitselect(difference, target, i32x4.eq(label, i32x4.splat(<i32>(c >> 2))));
    all = f32x4.add(all, difference);
    const e = exp4(difference);
    storeEach(z0 + d + c, z1 + d + c, z2 + d + c, z3 + d + c, e);
    sum = f32x4.add(sum, e);
  }
  const mixed = f32x4.add(f32x4.mul(f32x4.sub(one, evenly), target), f32x4.mul(evenly, f32x4.div(all, C)));
  target = v128.bitselect(mixed, target, f32x4.gt(evenly, f32x4.splat(0)));
  const losses = address(args, 1);
  const loss = f32x4.sub(log4(sum), target);
  storeEach(losses + (n << 2), losses + (n1 << 2), losses + (n2 << 2), losses + (n3 << 2), loss);

  const N = f32x4.splat(<f32>size(args, 4));
  for (let c: usize = 0; c < rowBytes; c += 4) {
    const p = f32x4.div(loadEach(z0 + d + c, z1 + d + c, z2 + d + c, z3 + d + c), sum);
    const wanted = v128.bitselect(on, off, i32x4.eq(label, i32x4.splat(<i32>(c >> 2))));
    const dZ = f32x4.div(f32x4.sub(p, wanted), N);
    storeEach(z0 + d + c, z1 + d + c, z2 + d + c, z3 + d + c, dZ);
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
      const rest = log4(f32x4.add(one, exp4(v128.or(z, sign))));
      storeLanes(address(args, 0) + at, f32x4.div(error, N), C - c);
      sum = addLanes(sum, f32x4.add(wrong, rest), C - c);
    }
    store<f32>(address(args, 1) + (n << 2), sum);
  }
}
