/** Frames as people draw and print them: open on one side, darker than the ink, and rules that lean through the digits. */

import { describe, expect, test } from 'vitest';
import type { RasterImage } from '../../src/image/image.ts';
import { digitsOf } from '../../src/image/recognize.ts';
import { withoutBars } from '../../src/image/rules/border-bars.ts';
import { eraseRule } from '../../src/image/rules/erase-rule.ts';
import { stamp } from '../../synthetic/canvas.ts';
import { drawWithPen } from '../../synthetic/pen.ts';
import { digits, shippedRecognizer, textOf } from './support/recognizer.ts';

const recognized = shippedRecognizer();

type Line = readonly [x0: number, y0: number, x1: number, y1: number];

/** A sheet with the digits of `text` 40 pixels high, 48 apart from x = 60 on, their feet at y = 100, and with lines. */
function sheet(text: string, lines: readonly Line[], ink = 40, rule = 40, thick = 2): RasterImage {
  const [width, height] = [72 + 48 * text.length, 140];
  const cover = new Float32Array(width * height);
  for (const [n, letter] of [...text].entries()) {
    const at = digits.labels.indexOf(Number(letter));
    const drawing = drawWithPen(digits.images.subarray(at * 784, (at + 1) * 784));
    const zoom = 40 / (drawing.bottom - drawing.top);
    stamp(cover, width, drawing, 60 + 48 * n, 80, zoom, 0);
  }
  const data = Uint8Array.from(cover, (part) => Math.round(245 - (245 - ink) * part));
  for (const [x0, y0, x1, y1] of lines) {
    const steps = 2 * Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
    for (let k = 0; k <= steps; k++) {
      const x = Math.round(x0 + ((x1 - x0) * k) / steps);
      const y = Math.round(y0 + ((y1 - y0) * k) / steps);
      for (let v = y; v < y + thick; v++) {
        for (let u = x; u < x + thick; u++) {
          if (u < width && v < height) data[v * width + u] = Math.min(data[v * width + u], rule);
        }
      }
    }
  }
  return { width, height, channels: 1, data };
}

function read(image: RasterImage): string {
  const found = recognized(image);
  for (const { confidence } of digitsOf(found)) expect(confidence).toBeGreaterThan(0.5);
  return textOf(found);
}

describe('frames and rules', () => {
  const [left, right, top, bottom] = [28, 92, 44, 118];
  const sides: Readonly<Record<string, Line>> = {
    left: [left, top, left, bottom],
    right: [right, top, right, bottom],
    top: [left, top, right, top],
    bottom: [left, bottom, right, bottom],
  };

  test.each(Object.keys(sides))('a box that is open on the %s', (open) => {
    const three = Object.entries(sides).flatMap(([side, line]) => (side === open ? [] : [line]));
    for (const digit of ['3', '7']) expect(read(sheet(digit, three))).toBe(digit);
  });

  test('grey ink in a black frame', () => {
    for (const digit of ['2', '8']) {
      expect(read(sheet(digit, Object.values(sides), 150, 0, 3))).toBe(digit);
    }
  });

  test.each([-8, 4])('digits on a rule that leans by %i pixels', (lean) => {
    expect(read(sheet('2735', [[0, 99 - lean, 263, 99 + lean]]))).toBe('2735');
  });

  test.each([-9, 9])('boxes whose dividers lean by %i pixels', (lean) => {
    const dividers = [0, 1, 2, 3, 4].map(
      (n): Line => [36 + 48 * n + lean / 2, 44, 36 + 48 * n - lean / 2, 118],
    );
    const [from, to] = [36, 36 + 48 * 4];
    const boxes: Line[] = [
      [from + lean / 2, 44, to + lean / 2, 44],
      [from - lean / 2, 118, to - lean / 2, 118],
      ...dividers,
    ];
    expect(read(sheet('2735', boxes))).toBe('2735');
  });

  test('a digit that crosses the side of its field', () => {
    const [from, to] = [30, 60 + 48 * 3 + 8];
    const field: Line[] = [
      [from, 44, to, 44],
      [from, 118, to, 118],
      [from, 44, from, 118],
      [to, 44, to, 118],
    ];
    expect(read(sheet('2958', field))).toBe('2958');
  });

  /** The same sheet where less light falls on it: `light` of its place, 0 to 1 along both sides. */
  function lit(image: RasterImage, light: (x: number, y: number) => number): RasterImage {
    const { width, height } = image;
    const data = image.data.map((value, p) =>
      Math.round(value * light((p % width) / width, Math.floor(p / width) / height)),
    );
    return { ...image, data };
  }

  const cells: Line[] = [0, 1, 2, 3].flatMap((n): Line[] => {
    const x = 32 + 48 * n;
    return n === 3
      ? [[x, 44, x, 118]]
      : [
          [x, 44, x, 118],
          [x, 44, x + 48, 44],
          [x, 118, x + 48, 118],
        ];
  });

  test('boxes across the edge of a shadow', () => {
    const shade = (x: number, y: number): number =>
      1 - 0.55 * Math.min(1, Math.max(0, (y - x / 3 - 0.3) * 8));
    expect(read(lit(sheet('273', cells, 60, 110), shade))).toBe('273');
  });

  test('a margin in more light than the box is no bar along the side', () => {
    const [width, height] = [240, 100];
    const light = (x: number): number => 100 + 0.6 * x;
    const data = Float32Array.from({ length: width * height }, (_, p) => light(p % width));
    for (let y = 20; y < 80; y++)
      for (const x of [20, 21, 192, 193, 194, 195, 205, 206]) data[y * width + x] *= 0.4;
    expect(withoutBars({ width, height, data })).toEqual({ x: 0, y: 0, width, height });
    // a real bar is cropped, and its soft edge with it
    for (let p = 0; p < data.length; p++) if (p % width >= 228) data[p] = 20;
    expect(withoutBars({ width, height, data })).toEqual({ x: 0, y: 0, width: 227, height });
  });

  test('white paper around a tinted box is no bar where boxes are expected', () => {
    const [width, height] = [240, 100];
    const isTinted = (x: number, y: number): boolean => x >= 10 && x < 230 && y >= 4 && y < 96;
    const isSide = (x: number, y: number): boolean =>
      isTinted(x, y) && !(x >= 12 && x < 228 && y >= 6 && y < 94);
    const drawn = (isOutlined: boolean): Float32Array =>
      Float32Array.from({ length: width * height }, (_, p) => {
        const [x, y] = [p % width, Math.floor(p / width)];
        return isOutlined && isSide(x, y) ? 80 : isTinted(x, y) ? 180 : 240;
      });
    const whole = { x: 0, y: 0, width, height };
    expect(withoutBars({ width, height, data: drawn(true) }, true)).toEqual(whole);
    // a light bar that ends at no line is cropped, and every one if no boxes are expected
    expect(withoutBars({ width, height, data: drawn(false) }, true).width).toBeLessThan(225);
    expect(withoutBars({ width, height, data: drawn(true) }).width).toBeLessThan(225);
  });

  test('erasing a rule leaves the foot of a digit along it', () => {
    const [width, height] = [120, 60];
    const ink = { width, height, data: new Float32Array(width * height) };
    const foot = { from: 30, to: 54 };
    for (let x = 0; x < width; x++) {
      for (const y of [40, 41]) ink.data[y * width + x] = 0.5;
      if (x >= foot.from && x <= foot.to) for (const y of [38, 39]) ink.data[y * width + x] = 0.8;
    }
    const brightness = { ...ink, data: ink.data.map((value) => 240 * (1 - value)) };
    const rule = { from: 0, to: width - 1, start: 40.5, end: 40.5, thickness: 2 };
    eraseRule(brightness, ink, 0.3, rule, false);
    for (let x = 0; x < width; x++) {
      const isFoot = x >= foot.from && x <= foot.to;
      expect(brightness.data[39 * width + x]).toBeCloseTo(isFoot ? 48 : 240, 3);
      expect(brightness.data[40 * width + x]).toBeCloseTo(isFoot ? 120 : 240, 3);
    }
  });
});

test('a thin rule is erased where it covers one row of pixels, too, and not halves of two', () => {
  const [width, height] = [120, 60];
  const ink = { width, height, data: new Float32Array(width * height) };
  for (let x = 0; x < width; x++) {
    const isOneRow = x >= 70;
    ink.data[30 * width + x] = isOneRow ? 0 : 0.35;
    ink.data[31 * width + x] = isOneRow ? 0.7 : 0.35;
  }
  const brightness = { ...ink, data: ink.data.map((value) => 240 * (1 - value)) };
  eraseRule(brightness, ink, 0.2, { from: 0, to: width - 1, start: 30.5, end: 30.5, thickness: 2 }, false);
  expect([...new Set(brightness.data)]).toEqual([240]);
});

describe('a row of boxes', () => {
  /** Boxes 48 wide, from y = 50 to 110, around the digits of a sheet. */
  const boxes = (count: number): Line[] => {
    const right = 36 + 48 * count;
    const dividers = Array.from({ length: count + 1 }, (_, n): Line => [36 + 48 * n, 50, 36 + 48 * n, 110]);
    return [[36, 50, right, 50], [36, 110, right, 110], ...dividers];
  };

  test('a 1 between uneven sides is no divider', () => {
    const uneven: Line[] = [
      [106, 52, 110, 53],
      [106, 107, 110, 108],
    ];
    const image = sheet('3152', [...boxes(4), ...uneven]);
    for (let y = 54; y < 107; y++) {
      image.data.fill(245, y * image.width + 86, y * image.width + 130);
      if (y >= 60 && y < 100) image.data.fill(40, y * image.width + 106, y * image.width + 112);
    }
    expect(read(image)).toBe('3152');
  });

  test('dividers in line with marks above the boxes', () => {
    const marks = [84, 132].map((x): Line => [x, 12, x, 40]);
    expect(
      read(sheet('3752', [...boxes(4), ...marks]))
        .split(' ')
        .at(-1),
    ).toBe('3752');
  });
});
