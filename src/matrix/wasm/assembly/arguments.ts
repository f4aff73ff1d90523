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

/** 0 is the main thread. */
export let thread: usize = 0;

/** 32 bytes of this thread, for a pair of vectors of which only a part is stored. */
let spare: usize = 0;

/** Must be called before any other kernel. */
export function useThread(number: usize, spareAddress: usize): void {
  thread = number;
  spare = spareAddress;
}

/**
 * Stores the first `count` of 8 lanes. Operations on adjacent vectors are written in pairs, and both loads before both
 * stores, so that V8 can compute a pair as one vector of 256 bits. The higher vector is stored first: in the other order,
 * the lower one is stored twice, alone and as half of the pair. Both halves have no other use: V8 would separate them in
 * each iteration of the loop that computes them, and not after it. See docs/matrix-core.md.
 */
// @ts-ignore: decorator
@inline
export function storePair(to: usize, low: v128, high: v128, count: i32): void {
  const place = count >= 8 ? to : spare;
  v128.store(place, high, 16);
  v128.store(place, low);
  if (count < 8) copyNumbers(to, spare, count);
}

/** Copies `count` numbers, four at a time. */
export function copyNumbers(to: usize, from: usize, count: i32): void {
  for (let k = 0; k < count; k += 4) {
    const at = <usize>k << 2;
    storeLanes(to + at, v128.load(from + at), count - k);
  }
}

/** Work on activations is partitioned by images (rows) or by units (columns). */
export const IMAGES: i32 = 0;
