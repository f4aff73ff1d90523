import { expect, test } from 'vitest';
import { upperMedian } from '../../src/image/raster/upper-median.ts';
import { Random } from '../../src/random.ts';

test('is what sorting gives, with few and many equal values', () => {
  const random = Random.stream(1, 'upper-median', 0);
  for (let length = 1; length < 200; length++) {
    const values = Float32Array.from({ length }, () => random.below(1 + (length % 7) * 40) - 20);
    const sorted = values.slice().sort();
    expect(upperMedian(values)).toBe(sorted[length >> 1]);
  }
});
