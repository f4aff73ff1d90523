/**
 * Elementary functions composed of + - * / only, rounded to float32 at each step, so that they give the same bits in
 * every engine (`Math.exp` and similar functions may differ between engines in the last bit). The SIMD kernels in
 * `assembly/` use the same sequence of operations.
 *
 * Polynomials: S. Moshier, Cephes Mathematical Library (single precision), release 2.2. Compared with double
 * precision, the error of exp and log is below 1 unit in the last place, that of the sigmoid below 2.5 (for x > -87),
 * and that of sin and cos below 2^-23 (close to their zeros other than 0 there is no bound in units in the last
 * place), as `test/matrix/float32.test.ts` checks.
 */

const f = Math.fround;

const floats = new Float32Array(1);
const bits = new Int32Array(floats.buffer);

/** 2^n for an integer n from -126 to 127, exactly. */
function powerOfTwo(n: number): number {
  bits[0] = (n + 127) << 23;
  return floats[0];
}

const LOG2_E = f(Math.LOG2E);
const LN2_HIGH = f(0.693359375); // 9 bits of ln 2: n * LN2_HIGH is exact
const LN2_LOW = f(-2.1219444e-4); // the remainder

const EXP_MAX = f(88.02); // above this, 2^n overflows float32 (127 ln 2 = 88.03)
const EXP_MIN = f(-87.33654785); // below this, the result is smaller than the smallest normal float32

const EXP = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
].map(f);

/** e^x. Arguments above 88.02 are clamped; below -87.33 the result is 0. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < EXP_MIN) return 0;
  const clamped = f(x > EXP_MAX ? EXP_MAX : x);
  const n = Math.floor(f(f(clamped * LOG2_E) + 0.5));
  const r = f(f(clamped - f(n * LN2_HIGH)) - f(n * LN2_LOW));
  let p = EXP[0];
  for (let i = 1; i < EXP.length; i++) p = f(f(p * r) + EXP[i]);
  return f(f(f(f(p * f(r * r)) + r) + 1) * powerOfTwo(n));
}

const SQRT_HALF = f(Math.SQRT1_2);

const LOG = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(f);

/** Natural logarithm of a positive, normal x; -Infinity for 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  floats[0] = x;
  let e = (bits[0] >>> 23) - 126;
  bits[0] = (bits[0] & 0x007fffff) | 0x3f000000; // x = m * 2^e with m in [0.5, 1)
  let m = floats[0];
  if (m < SQRT_HALF) {
    e -= 1;
    m = f(f(m + m) - 1);
  } else {
    m = f(m - 1);
  }
  const square = f(m * m);
  let p = LOG[0];
  for (let i = 1; i < LOG.length; i++) p = f(f(p * m) + LOG[i]);
  let y = f(f(p * m) * square);
  y = f(y + f(e * LN2_LOW));
  y = f(y - f(0.5 * square));
  return f(f(m + y) + f(e * LN2_HIGH));
}

/** 1 / (1 + e^-x). */
export function sigmoid(x: number): number {
  return f(1 / f(1 + exp(f(-x))));
}

const TANH = [
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
].map(f);

/** Hyperbolic tangent. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < 0.625) {
    const s = f(x * x);
    let p = TANH[0];
    for (let i = 1; i < TANH.length; i++) p = f(f(p * s) + TANH[i]);
    return f(f(f(p * s) * x) + x);
  }
  const y = f(1 - f(2 / f(exp(f(size + size)) + 1)));
  return x < 0 ? -y : y;
}

const TWO_OVER_PI = f(2 / Math.PI);
// pi/2 in three parts, the first two short enough that their products with small integers are exact
const HALF_PI_1 = f(1.5703125);
const HALF_PI_2 = f(4.837512969970703e-4);
const HALF_PI_3 = f(7.549789954891882e-8);

const SIN = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(f);
const COS = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(f);

function sineSeries(r: number): number {
  const s = f(r * r);
  const p = f(f(f(f(SIN[0] * s) + SIN[1]) * s) + SIN[2]);
  return f(f(f(p * s) * r) + r);
}

function cosineSeries(r: number): number {
  const s = f(r * r);
  const p = f(f(f(f(COS[0] * s) + COS[1]) * s) + COS[2]);
  return f(f(f(f(p * s) * s) - f(0.5 * s)) + 1);
}

function quarterTurns(x: number, shift: number): number {
  const n = Math.floor(f(f(f(x) * TWO_OVER_PI) + 0.5));
  const r = f(f(f(f(x) - f(n * HALF_PI_1)) - f(n * HALF_PI_2)) - f(n * HALF_PI_3));
  switch ((n + shift) & 3) {
    case 0:
      return sineSeries(r);
    case 1:
      return cosineSeries(r);
    case 2:
      return f(-sineSeries(r));
    default:
      return f(-cosineSeries(r));
  }
}

/** Sine of x in radians, for |x| up to 1,000. */
export function sin(x: number): number {
  return quarterTurns(x, 0);
}

/** Cosine of x in radians, for |x| up to 1,000. */
export function cos(x: number): number {
  return quarterTurns(x, 1);
}
