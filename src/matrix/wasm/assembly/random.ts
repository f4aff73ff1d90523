// The hashes of ../../../random.ts, in each lane.

const GOLDEN: i32 = 0x9e3779b9;

/** mix32. */
// @ts-ignore: decorator
@inline
export function mix4(value: v128): v128 {
  let x = value;
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x21f0aaad));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0xd35a2d97));
  return v128.xor(x, i32x4.shr_u(x, 15));
}

/** `spread` of ../../draws.ts at four consecutive positions of the stream of a key: uniform in [-1, 1). */
// @ts-ignore: decorator
@inline
export function spread4(key: i32, place: i32): v128 {
  const steps = i32x4.splat(key + (place + 1) * GOLDEN);
  const hash = mix4(i32x4.add(steps, i32x4(0, GOLDEN, 2 * GOLDEN, 3 * GOLDEN)));
  const bits = f32x4.convert_i32x4_u(i32x4.shr_u(hash, 8));
  return f32x4.sub(f32x4.mul(bits, f32x4.splat(1.0 / 8388608)), f32x4.splat(1));
}
