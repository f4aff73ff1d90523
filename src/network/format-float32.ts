/** Float32 as text: the shortest decimals that round-trip. */

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`)); // all exact

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * The shortest decimal that reads back as `x`, a finite float32.
 *
 * A decimal of `digits` digits is the integer m = x 10^k over 10^k. While m stays below 2^53 and k below 23, both
 * are exact in double precision and m / 10^k is rounded once, which is what a reader of the text does too; so the
 * check needs no text. Nine digits always suffice for a float32.
 */
export function formatFloat32(x: number): string {
  if (x === 0) return Object.is(x, -0) ? '-0' : '0';
  const size = Math.abs(x);
  if (size < 1e-12 || size >= 1e9) return careful(x);
  if (size < 1 && isPowerOfTwo(size)) return careful(x);
  let integerDigits = 1; // digits of the integer part; 0 and below count zeros after the point
  while (size >= POWERS_OF_TEN[integerDigits]) integerDigits++;
  while (size * POWERS_OF_TEN[1 - integerDigits] < 1) integerDigits--;
  for (let digits = 1; digits <= 9; digits++) {
    if (digits === 1) digits = startingDigits(size, integerDigits);
    const places = digits - integerDigits;
    if (places < 0) continue;
    const m = Math.round(size * POWERS_OF_TEN[places]);
    if (Math.fround(m / POWERS_OF_TEN[places]) === size) return withPoint(m, places, x < 0);
  }
  return careful(x);
}

/** Almost all float32 weights need at least 6 digits: fewer are tried only if 6 suffice. */
function startingDigits(size: number, integerDigits: number): number {
  const places = 6 - integerDigits;
  if (places < 0) return 1;
  const m = Math.round(size * POWERS_OF_TEN[places]);
  return Math.fround(m / POWERS_OF_TEN[places]) === size ? 1 : 7;
}

/**
 * Formats m / 10^places. A value just below a power of ten, as 0.01 in float32, arrives as m = 10: its trailing zero
 * is removed.
 */
function withPoint(m: number, places: number, negative: boolean): string {
  if (places > 0 && m % 10 === 0) return withPoint(m / 10, places - 1, negative);
  const digits = String(m).padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return negative ? `-${text}` : text;
}

/** Below a power of two, adjacent float32 values are half as far apart as above it. */
function isPowerOfTwo(size: number): boolean {
  float[0] = size;
  return (bits[0] & 0x007fffff) === 0;
}

/**
 * Very large and very small numbers, and powers of two: the nearest decimal of some length may be below and read back
 * as the neighbouring float32, while the next one above, though further away, reads back correctly.
 */
function careful(x: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const [mantissa, exponent] = x.toExponential(digits - 1).split('e');
    const m = Number(mantissa.replace('.', ''));
    for (const candidate of [m, m + Math.sign(x)]) {
      const value = Number(`${candidate}e${Number(exponent) - digits + 1}`);
      if (Math.fround(value) === x) return String(value);
    }
  }
  return String(Number(x.toPrecision(9)));
}
