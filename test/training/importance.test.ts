import { describe, expect, test } from 'vitest';
import { Random } from '../../src/random.ts';
import { importances, type SearchTrial } from '../../src/training/importance.ts';

/** Scores follow `lr`, and in part `hidden`; `dropout` says nothing. */
function trials(count: number, seed: number): SearchTrial[] {
  const random = Random.stream(seed, 'trials');
  return Array.from({ length: count }, () => {
    const varied = {
      lr: random.uniform(),
      hidden: ['64', '64,32'][random.below(2)],
      dropout: random.uniform(),
    };
    const score = 2 * varied.lr + (varied.hidden === '64' ? 0.5 : 0) + 0.1 * random.uniform();
    return { varied, score: varied.lr < 0.1 ? null : score };
  });
}

describe('the importance of settings', () => {
  test('is large where scores follow a setting, and 0 on average where it says nothing', () => {
    const runs = Array.from({ length: 30 }, (_, seed) =>
      importances(trials(60, seed), ['dropout', 'hidden', 'lr']),
    );
    const mean = (name: string): number =>
      runs.reduce((sum, run) => sum + (run.find((one) => one.name === name)?.fraction ?? Number.NaN), 0) /
      runs.length;
    expect(mean('lr')).toBeGreaterThan(0.7);
    expect(mean('hidden')).toBeGreaterThan(0.03);
    expect(mean('dropout')).toBeLessThan(0.03); // not below 0, so not 0
    expect(runs.every(([first]) => first.name === 'lr')).toBe(true);
  });

  test('equals (H - k + 1) / (n - k) of a Kruskal-Wallis test done by hand', () => {
    // ranks a: 1 2, b: 3 4 6, c: 5 7; H = 12 / (7 * 8) * (3 ** 2 / 2 + 13 ** 2 / 3 + 12 ** 2 / 2) - 3 * 8
    const scores = { a: [1, 2], b: [3, 4, 6], c: [5, 7] };
    const made = Object.entries(scores).flatMap(([value, all]) =>
      all.map((score) => ({ varied: { value }, score })),
    );
    const h = (12 / 56) * (9 / 2 + 169 / 3 + 144 / 2) - 24;
    expect(importances(made, ['value'])[0].fraction).toBeCloseTo((h - 2) / 4, 10);
  });

  test('is unknown where there is nothing to tell it by', () => {
    const same = Array.from({ length: 5 }, (_, n) => ({ varied: { a: 1, b: n }, score: 1 }));
    expect(importances(same, ['a', 'b']).map(({ fraction }) => fraction)).toEqual([null, null]);
    expect(importances([], ['a'])).toEqual([{ name: 'a', fraction: null }]);
    const each = Array.from({ length: 4 }, (_, n) => ({ varied: { a: String(n) }, score: n }));
    expect(importances(each, ['a'])[0].fraction).toBe(null);
  });
});
