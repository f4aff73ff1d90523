// The fraction of non-zero elements, which determines whether skipping zeros pays off; and whether skipping is
// allowed.

/** Of 256 elements in the given address range, the number that are not zero. */
export function keptOf256(from: usize, stop: usize): i32 {
  let zeros = i32x4.splat(0);
  const vectors = <i32>((stop - from) >> 4);
  for (; from + 16 <= stop; from += 16) {
    zeros = i32x4.sub(zeros, f32x4.eq(v128.load(from), f32x4.splat(0)));
  }
  const pairs = i64x2.add(i64x2.extend_low_i32x4_u(zeros), i64x2.extend_high_i32x4_u(zeros));
  const count = i64x2.extract_lane(pairs, 0) + i64x2.extract_lane(pairs, 1);
  return vectors == 0 ? 256 : 256 - <i32>((count << 6) / vectors);
}

/** Whether 0 times each element is 0. */
export function allFinite(from: usize, stop: usize): boolean {
  let bits = f32x4.splat(0);
  for (; from + 16 <= stop; from += 16) {
    bits = v128.or(bits, f32x4.mul(v128.load(from), f32x4.splat(0)));
  }
  let rest: f32 = 0;
  for (; from < stop; from += 4) rest += load<f32>(from) * 0;
  return rest == 0 && !v128.any_true(v128.and(bits, i32x4.splat(0x7fffffff)));
}
