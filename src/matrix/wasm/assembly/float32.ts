// exp, log and tanh of four numbers, by the same sequence of operations as in ../../float32.ts, giving the same bits.

const LOG2_E: f32 = 1.44269504088896341;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
const EXP_MAX: f32 = 88.02;
const EXP_MIN: f32 = -87.33654785;

// @ts-ignore: decorator
@inline
function step(p: v128, r: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(p, r), f32x4.splat(coefficient));
}

/** e^x in each lane. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const above = f32x4.gt(x, f32x4.splat(EXP_MAX));
  const clamped = v128.bitselect(f32x4.splat(EXP_MAX), x, above);
  const n = f32x4.floor(f32x4.add(f32x4.mul(clamped, f32x4.splat(LOG2_E)), f32x4.splat(0.5)));
  const high = f32x4.sub(clamped, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  let p = f32x4.splat(1.9875691500e-4);
  p = step(p, r, 1.3981999507e-3);
  p = step(p, r, 8.3334519073e-3);
  p = step(p, r, 4.1665795894e-2);
  p = step(p, r, 1.6666665459e-1);
  p = step(p, r, 5.0000001201e-1);
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  const scaled = f32x4.mul(y, power);
  const below = f32x4.lt(x, f32x4.splat(EXP_MIN));
  return v128.bitselect(x, v128.andnot(scaled, below), f32x4.ne(x, x)); // NaN is passed through
}

/** 1 / (1 + e^-x) in each lane. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

/** Hyperbolic tangent in each lane. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const s = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = step(p, s, 2.06390887954e-2);
  p = step(p, s, -5.37397155531e-2);
  p = step(p, s, 1.33314422036e-1);
  p = step(p, s, -3.33332819422e-1);
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, s), x), x);
  const size = f32x4.abs(x);
  const one = f32x4.splat(1);
  const power = exp4(f32x4.add(size, size));
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(power, one)));
  const signed = v128.or(far, v128.and(x, f32x4.splat(-0.0)));
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.625)));
}

const SQRT_HALF: f32 = 0.70710678118654752440;

/** Natural logarithm of positive, normal numbers, in each lane. */
export function log4(x: v128): v128 {
  const one = f32x4.splat(1);
  const power = i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126));
  const fraction = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const small = f32x4.lt(fraction, f32x4.splat(SQRT_HALF));
  const e = f32x4.sub(f32x4.convert_i32x4_s(power), v128.and(one, small));
  const m = f32x4.sub(v128.bitselect(f32x4.add(fraction, fraction), fraction, small), one);
  const square = f32x4.mul(m, m);
  let p = f32x4.splat(7.0376836292e-2);
  p = step(p, m, -1.1514610310e-1);
  p = step(p, m, 1.1676998740e-1);
  p = step(p, m, -1.2420140846e-1);
  p = step(p, m, 1.4249322787e-1);
  p = step(p, m, -1.6668057665e-1);
  p = step(p, m, 2.0000714765e-1);
  p = step(p, m, -2.4999993993e-1);
  p = step(p, m, 3.3333331174e-1);
  let y = f32x4.mul(f32x4.mul(p, m), square);
  y = f32x4.add(y, f32x4.mul(e, f32x4.splat(LN2_LOW)));
  y = f32x4.sub(y, f32x4.mul(f32x4.splat(0.5), square));
  y = f32x4.add(f32x4.add(m, y), f32x4.mul(e, f32x4.splat(LN2_HIGH)));
  const zero = f32x4.splat(0);
  y = v128.bitselect(y, f32x4.splat(<f32>NaN), f32x4.gt(x, zero));
  y = v128.bitselect(f32x4.splat(-<f32>Infinity), y, f32x4.eq(x, zero));
  return v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(<f32>Infinity)));
}
