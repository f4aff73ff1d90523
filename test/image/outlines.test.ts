/** Outlines around digits: circles, thick boxes, bubbles and grids; and what looks like one and is not. */

import { describe, expect, test } from 'vitest';
import { drawAllograph } from '../../src/dataset/allographs/allographs.ts';
import { styles } from '../../src/dataset/allographs/styles.ts';
import type { RasterImage } from '../../src/image/image.ts';
import { outlineOf } from '../../src/image/outlines/outline.ts';
import { preprocess } from '../../src/image/preprocess.ts';
import { connectedComponents } from '../../src/image/raster/connected-components.ts';
import { Moments } from '../../src/image/raster/moments.ts';
import { stamp } from '../../synthetic/canvas.ts';
import { outlineKinds, outlinePicture } from '../../synthetic/outlines.ts';
import { type Drawing, drawWithPen } from '../../synthetic/pen.ts';
import { samples } from '../support/exhaustive.ts';
import { digits, shippedRecognizer, textOf } from './support/recognizer.ts';

const recognized = shippedRecognizer();

const read = (image: RasterImage): string => textOf(recognized(image));

type Cover = (x: number, y: number) => number;

/** Sides of a box, as wide and high as given, around the middle of a sheet. */
const box = (across: number, down: number, thick: number): Cover => {
  const isWithin = (x: number, y: number, by: number): boolean =>
    Math.abs(x) <= across / 2 + by && Math.abs(y) <= down / 2 + by;
  return (x, y) => (isWithin(x, y, thick / 2) && !isWithin(x, y, -thick / 2) ? 1 : 0);
};

/** An ellipse, of which `gap`, a fraction of it to the right, is missing. */
const ring = (across: number, down: number, thick: number, gap = 0): Cover => {
  return (x, y) => {
    const radius = Math.sqrt((x / across) ** 2 + (y / down) ** 2) * 2;
    const far = Math.abs(radius - 1) * (Math.min(across, down) / 2);
    const isGap = x > 0 && Math.abs(y) < Math.PI * gap * down;
    return isGap ? 0 : Math.min(1, Math.max(0, thick / 2 + 0.5 - far));
  };
};

const SIDE = 200;

/** A digit of this height in the middle of a sheet, in grey on white, and around it what the covers draw. */
function sheet(
  label: number | null,
  covers: readonly Cover[],
  { high = 70, ink = 40, outline = 30 } = {},
): RasterImage {
  if (label === null) return drawn(null, 1, covers, ink, outline);
  const at = digits.labels.indexOf(label);
  const drawing = drawWithPen(digits.images.subarray(at * 784, (at + 1) * 784));
  return drawn(drawing, high / (drawing.bottom - drawing.top), covers, ink, outline);
}

/** A drawing in the middle of a sheet, and what the covers draw. */
function drawn(
  drawing: Drawing | null,
  zoom: number,
  covers: readonly Cover[] = [],
  ink = 40,
  outline = 30,
): RasterImage {
  const cover = new Float32Array(SIDE * SIDE);
  if (drawing !== null) stamp(cover, SIDE, drawing, SIDE / 2, SIDE / 2, zoom, 0);
  const data = new Uint8Array(SIDE * SIDE);
  for (let p = 0; p < data.length; p++) {
    const [x, y] = [(p % SIDE) + 0.5 - SIDE / 2, Math.floor(p / SIDE) + 0.5 - SIDE / 2];
    let rest = 0;
    for (const coverAt of covers) rest = Math.max(rest, coverAt(x, y));
    data[p] = Math.round(Math.min(240 - (240 - ink) * cover[p], 240 - (240 - outline) * rest));
  }
  return { width: SIDE, height: SIDE, channels: 1, data };
}

describe('one digit in an outline', () => {
  test.each([2, 5, 10, 20])('a box of %i pixels', (thick) => {
    for (const label of [1, 3, 5, 7, 9]) {
      expect(read(sheet(label, [box(120, 120, thick)])), `${label}`).toBe(`${label}`);
    }
  });

  test.each([2, 5, 10, 20])('a circle of %i pixels', (thick) => {
    for (const label of [1, 2, 4, 6, 8]) {
      expect(read(sheet(label, [ring(130, 130, thick)])), `${label}`).toBe(`${label}`);
    }
  });

  test('a circle with a gap, an ellipse, and two of them', () => {
    for (const label of [3, 7]) {
      expect(read(sheet(label, [ring(130, 130, 6, 0.04)]))).toBe(`${label}`);
      expect(read(sheet(label, [ring(170, 120, 6)]))).toBe(`${label}`);
      expect(read(sheet(label, [ring(130, 130, 6), ring(160, 160, 6)]))).toBe(`${label}`);
    }
  });

  test('pencil in black', () => {
    for (const label of [2, 5]) {
      expect(read(sheet(label, [box(120, 120, 16)], { ink: 170, outline: 0 }))).toBe(`${label}`);
      expect(read(sheet(label, [ring(130, 130, 12)], { ink: 170, outline: 0 }))).toBe(`${label}`);
    }
  });

  test('a digit much smaller than its box', () => {
    for (const label of [4, 7])
      expect(read(sheet(label, [box(180, 180, 12)], { high: 40 }))).toBe(`${label}`);
  });

  test('a digit whose head and foot are in the sides of the box', () => {
    for (const label of [2, 3, 8]) expect(read(sheet(label, [box(130, 72, 8)])), `${label}`).toBe(`${label}`);
  });
});

describe('what is no outline', () => {
  test('zeros with a slash, a curl or corners remain zeros', () => {
    const zeros = styles.filter(({ digit }) => digit === 0);
    for (const style of zeros) {
      for (let n = 0; n < samples(10, 25, 25); n++) {
        const drawing = drawWithPen(drawAllograph(style, 11, n));
        const image = drawn(drawing, 120 / (drawing.bottom - drawing.top));
        expect(preprocess(image).decisions.gridRemoved, `${style.name} ${n}`).toBe(0);
      }
    }
  });

  test('a slash that does not touch its zero', () => {
    const slash: Cover = (x, y) => (Math.abs(y) < 42 && Math.abs(x + y * 0.6) < 4 ? 1 : 0);
    expect(read(sheet(null, [ring(80, 120, 9), slash]))).toBe('0');
  });

  test('a dot in a zero', () => {
    const dot: Cover = (x, y) => (x * x + y * y < 64 ? 1 : 0);
    expect(read(sheet(null, [ring(80, 120, 9), dot]))).toBe('0');
  });

  test('digits of a data set', () => {
    let removed = 0;
    for (let n = 0; n < samples(60, 300, 300); n++) {
      const drawing = drawWithPen(digits.images.subarray(n * 784, (n + 1) * 784));
      if (preprocess(drawn(drawing, 1)).decisions.gridRemoved > 0) removed++;
    }
    expect(removed).toBe(0);
  });
});

describe('outlines without a digit', () => {
  test('an empty box is no 0', () => {
    expect(read(sheet(null, [box(120, 120, 6)]))).toBe('');
    expect(read(sheet(null, [box(160, 110, 3)]))).toBe('');
  });

  test('a face is no 0', () => {
    const eye =
      (at: number): Cover =>
      (x, y) =>
        (x - at) ** 2 + (y + 15) ** 2 < 36 ? 1 : 0;
    const mouth: Cover = (x, y) => (Math.abs(x) < 25 && Math.abs(y - 30 + (x * x) / 60) < 3 ? 1 : 0);
    const found = recognized(sheet(null, [ring(140, 150, 6), eye(-22), eye(22), mouth]));
    for (const { digits } of found.lines)
      for (const { confidence } of digits) expect(confidence).toBeLessThan(0.5);
  });
});

describe('synthetic pictures', () => {
  const least = {
    'thick box': 0.85,
    circle: 0.9,
    circles: 0.85,
    bubble: 0.85,
    touched: 0.9,
    separate: 0.9,
    grid: 0.7,
  } as const;

  test.each(outlineKinds)('%s', (kind) => {
    let right = 0;
    const count = kind === 'grid' ? samples(4, 10, 10) : samples(8, 30, 30);
    for (let n = 0; n < count; n++) {
      const { image, text } = outlinePicture(kind, digits, 4, n);
      if (read(image) === text) right++;
    }
    expect(right / count).toBeGreaterThanOrEqual(least[kind]);
  });
});

describe('hostile pictures', () => {
  test('a hundred boxes in one another', () => {
    const all = Array.from({ length: 50 }, (_, n) => box(4 * n + 2, 4 * n + 2, 1));
    expect(() => read(sheet(null, all))).not.toThrow();
  });
});

describe('outlineOf', () => {
  const shapeOf = (covers: readonly Cover[]): ReturnType<typeof outlineOf> => {
    const { data } = sheet(null, covers);
    const ink = { width: SIDE, height: SIDE, data: Float32Array.from(data, (value) => (240 - value) / 210) };
    const { labels, parts } = connectedComponents(ink, 0.5, 0.5);
    return outlineOf(1, parts[0], labels, SIDE);
  };

  test('a box has four corners, a circle none; both consist of the outline alone', () => {
    expect(shapeOf([box(120, 100, 8)])).toMatchObject({ isBox: true, corners: 4, rest: 0, isTouched: false });
    expect(shapeOf([ring(120, 120, 8)])).toMatchObject({
      isBox: false,
      corners: 0,
      rest: 0,
      isTouched: false,
    });
  });

  test('an open ring, an 8 and a disc are none', () => {
    const disc: Cover = (x, y) => (x * x + y * y < 2500 ? 1 : 0);
    const upper: Cover = (x, y) => ring(60, 60, 8)(x, y + 28);
    const lower: Cover = (x, y) => ring(60, 60, 8)(x, y - 28);
    expect(shapeOf([ring(120, 120, 8, 0.05)])).toBeUndefined();
    expect(shapeOf([upper, lower])).toBeUndefined();
    expect(shapeOf([disc])).toBeUndefined();
  });

  test('a cross that touches a box is other ink', () => {
    const across: Cover = (x, y) => (Math.abs(y) < 4 && Math.abs(x) < 60 ? 1 : 0);
    const down: Cover = (x, y) => (Math.abs(x) < 4 && Math.abs(y) < 40 ? 1 : 0);
    expect(shapeOf([box(120, 120, 8), across, down])).toMatchObject({ isTouched: true });
  });
});

describe('Moments', () => {
  test('the centre, and the ratio of the axes of a rectangle, in any direction', () => {
    const level = new Moments();
    const diagonal = new Moments();
    for (let x = 0; x < 40; x++) {
      for (let y = 0; y < 10; y++) {
        level.add(x, y);
        diagonal.add(x + y, x - y);
      }
    }
    expect(level.centre).toEqual({ x: 19.5, y: 4.5 });
    expect(level.narrowness).toBeCloseTo(Math.sqrt(99 / 1599), 6);
    expect(diagonal.narrowness).toBeCloseTo(Math.sqrt(99 / 1599), 6);
  });
});
