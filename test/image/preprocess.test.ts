import { describe, expect, test } from 'vitest';
import type { RasterImage } from '../../src/image/image.ts';
import { type DigitOptions, preprocess } from '../../src/image/preprocess.ts';
import { resample } from '../../src/image/raster/resample.ts';
import { Random } from '../../src/random.ts';
import { FIVE, overlap, THREE } from './support/digits.ts';
import { type Colour, inkPlane, onPaper } from './support/on-paper.ts';

/** The picture with each pixel changed by `change(value, x, y)`. */
function painted(picture: RasterImage, change: (value: number, x: number, y: number) => number): RasterImage {
  const data = Uint8Array.from(picture.data, (value, at) => {
    const p = Math.floor(at / picture.channels);
    return Math.min(
      255,
      Math.max(0, Math.round(change(value, p % picture.width, Math.floor(p / picture.width)))),
    );
  });
  return { ...picture, data };
}

const BLACK: Colour = [20, 20, 24];
const WHITE: Colour = [250, 250, 248];

function seen(picture: RasterImage, options?: DigitOptions) {
  const form = preprocess(picture, options);
  return { ...form, like: overlap(form.pixels, FIVE) };
}

describe('a picture in MNIST form already', () => {
  test.each([
    ['5', FIVE],
    ['3', THREE],
  ])('a %s comes out byte for byte', (_name, form) => {
    const result = preprocess({ width: 28, height: 28, channels: 1, data: form });
    expect(result.pixels).toEqual(form);
    expect(result.decisions).toMatchObject({ inverted: true, strokeAdjusted: 0 });
  });

  test('and so does its negative', () => {
    const data = FIVE.map((value) => 255 - value);
    const result = preprocess({ width: 28, height: 28, channels: 1, data });
    expect(result.pixels).toEqual(FIVE);
    expect(result.decisions.inverted).toBe(false);
  });
});

describe('what a camera and a hand add is taken away', () => {
  test('black on white, large', () => {
    const result = seen(onPaper(FIVE, BLACK, WHITE));
    expect(result.like).toBeGreaterThan(0.97);
    expect(result.decisions).toMatchObject({ inverted: false, gridRemoved: 0, specksRemoved: 0 });
    const { x, y, width, height } = result.decisions.box;
    // the 5 is in columns 7 to 21 and rows 5 to 24 of its form
    for (const [got, expected] of [
      [x, 62],
      [y, 50],
      [width, 90],
      [height, 120],
    ] as const) {
      expect(Math.abs(got - expected)).toBeLessThan(7);
    }
  });

  test.each<[string, Colour, Colour, boolean]>([
    ['white on black', WHITE, BLACK, true],
    ['chalk on a green board', [230, 232, 225], [40, 80, 60], true],
    ['blue on yellow', [40, 50, 150], [245, 225, 120], false],
    ['red on green of the same luma', [200, 60, 60], [60, 132, 60], false],
    ['pencil on grey', [165, 165, 168], [205, 204, 200], false],
  ])('%s', (name, ink, paper, inverted) => {
    const result = seen(onPaper(FIVE, ink, paper));
    expect(result.like).toBeGreaterThan(0.95);
    if (!name.startsWith('red')) expect(result.decisions.inverted).toBe(inverted);
  });

  test('a shadow over half of the sheet', () => {
    const lit = onPaper(FIVE, BLACK, WHITE);
    const dark = painted(
      lit,
      (value, x, y) => value * (1 - 0.55 * Math.min(1, Math.max(0, (x + y / 2 - 120) / 40))),
    );
    expect(seen(dark).like).toBeGreaterThan(0.95);
    expect(seen(dark, { steps: { light: false } }).like).toBeLessThan(0.8);
  });

  test.each([
    ['level', 0],
    ['tilted', 0.06],
  ])('%s squares as dark as half of the ink', (_name, tilt) => {
    const squared = painted(onPaper(FIVE, BLACK, WHITE), (value, x, y) => {
      const u = (((x + tilt * y) % 31) + 31) % 31;
      const v = (((y - tilt * x) % 31) + 31) % 31;
      return u < 2 || v < 2 ? Math.min(value, 140) : value;
    });
    const result = seen(squared);
    expect(result.decisions.gridRemoved).toBeGreaterThanOrEqual(10);
    expect(result.like).toBeGreaterThan(0.92);
    expect(seen(squared, { steps: { lines: false } }).like).toBeLessThan(0.7);
  });

  test('squares as dark as the ink', () => {
    const squared = painted(onPaper(FIVE, BLACK, WHITE), (value, x, y) =>
      x % 31 < 2 || y % 31 < 2 ? 22 : value,
    );
    expect(seen(squared).like).toBeGreaterThan(0.88);
  });

  test('grain, specks and a mark on the frame', () => {
    const random = Random.stream(1, 'grain');
    const clean = onPaper(FIVE, BLACK, WHITE);
    const side = clean.width;
    const dirty = painted(clean, (value, x, y) => {
      const speck = (x > 20 && x < 24 && y > 100 && y < 104) || (x > 180 && x < 183 && y > 30 && y < 34);
      const neighbour = x >= side - 5 && y > 60 && y < 140;
      return (speck || neighbour ? 20 : value) + 30 * (random.uniform() - 0.5);
    });
    const result = seen(dirty);
    expect(result.like).toBeGreaterThan(0.95);
    expect(result.decisions.specksRemoved).toBeGreaterThanOrEqual(1);
  });

  test('the loose roof of a 5 stays', () => {
    const torn = FIVE.slice();
    torn.fill(0, 9 * 28, 11 * 28); // between the roof and the body
    const result = preprocess(onPaper(torn, BLACK, WHITE));
    expect(overlap(result.pixels, torn)).toBeGreaterThan(0.9);
    expect(result.decisions.specksRemoved).toBe(0);
  });

  test.each([
    ['white', WHITE],
    ['black', BLACK],
    ['red', [220, 30, 30] as Colour],
  ])('%s strokes on nothing', (_name, colour) => {
    const side = 140;
    const data = new Uint8Array(side * side * 4);
    for (let p = 0; p < side * side; p++) {
      data.set(colour, p * 4);
      data[p * 4 + 3] = FIVE[Math.floor(p / side / 5) * 28 + Math.floor((p % side) / 5)];
    }
    expect(seen({ width: side, height: side, channels: 4, data }).like).toBeGreaterThan(0.97);
  });

  test('a sheet cut out on transparent ground', () => {
    const sheet = onPaper(FIVE, BLACK, WHITE);
    const data = new Uint8Array(sheet.width * sheet.height * 4);
    for (let p = 0; p < sheet.width * sheet.height; p++) {
      data.set(sheet.data.subarray(p * 3, p * 3 + 3), p * 4);
      const x = p % sheet.width;
      data[p * 4 + 3] = x < 10 || x > sheet.width - 12 ? 0 : 255;
    }
    expect(seen({ width: sheet.width, height: sheet.height, channels: 4, data }).like).toBeGreaterThan(0.97);
  });

  test('--invert yes and no are obeyed', () => {
    const picture = onPaper(FIVE, BLACK, WHITE);
    expect(preprocess(picture, { invert: 'yes' }).decisions.inverted).toBe(true);
    expect(preprocess(picture, { invert: 'no' }).pixels).toEqual(preprocess(picture).pixels);
  });

  test('strokes of a hairline are made wider, those of a marker thinner', () => {
    const line = (half: number): RasterImage => {
      const data = new Uint8Array(200 * 200).fill(250);
      for (let y = 40; y < 160; y++)
        for (let x = 0; x < 200; x++) {
          const middle = 60 + y / 2;
          if (Math.abs(x - middle) <= half || (y < 46 && x > 40 && x < middle)) data[y * 200 + x] = 10;
        }
      return { width: 200, height: 200, channels: 1, data };
    };
    const thin = preprocess(line(2)).decisions;
    expect(thin.strokeWidth).toBeLessThan(2);
    expect(thin.strokeWidth + thin.strokeAdjusted).toBeGreaterThan(2.1);
    const thick = preprocess(line(28)).decisions;
    expect(thick.strokeWidth).toBeGreaterThan(4.2);
    expect(thick.strokeAdjusted).toBeLessThan(-0.3);
  });
});

describe('small scans', () => {
  test.each([8, 16, 20, 32])('%i pixels high, black and white', (side) => {
    const cover = resample(inkPlane(FIVE), 4, 4, 20, 20, side, side).data;
    const data = Uint8Array.from(cover, (value) => (value > 0.45 ? 0 : 255));
    expect(seen({ width: side, height: side, channels: 1, data }).like).toBeGreaterThan(
      side < 16 ? 0.75 : 0.85,
    );
  });

  test('16 x 16 grey', () => {
    const cover = resample(inkPlane(FIVE), 4, 4, 20, 20, 16, 16).data;
    const data = Uint8Array.from(cover, (value) => Math.round(255 * value));
    expect(seen({ width: 16, height: 16, channels: 1, data }).like).toBeGreaterThan(0.93);
  });
});

describe('blank pictures say why, and do not throw', () => {
  test.each([
    ['white', 255],
    ['black', 0],
    ['grey', 120],
  ])('all %s', (_name, level) => {
    for (const channels of [1, 2, 3, 4] as const) {
      const data = new Uint8Array(50 * 40 * channels).fill(level);
      const form = preprocess({ width: 50, height: 40, channels, data });
      expect(form.blank).toBe(true);
      expect(form.decisions.reason).toBe('nothing stands out from the paper');
      expect(form.decisions.box).toEqual({ x: 0, y: 0, width: 50, height: 40 });
    }
  });

  test('one pixel', () => {
    expect(preprocess({ width: 1, height: 1, channels: 1, data: Uint8Array.of(7) }).blank).toBe(true);
  });

  test('a slope of light', () => {
    const data = Uint8Array.from({ length: 200 * 200 }, (_, p) => 100 + (p % 200) / 2);
    expect(preprocess({ width: 200, height: 200, channels: 1, data }).blank).toBe(true);
  });

  test('pixels that do not fit the sides are our caller’s mistake', () => {
    const picture = { width: 3, height: 3, channels: 1 as const, data: new Uint8Array(8) };
    expect(() => preprocess(picture)).toThrow(
      new RangeError('a picture of 3x3 with 1 channels has 9 bytes, got 8'),
    );
    expect(() => preprocess({ ...picture, width: 0 })).toThrow(RangeError);
    expect(() => preprocess({ ...picture, channels: 5 as 4 })).toThrow(RangeError);
  });
});
