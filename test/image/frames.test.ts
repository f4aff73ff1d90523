/** Frames as people draw and print them: open on one side, darker than the ink, and rules that lean through the digits. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RasterImage } from '../../src/image/image.ts';
import { digitsOf, recognize } from '../../src/image/recognize.ts';
import type { Predictor } from '../../src/network/predict.ts';
import { loadEmbedded } from '../../src/node/dataset/embedded.ts';
import { openPredictor } from '../../src/node/predict.ts';
import { loadShippedModel } from '../../src/node/shipped-model.ts';
import { stamp } from '../../synthetic/canvas.ts';
import { drawWithPen } from '../../synthetic/pen.ts';

const { test: digits } = loadEmbedded();
if (digits === null) throw new Error('the embedded digits have a test part');

let predictor: Predictor;
beforeAll(async () => {
  predictor = await openPredictor(await loadShippedModel());
});
afterAll(() => predictor.close());

type Line = readonly [x0: number, y0: number, x1: number, y1: number];

/** A sheet with the digits of `text` 40 pixels high, 48 apart from x = 60 on, their feet at y = 100, and with lines. */
function sheet(text: string, lines: readonly Line[], ink = 40, rule = 40, thick = 2): RasterImage {
  const [width, height] = [72 + 48 * text.length, 140];
  const cover = new Float32Array(width * height);
  for (const [n, letter] of [...text].entries()) {
    const at = digits?.labels.indexOf(Number(letter)) ?? 0;
    const drawing = drawWithPen(digits?.images.subarray(at * 784, (at + 1) * 784) ?? new Uint8Array(784));
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
  const read = recognize(image, predictor);
  for (const { confidence } of digitsOf(read)) expect(confidence).toBeGreaterThan(0.5);
  return read.lines.map((line) => line.digits.map(({ digit }) => digit).join('')).join(' ');
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
});
