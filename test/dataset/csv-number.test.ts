/** The quick parser of numbers agrees with the one for strings, on whatever it takes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberOf, unquoted } from '../../src/dataset/csv-layout.ts';
import { CsvNumber } from '../../src/dataset/csv-number.ts';

const SEPARATORS = [',', ';', '\t', ' '];
const piece = fc.constantFrom(' ', '\t', '"', '+', '-', '.', ',', 'e', 'E', '0', '1', '25', '5', '000', 'x');
const decimal = fc
  .tuple(fc.integer({ min: -255e6, max: 255e6 }), fc.nat(18))
  .map(([value, digits]) => (value / 1e6).toExponential(digits));
const text = fc.oneof(
  fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')),
  decimal,
);

test('as the parser of strings does', () => {
  let numbers = 0;
  const check = (written: string, separator: string): void => {
    const number = new CsvNumber(separator.charCodeAt(0));
    const bytes = Buffer.from(`${written}${separator}7`);
    if (!number.read(bytes, 0, bytes.length)) return;
    numbers++;
    const raw = bytes.subarray(0, number.end).toString();
    const expected = numberOf(unquoted(raw) ?? '', separator.charCodeAt(0));
    expect(Math.abs(number.value - expected), JSON.stringify(raw)).toBeLessThanOrEqual(
      1e-12 * Math.abs(expected),
    );
  };
  fc.assert(fc.property(text, fc.constantFrom(...SEPARATORS), check), { numRuns: 5000, seed: 1 });
  expect(numbers).toBeGreaterThan(1000);
});
