import { describe, expect, test } from 'vitest';
import { flattenAlpha } from '../../src/image/alpha.ts';
import { inkOverPaper } from '../../src/image/background.ts';
import { contrastPlane, inkDirection } from '../../src/image/colour.ts';
import { chooseDigit, connectedParts } from '../../src/image/components.ts';
import { type DigitOptions, toMnistForm } from '../../src/image/digit.ts';
import { removeLines } from '../../src/image/grid-lines.ts';
import { measureLevels } from '../../src/image/levels.ts';
import { createPlane, type Picture, type Plane } from '../../src/image/picture.ts';
import { centreByMass, fitDigit } from '../../src/image/place.ts';
import { resample } from '../../src/image/resample.ts';
import { slidingExtreme } from '../../src/image/sliding.ts';
import { adjustStroke, strokeWidth } from '../../src/image/stroke.ts';
import { Random } from '../../src/random.ts';
import { FIVE, overlap, THREE } from './support/digits.ts';

type Colour = readonly [number, number, number];

/** A form enlarged `zoom` times and laid on paper, with a margin of `margin` pixels. */
function onPaper(form: Uint8Array, ink: Colour, paper: Colour, zoom = 6, margin = 20): Picture {
  const side = 28 * zoom + 2 * margin;
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const u = Math.floor((x - margin) / zoom);
      const v = Math.floor((y - margin) / zoom);
      const share = u >= 0 && v >= 0 && u < 28 && v < 28 ? form[v * 28 + u]! / 255 : 0;
      for (let c = 0; c < 3; c++) {
        data[(y * side + x) * 3 + c] = Math.round(ink[c]! * share + paper[c]! * (1 - share));
      }
    }
  }
  return { width: side, height: side, channels: 3, data };
}

/** The picture with each pixel changed by `change(value, x, y)`. */
function painted(picture: Picture, change: (value: number, x: number, y: number) => number): Picture {
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

function seen(picture: Picture, options?: DigitOptions) {
  const form = toMnistForm(picture, options);
  return { ...form, like: overlap(form.pixels, FIVE) };
}

describe('a picture in MNIST form already', () => {
  test.each([
    ['5', FIVE],
    ['3', THREE],
  ])('a %s comes out byte for byte', (_name, form) => {
    const result = toMnistForm({ width: 28, height: 28, channels: 1, data: form });
    expect(result.pixels).toEqual(form);
    expect(result.decisions).toMatchObject({ inverted: true, strokeAdjusted: 0 });
  });

  test('and so does its negative', () => {
    const data = FIVE.map((value) => 255 - value);
    const result = toMnistForm({ width: 28, height: 28, channels: 1, data });
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
    const result = toMnistForm(onPaper(torn, BLACK, WHITE));
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
      data[p * 4 + 3] = FIVE[Math.floor(p / side / 5) * 28 + Math.floor((p % side) / 5)]!;
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
    expect(toMnistForm(picture, { invert: 'yes' }).decisions.inverted).toBe(true);
    expect(toMnistForm(picture, { invert: 'no' }).pixels).toEqual(toMnistForm(picture).pixels);
  });

  test('strokes of a hairline are made wider, those of a marker thinner', () => {
    const line = (half: number): Picture => {
      const data = new Uint8Array(200 * 200).fill(250);
      for (let y = 40; y < 160; y++)
        for (let x = 0; x < 200; x++) {
          const middle = 60 + y / 2;
          if (Math.abs(x - middle) <= half || (y < 46 && x > 40 && x < middle)) data[y * 200 + x] = 10;
        }
      return { width: 200, height: 200, channels: 1, data };
    };
    const thin = toMnistForm(line(2)).decisions;
    expect(thin.strokeWidth).toBeLessThan(2);
    expect(thin.strokeWidth + thin.strokeAdjusted).toBeGreaterThan(2.1);
    const thick = toMnistForm(line(28)).decisions;
    expect(thick.strokeWidth).toBeGreaterThan(4.2);
    expect(thick.strokeAdjusted).toBeLessThan(-0.3);
  });
});

describe('small scans', () => {
  test.each([8, 16, 20, 32])('%i pixels high, black and white', (side) => {
    const cover = resample(plane(FIVE), 4, 4, 20, 20, side, side).data;
    const data = Uint8Array.from(cover, (value) => (value > 0.45 ? 0 : 255));
    expect(seen({ width: side, height: side, channels: 1, data }).like).toBeGreaterThan(
      side < 16 ? 0.75 : 0.85,
    );
  });

  test('16 x 16 grey', () => {
    const cover = resample(plane(FIVE), 4, 4, 20, 20, 16, 16).data;
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
      const form = toMnistForm({ width: 50, height: 40, channels, data });
      expect(form.blank).toBe(true);
      expect(form.decisions.reason).toBe('nothing in it stands out from the paper');
      expect(form.decisions.box).toEqual({ x: 0, y: 0, width: 50, height: 40 });
    }
  });

  test('one pixel', () => {
    expect(toMnistForm({ width: 1, height: 1, channels: 1, data: Uint8Array.of(7) }).blank).toBe(true);
  });

  test('a slope of light', () => {
    const data = Uint8Array.from({ length: 200 * 200 }, (_, p) => 100 + (p % 200) / 2);
    expect(toMnistForm({ width: 200, height: 200, channels: 1, data }).blank).toBe(true);
  });

  test('pixels that do not fit the sides are our caller’s mistake', () => {
    const picture = { width: 3, height: 3, channels: 1 as const, data: new Uint8Array(8) };
    expect(() => toMnistForm(picture)).toThrow(
      new RangeError('a picture of 3x3 with 1 channels has 9 bytes, got 8'),
    );
    expect(() => toMnistForm({ ...picture, width: 0 })).toThrow(RangeError);
    expect(() => toMnistForm({ ...picture, channels: 5 as 4 })).toThrow(RangeError);
  });
});

function plane(form: Uint8Array): Plane {
  return { width: 28, height: 28, data: Float32Array.from(form, (value) => value / 255) };
}

describe('steps by themselves', () => {
  test('flattenAlpha leaves pictures without alpha alone', () => {
    const grey: Picture = { width: 1, height: 1, channels: 1, data: Uint8Array.of(3) };
    expect(flattenAlpha(grey)).toBe(grey);
  });

  test('inkDirection points from ink to paper', () => {
    const direction = inkDirection(onPaper(FIVE, [200, 60, 60], [60, 132, 60]));
    const [red, green, blue] = direction as [number, number, number];
    expect(red * green).toBeLessThan(0);
    expect(Math.abs(blue)).toBeLessThan(0.05);
    expect(Math.abs(red / green + 140 / 72)).toBeLessThan(0.02);
  });

  test('contrastPlane of grey is grey', () => {
    const data = Uint8Array.of(0, 100, 255, 7);
    expect([...contrastPlane({ width: 2, height: 2, channels: 1, data }).data]).toEqual([0, 100, 255, 7]);
  });

  test('inkOverPaper is the same in half of the light', () => {
    const bright = contrastPlane(onPaper(FIVE, [60, 60, 60], [240, 240, 240]));
    const dim: Plane = { ...bright, data: bright.data.map((value) => value / 2) };
    const strong = Math.max(...inkOverPaper(bright).data);
    const weak = Math.max(...inkOverPaper(dim).data);
    expect(strong).toBeGreaterThan(0.68);
    expect(Math.abs(strong - weak)).toBeLessThan(0.06);
  });

  test('measureLevels finds paper, grain and the middle between two tones', () => {
    const random = Random.stream(3, 'levels');
    const ink = createPlane(300, 300);
    for (let p = 0; p < ink.data.length; p++) {
      const grain = 0.02 * (random.uniform() + random.uniform() + random.uniform() + random.uniform() - 2);
      ink.data[p] = (p % 100 < 2 ? 0.8 : p % 100 < 6 ? 0.3 : 0.05) + grain;
    }
    const levels = measureLevels(ink)!;
    expect(levels.paper).toBeCloseTo(0.05, 1);
    expect(levels.noise).toBeGreaterThan(0.005);
    expect(levels.noise).toBeLessThan(0.02);
    expect(levels.threshold).toBeGreaterThan(0.35);
    expect(levels.threshold).toBeLessThan(0.75);
    expect(measureLevels(createPlane(9, 9))).toBeUndefined();
  });

  test('removeLines takes lines and leaves a 7 that fills the frame', () => {
    const ink = createPlane(120, 120);
    for (let y = 0; y < 120; y++) {
      for (let x = 0; x < 120; x++) if (x % 20 < 2 || y % 20 < 2) ink.data[y * 120 + x] = 0.4;
    }
    expect(removeLines(ink, measureLevels(ink)!)).toBe(12);
    expect(Math.max(...ink.data)).toBeLessThan(0.05);

    const seven = createPlane(90, 120);
    for (let y = 0; y < 120; y++) {
      for (let x = 0; x < 90; x++) {
        const leg = Math.abs(x - (84 - y * 0.5)) < 5;
        if ((y < 9 && x > 3 && x < 88) || (y < 117 && leg)) seven.data[y * 90 + x] = 0.9;
      }
    }
    const before = seven.data.slice();
    expect(removeLines(seven, measureLevels(seven)!)).toBe(0);
    expect(seven.data).toEqual(before);
  });

  test('connectedParts: faint ends stay with their stroke, faint smudges do not count', () => {
    const ink = createPlane(7, 3);
    ink.data.set([0.9, 0.4, 0, 0, 0.4, 0, 0.9], 7);
    const { labels, parts } = connectedParts(ink, 0.3, 0.6);
    expect(parts.map(({ x, width, area, sides }) => [x, width, area, sides])).toEqual([
      [0, 2, 2, 1],
      [6, 1, 1, 1],
    ]);
    expect([...labels.subarray(7, 14)]).toEqual([1, 1, 0, 0, 0, 0, 2]);
  });

  test('chooseDigit takes the middle one of three and its roof', () => {
    const part = (x: number, y: number, width: number, height: number, sides = 0) => {
      return { x, y, width, height, area: width * height, mass: width * height, sides };
    };
    const parts = [part(0, 20, 8, 60, 1), part(40, 30, 25, 40), part(50, 20, 22, 6), part(90, 90, 2, 2)];
    expect(chooseDigit(parts, 100, 100)).toEqual([false, true, true, false]);
    expect(chooseDigit([], 100, 100)).toBeUndefined();
  });

  test('slidingExtreme against its definition', () => {
    const random = Random.stream(5, 'sliding');
    for (const [width, height, reach] of [
      [1, 1, 1],
      [7, 5, 1],
      [13, 4, 6],
      [9, 17, 3],
    ] as const) {
      const source: Plane = {
        width,
        height,
        data: Float32Array.from({ length: width * height }, () => random.uniform()),
      };
      for (const which of ['max', 'min'] as const) {
        const result = slidingExtreme(source, reach, which).data;
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const window: number[] = [];
            for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
              for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++) {
                window.push(source.data[v * width + u]!);
              }
            }
            expect(result[y * width + x]).toBe(Math[which](...window));
          }
        }
      }
    }
  });

  test('resample keeps the ink when it shrinks and when it enlarges', () => {
    const source = plane(FIVE);
    const sum = (of: Plane) => of.data.reduce((total, value) => total + value, 0);
    for (const [width, height] of [
      [14, 14],
      [9, 21],
      [28, 28],
      [50, 37],
    ] as const) {
      const result = resample(source, 0, 0, 28, 28, width, height);
      expect(Math.abs((sum(result) * 784) / (width * height) / sum(source) - 1)).toBeLessThan(0.001);
    }
    expect(resample(source, 0, 0, 28, 28, 28, 28).data).toEqual(source.data);
  });

  test('strokeWidth of bars, and adjustStroke', () => {
    const bar = (wide: number): Plane => {
      const out = createPlane(wide, 20);
      out.data.fill(1);
      return out;
    };
    for (const wide of [2, 3, 4, 6]) {
      const expected = (2 * wide * 20) / (2 * (wide + 20)); // area over half the outline
      expect(Math.abs(strokeWidth(bar(wide)) - expected)).toBeLessThan(0.35);
    }
    expect(adjustStroke(bar(3), 2.6)).toBeUndefined();
    const wider = fitDigit(adjustStroke(bar(1), strokeWidth(bar(1)))!);
    expect(strokeWidth(wider)).toBeGreaterThan(1.8);
  });

  test('centreByMass puts the centre of mass on pixel 14', () => {
    const blob = createPlane(12, 20);
    for (let p = 0; p < blob.data.length; p++) blob.data[p] = p % 12 < 4 ? 1 : 0.1;
    const { data } = centreByMass(blob);
    let mass = 0;
    let x = 0;
    let y = 0;
    data.forEach((value, p) => {
      mass += value;
      x += value * (p % 28);
      y += value * Math.floor(p / 28);
    });
    expect(Math.abs(x / mass - 14)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(y / mass - 14)).toBeLessThanOrEqual(0.5);
  });
});
