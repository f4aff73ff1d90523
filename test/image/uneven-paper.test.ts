import { expect, test } from 'vitest';
import { measureLevels } from '../../src/image/paper/levels.ts';
import { isUneven } from '../../src/image/paper/uneven-paper.ts';
import { Random } from '../../src/random.ts';

/** Paper with grain, a tenth of which is ink, and a part of which has another tint. */
function sheet(grain: number, tint: number): boolean {
  const [width, height] = [200, 100];
  const random = Random.stream(1, 'uneven');
  const data = new Float32Array(width * height);
  for (let p = 0; p < data.length; p++) {
    const x = p % width;
    const sum = random.uniform() + random.uniform() + random.uniform() + random.uniform();
    data[p] = grain * Math.sqrt(3) * (sum - 2) + (x < 20 ? 0.9 : x < 90 ? 0 : tint);
  }
  const ink = { width, height, data };
  const levels = measureLevels(ink);
  if (levels === undefined) throw new Error('there is ink');
  return isUneven(ink, levels);
}

test('grain alone is even, however strong', () => {
  expect(sheet(0.01, 0)).toBe(false);
  expect(sheet(0.05, 0)).toBe(false);
});

test('a tint is not', () => {
  expect(sheet(0.01, 0.15)).toBe(true);
  expect(sheet(0.02, 0.2)).toBe(true);
});

test('nor is paper that is brighter than estimated, whatever its grain', () => {
  const data = Float32Array.from({ length: 20_000 }, (_, p) =>
    p % 200 < 20 ? 0.7 : p % 200 < 120 ? -0.2 : 0,
  );
  const ink = { width: 200, height: 100, data };
  expect(isUneven(ink, measureLevels(ink)!)).toBe(true);
});
