import { describe, expect, test } from 'vitest';
import type { RasterImage } from '../../src/image/image.ts';
import { preprocess } from '../../src/image/preprocess.ts';
import { findEdges } from '../../src/image/sheet/edges.ts';
import { cutOutSheet } from '../../src/image/sheet/sheet.ts';
import { squaresOf } from '../../src/image/sheet/squares.ts';
import { Random } from '../../src/random.ts';
import { paperPicture, paperScene } from '../../synthetic/paper.ts';
import { samples } from '../support/exhaustive.ts';
import { FIVE, overlap } from './support/digits.ts';

/** A grey picture by the brightness of each place. */
function grey(width: number, height: number, brightness: (x: number, y: number) => number): RasterImage {
  const data = new Uint8Array(width * height);
  for (let y = 0, p = 0; y < height; y++) for (let x = 0; x < width; x++, p++) data[p] = brightness(x, y);
  return { width, height, channels: 1, data };
}

describe('a sheet on a table', () => {
  test.each([
    [200, 60, 'darker'],
    [200, 120, 'a little darker'],
    [140, 240, 'lighter'],
  ])('of brightness %i on %i, %s: its edges are found', (paper, table) => {
    const inside = (x: number, y: number): boolean => x >= 60 + y / 10 && x < 400 && y >= 50 && y < 300;
    const picture = grey(480, 320, (x, y) => (inside(x, y) ? paper : table));
    const edges = findEdges(squaresOf(picture)).map(({ side, from, to }) => ({
      side,
      from: Math.round(from * 8), // 480 pixels are 60 squares
      to: Math.round(to * 8),
    }));
    const near = (pixels: number) => expect.toSatisfy((seen: number) => Math.abs(seen - pixels) <= 8);
    expect(edges).toEqual([
      { side: 'left', from: near(60), to: near(92) },
      { side: 'right', from: near(80), to: near(80) },
      { side: 'top', from: near(50), to: near(50) },
      { side: 'bottom', from: near(20), to: near(20) },
    ]);
    const sheet = cutOutSheet(picture)!;
    expect(sheet.box).toMatchObject({ x: near(68), y: near(58), width: near(332), height: near(234) });
    expect(sheet.picture.data.every((value) => value === paper)).toBe(true);
  });

  test('where boxes are expected, none if a line runs around it', () => {
    const inside = (x: number, y: number, by = 0): boolean =>
      x >= 40 + by && x < 440 - by && y >= 40 + by && y < 280 - by;
    const box = (thick: number): RasterImage =>
      grey(480, 320, (x, y) => (inside(x, y, thick) ? 170 : inside(x, y) ? 60 : 240));
    expect(findEdges(squaresOf(box(0)), true)).toHaveLength(4);
    expect(findEdges(squaresOf(box(2)), true)).toEqual([]);
    expect(findEdges(squaresOf(box(2)))).toHaveLength(4);
  });

  test('of strong grain, turned: all four edges are found', () => {
    const random = Random.stream(3, 'grain');
    const streaks = Array.from({ length: 400 }, () =>
      Array.from({ length: 60 }, () => 20 + 70 * random.uniform()),
    );
    const inside = (x: number, y: number): boolean =>
      x >= 70 + y / 12 && x < 400 + y / 12 && y >= 70 - x / 12 && y < 330 - x / 12;
    const picture = grey(500, 400, (x, y) => (inside(x, y) ? 225 : streaks[y][Math.floor(x / 20) % 60]));
    expect(findEdges(squaresOf(picture)).map(({ side }) => side)).toEqual(['left', 'right', 'top', 'bottom']);
  });

  test('as a strip six times as wide as high: its edges are found, too', () => {
    const inside = (x: number, y: number): boolean => x >= 30 && x < 1150 && y >= 22 && y < 178;
    const picture = grey(1200, 200, (x, y) => (inside(x, y) ? 220 : 50));
    expect(cutOutSheet(picture)?.box).toMatchObject({
      y: expect.toSatisfy((y: number) => y >= 22 && y <= 40),
      height: expect.toSatisfy((height: number) => height >= 130 && height <= 156),
    });
  });

  test('is cut out, and boxes are in the whole picture', async () => {
    const all = samples(7, 20);
    let right = 0;
    for (let index = 0; index < all; index++) {
      const picture = await paperScene('table', FIVE, 12, index);
      const { pixels, decisions } = preprocess(picture);
      if (overlap(pixels, FIVE) < 0.6 || decisions.sheet === null) continue;
      const { sheet, box } = decisions;
      expect(box.x).toBeGreaterThanOrEqual(sheet.x);
      expect(box.y).toBeGreaterThanOrEqual(sheet.y);
      expect(box.x + box.width).toBeLessThanOrEqual(sheet.x + sheet.width);
      expect(box.y + box.height).toBeLessThanOrEqual(sheet.y + sheet.height);
      right++;
    }
    expect(right).toBeGreaterThanOrEqual(samples(5, 17));
  });

  test('is left as it is without the step', () => {
    const picture = grey(300, 300, (x) => (x < 60 ? 40 : 210));
    expect(preprocess(picture).decisions.sheet).toEqual({ x: 60, y: 0, width: 240, height: 300 });
    expect(preprocess(picture, { steps: { sheet: false } }).decisions.sheet).toBeNull();
  });
});

test('the quick test whether there may be a sheet leaves out none of the smallest and most uneven ones', () => {
  const found = [0, 0, 0, 0, 0]; // by the number of edges
  for (let n = 0; n < 400; n++) {
    const random = Random.stream(n, 'sheets');
    const [width, height] = [32 + random.below(33), 32 + random.below(33)];
    const [table, sheet, mostMarks] = n % 2 === 0 ? [60, 200, 0.36] : [210, 120, 0.16];
    const nearTable = 0.25 * sheet + 0.75 * table;
    const marks = mostMarks * random.uniform();
    const margin = (side: number) => Math.round((0.22 + 0.03 * random.uniform()) * side);
    const [left, right] = [margin(width), width - margin(width)];
    const [top, bottom] = [margin(height), height - margin(height)];
    const lean = random.uniform() / 25;
    const brightness = (x: number, y: number): number => {
      if (x < left + lean * y || x >= right || y < top || y >= bottom) return table;
      const isInner = y > top + 3 && y < bottom - 3 && x > left + 5 && x < right - 3;
      if (isInner && random.uniform() < marks) return table;
      return isInner ? sheet + (nearTable - sheet) * random.uniform() : sheet;
    };
    const data = new Float32Array(width * height);
    for (let y = 0, s = 0; y < height; y++) {
      for (let x = 0; x < width; x++, s++) data[s] = brightness(x, y) + 4 * random.uniform();
    }
    found[findEdges({ width, height, data }).length]++;
  }
  expect(found).toEqual([331, 0, 0, 8, 61]); // as without it
});

describe('nothing is cut off', () => {
  test('from clean paper, squared paper and soft shadows', async () => {
    for (const effects of [
      [],
      ['squares'],
      ['shadow'],
      ['shadow', 'squares', 'noise'],
      ['inverted'],
    ] as const) {
      for (let index = 0; index < 6; index++) {
        const picture = await paperPicture(FIVE, effects, 13, index);
        const cut = cutOutSheet(picture);
        if (cut === undefined) continue;
        // a shadow without ink may go; the digit may not
        expect(overlap(preprocess(picture).pixels, FIVE)).toBeGreaterThan(0.8);
      }
    }
  });

  test('where ink goes on beyond the edge of a hard shadow', () => {
    const shaded = (x: number, y: number): number => (y > 200 ? 0.5 : 1) * (x >= 140 && x < 160 ? 60 : 220);
    expect(cutOutSheet(grey(300, 300, shaded))).toBeUndefined();
  });

  test('of a digit that is as large as a sheet', () => {
    const bar = (x: number, y: number): number => (x >= 120 && x < 180 && y >= 30 && y < 270 ? 30 : 230);
    expect(cutOutSheet(grey(300, 300, bar))).toBeUndefined();
    expect(cutOutSheet(grey(300, 300, (x, y) => 255 - bar(x, y)))).toBeUndefined();
  });

  test('of noise, and of pictures of any sides', () => {
    const random = Random.stream(1, 'noise');
    expect(cutOutSheet(grey(200, 200, () => random.below(256)))).toBeUndefined();
    for (const [width, height] of [
      [160, 160],
      [161, 700],
      [2000, 160],
    ] as const) {
      expect(cutOutSheet(grey(width, height, () => 200))).toBeUndefined();
      const dark = grey(width, height, (x) => (x < width / 5 ? 20 : 220));
      expect(cutOutSheet(dark)?.box.height).toBe(height);
    }
  });
});
