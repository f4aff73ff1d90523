/** Float32 as text: the shortest decimals that give back the same float32. */

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`)); // all of them exact

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
  if (size < 1e-12 || size >= 1e9) return longest(x);
  let integerDigits = 1; // of the integer part; 0 and less count zeros after the point
  while (size >= POWERS_OF_TEN[integerDigits]) integerDigits++;
  while (size * POWERS_OF_TEN[1 - integerDigits] < 1) integerDigits--;
  for (let digits = 1; digits <= 9; digits++) {
    if (digits === 1) digits = startingDigits(size, integerDigits);
    const places = digits - integerDigits;
    if (places < 0) continue;
    const m = Math.round(size * POWERS_OF_TEN[places]);
    if (Math.fround(m / POWERS_OF_TEN[places]) === size) return withPoint(m, places, x < 0);
  }
  return longest(x);
}

/** Almost all float32 weights need 6 digits or more: try fewer only where 6 suffice. */
function startingDigits(size: number, integerDigits: number): number {
  const places = 6 - integerDigits;
  if (places < 0) return 1;
  const m = Math.round(size * POWERS_OF_TEN[places]);
  return Math.fround(m / POWERS_OF_TEN[places]) === size ? 1 : 7;
}

function withPoint(m: number, places: number, negative: boolean): string {
  const digits = String(m).padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return negative ? `-${text}` : text;
}

/** Very large and very small numbers, and a safe fall-back. */
function longest(x: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = x.toPrecision(digits);
    if (Math.fround(Number(text)) === x) return String(Number(text));
  }
  return String(Number(x.toPrecision(9)));
}
