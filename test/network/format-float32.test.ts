/** Every float32 goes to text and back with the same bits, and no shorter decimal would do. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatFloat32 } from '../../src/network/format-float32.ts';
import { Random } from '../../src/random.ts';
import { bitsOf, floatOf } from '../support/compare.ts';

/** Reads as every JSON reader does, then rounds to float32. */
const read = (text: string): number => Math.fround(JSON.parse(text) as number);

/** The least number of significant digits that reads back as x: the two decimals around x, of each length. */
function fewestDigits(x: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const [mantissa, exponent] = Math.abs(x)
      .toExponential(digits - 1)
      .split('e');
    const m = Number(mantissa.replace('.', ''));
    for (const near of [m - 1, m, m + 1]) {
      if (Math.fround(Number(`${near}e${Number(exponent) - digits + 1}`)) === Math.abs(x)) return digits;
    }
  }
  return 9;
}

/** Digits between the first and the last that are not zero, or 0 for zero itself. */
function significantDigits(text: string): number {
  return text
    .replace(/e.*/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '').length;
}

function check(x: number): void {
  const text = formatFloat32(x);
  if (bitsOf(read(text)) !== bitsOf(x))
    throw new Error(`${bitsOf(x)}: ${text} reads as ${bitsOf(read(text))}`);
  if (!/^-?(0|[1-9]\d*)(\.\d*[1-9])?(e[+-]\d+)?$/.test(text))
    throw new Error(`${bitsOf(x)}: odd text ${text}`);
  const digits = significantDigits(text);
  // Digits of an integer cost nothing: 16777217 is no longer than 16777220.
  const wanted = /^-?\d+$/.test(text) ? text.length : fewestDigits(x);
  if (x !== 0 && digits > wanted) throw new Error(`${bitsOf(x)}: ${text} has ${digits} digits, ${wanted} do`);
}

const finite = fc.integer({ min: 0, max: 0xffffffff }).map(floatOf).filter(Number.isFinite);

describe('formatFloat32', () => {
  test('any float32 at all', () => {
    fc.assert(fc.property(finite, check), { seed: 1, numRuns: 20_000 });
  });

  test('numbers as weights are', () => {
    const random = Random.stream(1, 'decimal');
    for (let k = 0; k < 30_000; k++) {
      check(Math.fround((2 * random.uniform() - 1) * 10 ** (3 - random.below(13)) * random.uniform()));
    }
  });

  test('round decimals, which float32 holds a little below or above', () => {
    for (let exponent = -45; exponent <= 38; exponent++) {
      for (let m = 1; m <= 100; m++) {
        const x = Math.fround(Number(`${m}e${exponent}`));
        if (Number.isFinite(x)) check(x);
      }
    }
    expect([0.01, 0.001, 0.1, 1, 10, 0.5, 100, 1e-5].map(Math.fround).map(formatFloat32)).toEqual(
      ['0.01', '0.001', '0.1', '1', '10', '0.5', '100', '0.00001'], //
    );
  });

  test('powers of two, below which neighbours are nearer, and their neighbours', () => {
    for (let exponent = 1; exponent < 255; exponent++) {
      for (const step of [-1, 0, 1]) {
        check(floatOf(exponent * 2 ** 23 + step));
        check(-floatOf(exponent * 2 ** 23 + step));
      }
    }
    for (let bit = 0; bit < 23; bit++) check(floatOf(2 ** bit));
  });

  test('zeros, the smallest, the largest', () => {
    expect(formatFloat32(0)).toBe('0');
    expect(formatFloat32(-0)).toBe('-0');
    expect(Object.is(read('-0'), -0)).toBe(true);
    expect(formatFloat32(floatOf(1))).toBe('1e-45');
    expect(formatFloat32(-floatOf(0x007fffff))).toBe('-1.1754942e-38');
    expect(formatFloat32(floatOf(0x7f7fffff))).toBe('3.4028235e+38');
  });

  test('integers', () => {
    for (const x of [1, 2, 3, 255, 784, 65536, 16777216, 123456792, 999999936, 1e9]) {
      check(x);
      if (x < 1e9) expect(formatFloat32(x)).toBe(String(x));
    }
  });
});
