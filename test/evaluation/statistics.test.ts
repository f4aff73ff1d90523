/** Intervals and tests against published tables, SciPy, and the probabilities that they promise. */

import { describe, expect, test } from 'vitest';
import { differenceInterval, mcnemarTest, wilsonInterval } from '../../src/evaluation/statistics.ts';

describe('wilsonInterval', () => {
  // R. Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i', (successes, count, low, high) => {
    const interval = wilsonInterval(successes, count);
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  });

  test('solves the equation that defines it', () => {
    for (const [successes, count] of [
      [960, 1000],
      [1, 7],
      [9_772, 10_000],
    ]) {
      const fraction = successes / count;
      for (const end of wilsonInterval(successes, count)) {
        expect(Math.abs(fraction - end) / Math.sqrt((end * (1 - end)) / count)).toBeCloseTo(1.959964, 5);
      }
    }
  });
});

describe('mcnemarTest', () => {
  // scipy.stats.binomtest(first, first + second, 0.5).pvalue, SciPy 1.10
  test.each([
    [1, 0, 1],
    [5, 5, 1],
    [8, 2, 0.109375],
    [22, 11, 0.08014331245794892],
    [3, 40, 3.0213413992896676e-9],
    [59, 6, 4.964650327128616e-12],
    [121, 59, 4.4344492637551645e-6],
    [400, 300, 0.00017847631448562662],
    [4000, 3000, 5.7143006822603136e-33],
    [30_000, 29_500, 0.04078494287071484],
  ])('%i against %i', (first, second, expected) => {
    expect(mcnemarTest(first, second) / expected).toBeCloseTo(1, 10);
    expect(mcnemarTest(second, first)).toBe(mcnemarTest(first, second));
  });

  test('of no difference, and of one beyond any doubt', () => {
    expect(mcnemarTest(0, 0)).toBe(1);
    expect(mcnemarTest(10_000, 0)).toBe(0); // 2^-9999
  });
});

describe('differenceInterval', () => {
  /** How often the interval holds the true difference, over all outcomes of `count` images. */
  function coverage(count: number, first: number, second: number): number {
    const logFactorial = [0];
    for (let k = 1; k <= count; k++) logFactorial.push(logFactorial[k - 1] + Math.log(k));
    let covered = 0;
    for (let b = 0; b <= count; b++) {
      for (let c = 0; b + c <= count; c++) {
        const [low, high] = differenceInterval(b, c, count);
        if (first - second < low || first - second > high) continue;
        const same = count - b - c;
        const ways = logFactorial[count] - logFactorial[b] - logFactorial[c] - logFactorial[same];
        covered += Math.exp(
          ways + b * Math.log(first) + c * Math.log(second) + same * Math.log(1 - first - second),
        );
      }
    }
    return covered;
  }

  test.each([
    [20, 0.02, 0.02],
    [20, 0.3, 0.3],
    [100, 0.1, 0.03],
    [100, 0.01, 0.05],
    [100, 0.3, 0.3],
  ])(
    'of %i images, of which %d and %d are read by one net alone, holds the truth in 19 of 20 tests',
    (...of) => {
      expect(coverage(...of)).toBeGreaterThan(0.93);
    },
  );

  test('follows its formula', () => {
    // 22 - 11 of 1,000: difference 11 / 1002, variance (34 / 1002 - (11 / 1002)^2) / 1002
    const [low, high] = differenceInterval(22, 11, 1000);
    expect((low + high) / 2).toBeCloseTo(11 / 1002, 12);
    expect(high - low).toBeCloseTo(2 * 1.959964 * Math.sqrt((34 / 1002 - (11 / 1002) ** 2) / 1002), 8);
    expect(differenceInterval(11, 22, 1000)).toEqual([-high, -low]);
    expect(differenceInterval(5, 0, 5)[1]).toBe(1);
  });
});
