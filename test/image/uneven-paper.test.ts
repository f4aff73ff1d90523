import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readPage } from '../../src/image/page.ts';
import { measureLevels } from '../../src/image/paper/levels.ts';
import { isUneven } from '../../src/image/paper/uneven-paper.ts';
import { findCandidates } from '../../src/image/segment/candidates.ts';
import { readImage } from '../../src/node/decode.ts';
import { Random } from '../../src/random.ts';

const photo = fileURLToPath(new URL('../../docs/five.jpg', import.meta.url));

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

test('a page is read once more, unless it has a single mark', async () => {
  const { picture } = await readImage(photo);
  const { ink, levels } = readPage(picture, {});
  expect(isUneven(ink, levels!)).toBe(true);
  expect(findCandidates({ picture, scale: 1 }).finer).toBeUndefined();
  // the same picture twice, side by side
  const { width, height, channels, data } = picture;
  const twice = new Uint8Array(2 * data.length);
  const row = width * channels;
  for (let y = 0; y < height; y++) {
    for (const side of [0, 1]) twice.set(data.subarray(y * row, (y + 1) * row), (2 * y + side) * row);
  }
  const pair = { width: 2 * width, height, channels, data: twice };
  expect(findCandidates({ picture: pair, scale: 1 }).finer).toBeDefined();
});
