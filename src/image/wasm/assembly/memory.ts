// All planes are in one memory, which ../pixel-kernels.ts allocates from this address on. Loops read and write whole vectors,
// beyond the last pixel, too: each block is a multiple of them.

/** More than what rounding to floats may add to a number up to 1024 and a few operations. */
const ROUNDING: f32 = 1 / 512;

export function firstFree(): usize {
  return __heap_base;
}

/** Of an array of 32-bit integers. */
// @ts-ignore: decorator
@inline
export function get(integers: usize, index: i32): i32 {
  return load<i32>(integers + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
export function set(integers: usize, index: i32, value: i32): void {
  store<i32>(integers + (<usize>index << 2), value);
}

/** Whether four values have the bits of `alike`. */
// @ts-ignore: decorator
@inline
export function areAlike(values: v128, alike: v128): bool {
  return i32x4.all_true(i32x4.eq(values, alike));
}

/** The next larger float, or the next smaller one. */
export function nextFloat(value: f32, isUp: bool): f32 {
  if (value == 0) return reinterpret<f32>(isUp ? 1 : <i32>0x80000001);
  const bits = reinterpret<i32>(value);
  return reinterpret<f32>(value > 0 == isUp ? bits + 1 : bits - 1);
}

/** The largest float that is not above `level`: comparing floats with it is comparing them with `level`. */
export function floatBelow(level: f64): f32 {
  const nearest = <f32>level;
  return <f64>nearest <= level ? nearest : nextFloat(nearest, false);
}

/** The second half of a vector of floats as doubles. */
// @ts-ignore: decorator
@inline
export function promoteHigh(values: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(values, values, 1, 0));
}

/** Whether one of four numbers up to 1024, rounded down to `floor`, is so close to a whole one that its rounding decides. */
// @ts-ignore: decorator
@inline
export function isNearWhole(numbers: v128, floor: v128): bool {
  const beyond = f32x4.sub(numbers, floor);
  const isClear = v128.and(
    f32x4.gt(beyond, f32x4.splat(ROUNDING)),
    f32x4.lt(beyond, f32x4.splat(1 - ROUNDING)),
  );
  return !i32x4.all_true(isClear);
}
