/** Comparisons whose errors name the wrong element and its difference. */

type Numbers = ArrayLike<number>;

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The 32 bits of a float32, in hex. */
export function bitsOf(x: number): string {
  float[0] = x;
  return word[0].toString(16).padStart(8, '0');
}

/** The float32 with these 32 bits. */
export function floatOf(bits: number): number {
  word[0] = bits;
  return float[0];
}

/**
 * Compares elements bit by bit; any NaN equals any other.
 * @throws Error that names the first different element, and their number
 */
export function expectSameBits(what: string, got: Numbers, expected: Numbers): void {
  if (got.length !== expected.length) {
    throw new Error(`${what}: ${got.length} numbers, expected ${expected.length}`);
  }
  let first = -1;
  let count = 0;
  for (let k = 0; k < expected.length; k++) {
    if (Object.is(got[k], expected[k])) continue;
    if (first === -1) first = k;
    count++;
  }
  if (count === 0) return;
  const [a, b] = [got[first], expected[first]];
  throw new Error(
    `${what}: ${count} of ${expected.length} differ, first element ${first}: ` +
      `got ${a} (${bitsOf(a)}), expected ${b} (${bitsOf(b)})`,
  );
}

export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/**
 * |got - expected| <= absolute + relative |expected|, for every element.
 * @throws Error that names the element with the largest difference; NaN counts as largest
 */
export function expectClose(what: string, got: Numbers, expected: Numbers, tolerance: Tolerance): void {
  const { absolute, relative } = tolerance;
  if (got.length !== expected.length) {
    throw new Error(`${what}: ${got.length} numbers, expected ${expected.length}`);
  }
  let worst = -1;
  let excess = 1; // relative to the tolerance
  for (let k = 0; k < expected.length; k++) {
    const ratio = Math.abs(got[k] - expected[k]) / (absolute + relative * Math.abs(expected[k]));
    if (Number.isNaN(ratio) || ratio > excess) {
      worst = k;
      excess = Number.isNaN(ratio) ? Infinity : ratio;
    }
  }
  if (worst === -1) return;
  throw new Error(
    `${what}: worst of ${expected.length} is element ${worst}: got ${got[worst]}, expected ${expected[worst]}, ` +
      `${excess.toPrecision(3)} times the tolerance (absolute ${absolute}, relative ${relative})`,
  );
}
