// Every kernel is exported as kernel(args, begin, end): `args` is the address of its operands, one 32-bit word each
// (the address of a matrix, a size, or a float), in the order given in its comment; it processes images, or columns
// or rows of weights, from begin to end. `../*-kernels.ts` write the words, and all threads read them.
//
// The address of a missing bias is 0, where zeros are. Sums start from biases + 0, so that none is -0.

// @ts-ignore: decorator
@inline
export function address(args: usize, place: usize): usize {
  return <usize>load<u32>(args + (place << 2));
}

// @ts-ignore: decorator
@inline
export function size(args: usize, place: usize): i32 {
  return load<i32>(args + (place << 2));
}

// @ts-ignore: decorator
@inline
export function float(args: usize, place: usize): f32 {
  return load<f32>(args + (place << 2));
}

/** Stores the first `count` lanes of a vector; all of them if count is 4 or more. */
// @ts-ignore: decorator
@inline
export function storeLanes(to: usize, vector: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, vector);
    return;
  }
  if (count > 0) store<f32>(to, f32x4.extract_lane(vector, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(vector, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(vector, 2), 8);
}

/**
 * Stores the first `count` of 8 lanes. Operations on adjacent vectors are written in pairs, and both loads before both
 * stores, so that V8 can compute a pair as one vector of 256 bits. The higher vector is stored first: in the other order,
 * the lower one is stored twice, alone and as half of the pair; see docs/matrix-core.md.
 */
// @ts-ignore: decorator
@inline
export function storePair(to: usize, low: v128, high: v128, count: i32): void {
  if (count >= 8) {
    v128.store(to, high, 16);
    v128.store(to, low);
    return;
  }
  storeLanes(to, low, count);
  storeLanes(to + 16, high, count - 4);
}

/** Work on activations is partitioned by images (rows) or by units (columns). */
export const IMAGES: i32 = 0;
