/** Which of two readings of an image is the right one: dark ink, or light ink. */

import { expect, test } from 'vitest';
import { isBetter, isNumberInstead, type PageReading } from '../../src/image/page-reading.ts';

const reading = (score: number, digitsFound: number, doubt?: string, isInCells = false): PageReading => ({
  kind: digitsFound === 1 ? 'digit' : 'number',
  lines: digitsFound === 0 ? [] : [[]],
  digitsFound,
  signs: null,
  isInCells,
  areLetters: false,
  score,
  doubt,
});

test.each([
  ['much surer', reading(0.9, 1), reading(0.6, 1), true],
  ['a little surer', reading(0.9, 1), reading(0.8, 1), false],
  ['unsure itself', reading(0.7, 1), reading(0.3, 1), false],
  ['several sure digits, against a shadow like a 0', reading(0.9999, 6), reading(0.8045, 1), true],
  ['several digits, a little surer', reading(0.95, 6), reading(0.8, 1), false],
  ['one sure digit, against one', reading(0.9999, 1), reading(0.8045, 1), false],
  ['no doubt, against a barcode', reading(0.85, 1), reading(0.9, 3, 'bars'), true],
])('%s', (_, second, first, better) => {
  expect(isBetter(second, first)).toBe(better);
});

test.each([
  ['a number, where there is nothing', reading(0.9, 4), undefined, true],
  ['a number, where no digit is', reading(0.9, 4), reading(0, 0), true],
  ['an unsure number, where there is nothing', reading(0.7, 4), undefined, false],
  ['two digits, where there is nothing', reading(0.99, 2), undefined, false],
  ['one digit, against a doubtful one', reading(0.99, 1), reading(0.9, 1, 'grain'), false],
  ['a number, against a doubtful one', reading(0.9, 4), reading(0.9, 4, 'grain'), true],
  ['a doubtful number', reading(0.9, 4, 'grain'), reading(0.5, 4), false],
  ['a number, a little surer', reading(0.95, 4), reading(0.9, 3), false],
  ['a digit in each cell', reading(0.9, 4, undefined, true), reading(0.99, 9), true],
  ['an unsure digit in each cell', reading(0.7, 4, undefined, true), reading(0.99, 9), false],
  [
    'a digit in each cell, as before',
    reading(0.9, 4, undefined, true),
    reading(0.99, 4, undefined, true),
    false,
  ],
])('with a finer background: %s', (_, finer, other, better) => {
  expect(isNumberInstead(finer, other)).toBe(better);
});
