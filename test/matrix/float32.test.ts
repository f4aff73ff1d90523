/** Errors in units in the last place against double precision; and the very bits, for they must not change. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { cos, exp, log, sigmoid, sin, tanh } from '../../src/matrix/float32.ts';
import { floatOf } from '../support/compare.ts';

const bitsIn = new Float32Array(1);
const toBits = new Uint32Array(bitsIn.buffer);

/** Calls back for every 1009th float32 from `low` to `high` (both at least 0), and for both ends. */
function everyThousandth(low: number, high: number, visit: (x: number) => void): void {
  bitsIn[0] = low;
  const first = toBits[0];
  bitsIn[0] = high;
  const last = toBits[0];
  for (let bits = first; bits < last; bits += 1009) visit(floatOf(bits));
  visit(Math.fround(high));
}

/** The distance between two float32 neighbours near x; below the normal numbers it no longer shrinks. */
const unit = (x: number): number => 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), -126) - 23);

type Measure = (got: number, truth: number) => number;
const inUnits: Measure = (got, truth) => Math.abs(got - truth) / unit(truth);
const absolute: Measure = (got, truth) => Math.abs(got - truth);

/** The worst error over a range of arguments, and where it is; an infinite one for NaN. */
function worst(
  [f, truth]: readonly [(x: number) => number, (x: number) => number],
  error: Measure,
  ...ranges: readonly (readonly [low: number, high: number, sign?: 1 | -1])[]
): { error: number; x: number } {
  let found = { error: 0, x: 0 };
  for (const [low, high, sign = 1] of ranges) {
    everyThousandth(low, high, (size) => {
      const x = sign * size;
      const off = error(f(x), truth(x));
      if (!(off <= found.error)) found = { error: Number.isNaN(off) ? Infinity : off, x };
    });
  }
  return found;
}

const trueSigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe('errors', () => {
  test('exp is within 1 unit in the last place', () => {
    const { error, x } = worst([exp, Math.exp], inUnits, [0, 88.02], [0, 87.336, -1]);
    expect(error, `at ${x}`).toBeLessThan(1);
    expect(error).toBeGreaterThan(0.5); // a correctly rounded float32 would do no better
  });

  test('log is within 1 unit in the last place for every normal number', () => {
    const { error, x } = worst([log, Math.log], inUnits, [2 ** -126, 3.4028234e38]);
    expect(error, `at ${x}`).toBeLessThan(1);
  });

  test('sigmoid is within 2.5 units in the last place', () => {
    const { error, x } = worst([sigmoid, trueSigmoid], inUnits, [0, 100], [0, 87, -1]);
    expect(error, `at ${x}`).toBeLessThan(2.5);
  });

  test('tanh is within 2 units in the last place', () => {
    const { error, x } = worst([tanh, Math.tanh], inUnits, [0, 100], [0, 100, -1]);
    expect(error, `at ${x}`).toBeLessThan(2);
  });

  test('sin and cos are within 2^-23 up to 1,000, and within 1 unit in the last place around 0', () => {
    for (const pair of [
      [sin, Math.sin],
      [cos, Math.cos],
    ] as const) {
      const far = worst(pair, absolute, [0, 1000], [0, 1000, -1]);
      expect(far.error, `at ${far.x}`).toBeLessThan(2 ** -23);
      const near = worst(pair, inUnits, [0, 0.78], [0, 0.78, -1]);
      expect(near.error, `at ${near.x}`).toBeLessThan(1);
    }
  });
});

describe('edges', () => {
  test('exp', () => {
    expect([0, -0].map(exp)).toEqual([1, 1]);
    expect(exp(NaN)).toBeNaN();
    expect(exp(-Infinity)).toBe(0);
    expect(exp(-87.34)).toBe(0);
    expect(exp(-87.336)).toBeGreaterThan(2 ** -126);
    const largest = exp(88.02); // finite, so that a softmax of wild logits stays finite
    expect([88.03, 100, 3.4e38, Infinity].map(exp)).toEqual(new Array(4).fill(largest));
    expect(largest).toBeLessThan(3.4e38);
  });

  test('exp never falls where its argument rises', () => {
    let previous = 0;
    let falls = 0;
    for (let x = -88; x < 89; x += 1 / 1024) {
      if (exp(x) < previous) falls++;
      previous = exp(x);
    }
    expect(falls).toBe(0);
  });

  test('log', () => {
    expect(log(1)).toBe(0);
    expect([0, -0].map(log)).toEqual([-Infinity, -Infinity]);
    expect(log(Infinity)).toBe(Infinity);
    for (const x of [-1, -Infinity, NaN, -1e-45]) expect(log(x), `log(${x})`).toBeNaN();
    for (let n = -126; n <= 127; n++) {
      expect(Math.abs(log(2 ** n) - n * Math.LN2), `2^${n}`).toBeLessThanOrEqual(unit(n * Math.LN2 || 1));
    }
  });

  test('sigmoid', () => {
    expect([0, -0].map(sigmoid)).toEqual([0.5, 0.5]);
    expect([20, 1e30, Infinity].map(sigmoid)).toEqual([1, 1, 1]);
    expect(sigmoid(NaN)).toBeNaN();
    for (const x of [-88, -1000, -Infinity]) {
      expect(sigmoid(x)).toBeGreaterThanOrEqual(0);
      expect(sigmoid(x)).toBeLessThan(1e-38);
    }
  });

  test('tanh', () => {
    expect([0, -0].map(tanh)).toEqual([0, 0]);
    expect([20, 1e30, Infinity, -20, -Infinity].map(tanh)).toEqual([1, 1, 1, -1, -1]);
    expect(tanh(NaN)).toBeNaN();
    for (let k = 1; k < 600; k++) expect(tanh(-k / 64)).toBe(-tanh(k / 64));
  });

  test('sin and cos', () => {
    expect(sin(0)).toBe(0);
    expect(cos(0)).toBe(1);
    for (const x of [NaN, Infinity, -Infinity]) expect([sin(x), cos(x)]).toEqual([NaN, NaN]);
    for (let k = 1; k < 600; k++) {
      const x = Math.fround(k * 1.37);
      expect(sin(-x)).toBe(-sin(x));
      expect(cos(-x)).toBe(cos(x));
      expect(Math.abs(sin(x))).toBeLessThanOrEqual(1);
    }
  });
});

// Models are promised to the last bit: a change here changes every trained net, and needs a line in CHANGELOG.md.
test.each([
  ['exp', exp, 87, 'e9da997725814291'],
  ['log', log, 1e6, '42bc346f53e3c41d'],
  ['sigmoid', sigmoid, 87, 'b197c0f82197dcf8'],
  ['tanh', tanh, 87, 'de032ae996febdd3'],
  ['sin', sin, 1000, '6cb42febb7888563'],
  ['cos', cos, 1000, 'a405cef75ffc7efb'],
] as const)('%s gives the bits it always gave', (name, f, high, sha256) => {
  const values: number[] = [];
  everyThousandth(1e-9, high, (x) => values.push(f(x), ...(name === 'log' ? [] : [f(-x)])));
  expect(createHash('sha256').update(Float32Array.from(values)).digest('hex').slice(0, 16)).toBe(sha256);
});
