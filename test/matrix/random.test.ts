/** The generator against its publication, its own golden numbers, and the laws of chance. */

import { describe, expect, test } from 'vitest';
import { mix32, Random, streamKey } from '../../src/random.ts';

/** xoshiro128** 1.1 as published, in arbitrary precision. */
function published(state: readonly number[], count: number): number[] {
  const word = (x: bigint): bigint => BigInt.asUintN(32, x);
  const rotate = (x: bigint, k: bigint): bigint => word((x << k) | (x >> (32n - k)));
  const s = state.map(BigInt);
  return Array.from({ length: count }, () => {
    const result = word(rotate(word(s[1] * 5n), 7n) * 9n);
    const t = word(s[1] << 9n);
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 11n);
    return Number(result);
  });
}

/** The state that a key gives: four steps of a hashed sequence. */
function stateOf(key: number): number[] {
  const state = [mix32(key + 0x9e3779b9)];
  while (state.length < 4) state.push(mix32(state[state.length - 1] + 0x9e3779b9));
  state[3] = (state[3] | 1) >>> 0;
  return state;
}

/** Pearson's statistic for equal chances; about normal with mean and variance as below for many draws. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** Five standard deviations: one seed in millions, and ours is fixed. */
function expectEqualChances(counts: readonly number[]): void {
  const freedom = counts.length - 1;
  expect(Math.abs(chiSquare(counts) - freedom)).toBeLessThan(5 * Math.sqrt(2 * freedom));
}

describe('the numbers', () => {
  test('are those of xoshiro128** 1.1', () => {
    // The first ten numbers of the state 1, 2, 3, 4, as the rand_xoshiro crate publishes them.
    expect(published([1, 2, 3, 4], 10)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
    for (const key of [0, 1, 0xffffffff, 123456789]) {
      const random = new Random(key);
      const got = Array.from({ length: 1000 }, () => random.bits());
      expect(got).toEqual(published(stateOf(key), 1000));
    }
  });

  test('are the same for ever', () => {
    expect([1, 2, 0x80000000, 0xffffffff, -1].map(mix32)).toEqual([
      114555507, 229111015, 3233617010, 3652544131, 3652544131,
    ]);
    expect(streamKey(1, 'shuffle', 3)).toEqual(3163479808);
    const random = Random.stream(42, 'weights', 0);
    expect(Array.from({ length: 4 }, () => random.bits())).toEqual([
      4278171991, 2497244295, 960671865, 462685058,
    ]);
    expect(Array.from({ length: 3 }, () => random.uniform())).toEqual([
      0.6519831418991089, 0.03685498237609863, 0.5087266564369202,
    ]);
    expect(Array.from({ length: 8 }, () => random.below(10))).toEqual([3, 8, 7, 7, 9, 0, 7, 2]);
    expect(random.shuffle([0, 1, 2, 3, 4, 5, 6, 7])).toEqual([1, 5, 4, 0, 6, 7, 2, 3]);
  });
});

describe('uniform', () => {
  test('gives multiples of 2^-24 from 0 up to, but not, 1, with equal chances', () => {
    const random = Random.stream(3, 'uniform');
    const counts = new Array<number>(256).fill(0);
    let sum = 0;
    for (let k = 0; k < 100_000; k++) {
      const x = random.uniform();
      if (!(x >= 0 && x < 1 && Number.isInteger(x * 2 ** 24))) throw new Error(`${x} is out of range`);
      counts[Math.floor(x * 256)]++;
      sum += x;
    }
    expectEqualChances(counts);
    expect(Math.abs(sum / 100_000 - 0.5)).toBeLessThan(5 / Math.sqrt(12 * 100_000));
  });

  test('each bit is set half of the time', () => {
    const random = Random.stream(4, 'bits');
    const counts = new Array<number>(32).fill(0);
    for (let k = 0; k < 20_000; k++) {
      const bits = random.bits();
      for (let b = 0; b < 32; b++) counts[b] += (bits >>> b) & 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(5_000));
  });
});

describe('below', () => {
  test.each([2, 3, 7, 10, 100, 257])('gives the numbers below %i with equal chances', (count) => {
    const random = Random.stream(5, 'below', count);
    const counts = new Array<number>(count).fill(0);
    for (let k = 0; k < 200 * count; k++) counts[random.below(count)]++;
    expectEqualChances(counts);
  });

  test('has no bias where a remainder would have one', () => {
    // Of 2^32 numbers modulo 3 x 2^30, those below 2^30 would come twice as often as the others.
    const random = Random.stream(6, 'bias');
    const counts = [0, 0, 0];
    for (let k = 0; k < 30_000; k++) counts[Math.floor(random.below(3 * 2 ** 30) / 2 ** 30)]++;
    expectEqualChances(counts);
  });

  test('reaches both ends', () => {
    const random = Random.stream(7, 'ends');
    expect(Array.from({ length: 20 }, () => random.below(1))).toEqual(new Array(20).fill(0));
    let largest = 0;
    for (let k = 0; k < 1000; k++) largest = Math.max(largest, random.below(2 ** 32));
    expect(largest).toBeGreaterThan(2 ** 31 * 1.9);
    expect(largest).toBeLessThan(2 ** 32);
  });

  test.each([0, -1, 1.5, NaN, 2 ** 32 + 1])('refuses %d', (count) => {
    expect(() => new Random(1).below(count)).toThrow(RangeError);
    expect(() => new Random(1).below(count)).toThrow(
      `below(count): count must be an integer from 1 to 2^32, got ${count}`,
    );
  });
});

describe('shuffle', () => {
  test('gives a permutation, in place', () => {
    const random = Random.stream(8, 'shuffle');
    for (const length of [0, 1, 2, 5, 100]) {
      const items = Int32Array.from({ length }, (_, k) => k);
      expect(random.shuffle(items)).toBe(items);
      expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, k) => k));
    }
  });

  test('gives each of the 24 orders of four with equal chances', () => {
    const random = Random.stream(9, 'shuffle');
    const counts = new Map<string, number>();
    for (let k = 0; k < 24_000; k++) {
      const order = random.shuffle([0, 1, 2, 3]).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expectEqualChances([...counts.values()]);
  });
});

describe('streams', () => {
  test('of other seeds, purposes and numbers differ', () => {
    const keys = new Set<number>();
    let count = 0;
    for (const seed of [0, 1, 2, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52, Number.MAX_SAFE_INTEGER]) {
      for (const purpose of ['weights', 'shuffle', 'step', 'validation']) {
        for (let epoch = 0; epoch < 20; epoch++) {
          for (let start = 0; start < 160; start += 32) {
            keys.add(streamKey(seed, purpose, epoch, start));
            count++;
          }
        }
      }
    }
    // Of 3,200 keys of 32 bits, 0.001 pairs are expected to meet.
    expect(count - keys.size).toBe(0);
    expect(streamKey(1, 'a', 2, 1)).not.toBe(streamKey(1, 'a', 1, 2));
    expect(streamKey(1, 'ab')).not.toBe(streamKey(1, 'ba'));
  });

  test('of neighbouring keys have nothing in common', () => {
    const [a, b] = [Random.stream(1, 'shuffle', 1), Random.stream(1, 'shuffle', 2)];
    let product = 0;
    for (let k = 0; k < 10_000; k++) product += (a.uniform() - 0.5) * (b.uniform() - 0.5);
    expect(Math.abs(product * 12)).toBeLessThan(5 * Math.sqrt(10_000));
  });

  test('of one name are the same', () => {
    const [a, b] = [Random.stream(77, 'x', 5), Random.stream(77, 'x', 5)];
    for (let k = 0; k < 100; k++) expect(a.bits()).toBe(b.bits());
  });
});
