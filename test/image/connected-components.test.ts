import { describe, expect, test } from 'vitest';
import type { Plane } from '../../src/image/image.ts';
import { type Component, connectedComponents } from '../../src/image/raster/connected-components.ts';
import { Random } from '../../src/random.ts';

/** Ink in multiples of 1/8, whose sums are exact in any order; `share` of the pixels have some. */
function randomInk(random: Random, width: number, height: number, fraction: number): Plane {
  const data = Float32Array.from({ length: width * height }, () =>
    random.uniform() < fraction ? (1 + random.below(8)) / 8 : 0,
  );
  return { width, height, data };
}

/** The definition: from each pixel above `high`, in their order, all that hangs together with it above `low`. */
function byFlooding(
  { width, height, data }: Plane,
  low: number,
  high: number,
): { labels: Int32Array; parts: Component[] } {
  const labels = new Int32Array(data.length);
  const parts: Component[] = [];
  for (let seed = 0; seed < data.length; seed++) {
    if (data[seed] <= high || labels[seed] !== 0) continue;
    const pixels = [seed];
    labels[seed] = parts.length + 1;
    for (const p of pixels) {
      const [x, y] = [p % width, Math.floor(p / width)];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const q = v * width + u;
          if (labels[q] !== 0 || data[q] <= low) continue;
          labels[q] = parts.length + 1;
          pixels.push(q);
        }
      }
    }
    const columns = pixels.map((p) => p % width);
    const rows = pixels.map((p) => Math.floor(p / width));
    const [x, y, right, bottom] = [
      Math.min(...columns),
      Math.min(...rows),
      Math.max(...columns),
      Math.max(...rows),
    ];
    const sides = [x === 0, y === 0, right === width - 1, bottom === height - 1].filter(Boolean).length;
    const mass = pixels.reduce((sum, p) => sum + data[p], 0);
    parts.push({ x, y, width: right - x + 1, height: bottom - y + 1, area: pixels.length, mass, sides });
  }
  return { labels, parts };
}

describe('connectedParts', () => {
  const sizes = [
    [1, 1],
    [1, 9],
    [9, 1],
    [2, 2],
    [5, 7],
    [16, 16],
    [31, 18],
  ] as const;

  test.each(sizes)('%i x %i: the same as by flooding, for sparse and dense ink', (width, height) => {
    const random = Random.stream(1, 'parts', width, height);
    for (let n = 0; n < 120; n++) {
      const ink = randomInk(random, width, height, (n % 12) / 11);
      const low = random.below(5) / 8;
      const high = low + random.below(4) / 8;
      expect(connectedComponents(ink, low, high)).toEqual(byFlooding(ink, low, high));
    }
  });

  test('a spiral, whose runs meet only at its end, is one part', () => {
    const rows = [
      '#########',
      '#.......#',
      '#.#####.#',
      '#.#...#.#',
      '#.#.#.#.#',
      '#.#.###.#',
      '#.#.....#',
      '#.#######',
    ];
    const width = rows[0].length;
    const ink = {
      width,
      height: rows.length,
      data: Float32Array.from(rows.join(''), (sign) => (sign === '#' ? 1 : 0)),
    };
    expect(connectedComponents(ink, 0.5, 0.5)).toEqual(byFlooding(ink, 0.5, 0.5));
    expect(connectedComponents(ink, 0.5, 0.5).parts).toHaveLength(1);
  });
});
