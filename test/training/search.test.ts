import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import {
  allCombinations,
  checkSpace,
  type Dimension,
  drawCombinations,
  ranked,
} from '../../src/training/search.ts';

const size = { name: 'size', values: ['4', '8', '16'] };
const rate = { name: 'rate', from: 0.001, to: 0.1, log: true, whole: false };
const share = { name: 'share', from: 0, to: 0.5, log: false, whole: false };
const batch = { name: 'batch', from: 16, to: 64, log: true, whole: true };

describe('a grid', () => {
  test('has all combinations, the last dimension fastest', () => {
    const small = { name: 'small', values: ['a', 'b'] };
    expect(allCombinations([small, { name: 'n', values: ['1', '2', '3'] }])).toEqual(
      ['a', 'b'].flatMap((letter) => ['1', '2', '3'].map((n) => ({ small: letter, n }))),
    );
  });

  test.each([
    [[size, rate], 'rate: a grid takes values, such as 1,2,3, not a range'],
    [[size, size], 'size: is given twice'],
    [
      ['a', 'b', 'c'].map((name) => ({ name, values: Array(22).fill(1) })),
      'the grid has more than 10000 combinations',
    ],
  ])('%j is refused', (space, message) => {
    expect(() => allCombinations<unknown>(space as Dimension<unknown>[])).toThrow(message);
  });
});

describe('combinations drawn at random', () => {
  test('are the same for the same seed, and others for another', () => {
    const space = [size, rate, share];
    expect(drawCombinations(space, 5, 1)).toEqual(drawCombinations(space, 5, 1));
    expect(drawCombinations(space, 5, 1)).not.toEqual(drawCombinations(space, 5, 2));
  });

  test('are pinned: a version that draws others would not go on with sweeps of this one', () => {
    expect(drawCombinations([size, rate, share, batch], 3, 1)).toMatchInlineSnapshot(`
      [
        {
          "batch": 19,
          "rate": 0.03233,
          "share": 0.0977,
          "size": "4",
        },
        {
          "batch": 17,
          "rate": 0.05572,
          "share": 0.3373,
          "size": "4",
        },
        {
          "batch": 37,
          "rate": 0.01912,
          "share": 0.4914,
          "size": "16",
        },
      ]
    `);
  });

  test('are the first of more, and a dimension does not depend on the others', () => {
    expect(drawCombinations([rate, size], 20, 3).slice(0, 7)).toEqual(drawCombinations([rate, size], 7, 3));
    const alone = drawCombinations([rate], 9, 3).map((one) => one.rate);
    expect(drawCombinations([share, rate], 9, 3).map((one) => one.rate)).toEqual(alone);
  });

  test('lie in their ranges, and spread over them', () => {
    const drawn = drawCombinations([rate, share, batch], 1000, 1);
    const of = (name: string): number[] => drawn.map((one) => Number(one[name]));
    const within = (values: number[], from: number, to: number): number =>
      values.filter((value) => value >= from && value < to).length / values.length;
    expect(Math.min(...of('rate'))).toBeGreaterThanOrEqual(0.001);
    expect(Math.max(...of('rate'))).toBeLessThanOrEqual(0.1);
    expect(within(of('rate'), 0.001, 0.01)).toBeCloseTo(0.5, 1); // a decade each
    expect(Math.min(...of('share'))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...of('share'))).toBeLessThanOrEqual(0.5);
    expect(within(of('share'), 0, 0.25)).toBeCloseTo(0.5, 1);
    expect(new Set(of('batch')).size).toBe(49); // 16 to 64, both too
    expect(Math.min(...of('batch'))).toBe(16);
    expect(Math.max(...of('batch'))).toBe(64);
    expect(within(of('batch'), 16, 33)).toBeCloseTo(Math.log(33 / 16) / Math.log(65 / 16), 1);
  });

  test('are all different, and fewer where there are no more', () => {
    const coin = { name: 'coin', values: ['heads', 'tails'] };
    const drawn = drawCombinations([size, coin], 50, 1).map((one) => JSON.stringify(one));
    expect(new Set(drawn).size).toBe(6);
    expect(drawn).toHaveLength(6);
  });

  test.each([
    [{ name: 'a', values: [] }, 'a: there are no values to try'],
    [{ name: 'a', from: 2, to: 2, log: false, whole: true }, 'a: the range from 2 to 2 is empty'],
    [{ name: 'a', from: 3, to: 1, log: false, whole: true }, 'a: the range from 3 to 1 is empty'],
    [
      { name: 'a', from: 0, to: 1, log: true, whole: false },
      'a: a logarithmic range must begin above 0, not at 0',
    ],
    [{ name: 'a', from: 1e-40, to: 1, log: true, whole: false }, 'a: the range from 1e-40 to 1 is too wide'],
  ])('from %j are refused', (dimension, message) => {
    expect(() => checkSpace([dimension])).toThrow(new UsageError(message));
  });
});

test('the best is the most accurate; of equals the one with the lower loss, then the first', () => {
  const score = (trial: number, validationAccuracy: number, validationLoss: number) => ({
    trial,
    validationAccuracy,
    validationLoss,
  });
  const scores = [score(1, 0.9, 0.3), score(2, 0.95, 0.3), score(4, 0.95, 0.2), score(3, 0.95, 0.2)];
  expect(ranked(scores).map(({ trial }) => trial)).toEqual([3, 4, 2, 1]);
});
