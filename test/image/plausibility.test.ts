/** What a network reads into grain, shadows, textures and barcodes is no answer. */

import { describe, expect, test } from 'vitest';
import { digitsOf } from '../../src/image/recognize.ts';
import { Random } from '../../src/random.ts';
import { busyPictures } from '../../study/busy-pictures.ts';
import { nonDigits } from '../../study/non-digits.ts';
import { samples } from '../support/exhaustive.ts';
import { shippedRecognizer, textOf } from './support/recognizer.ts';

const recognized = shippedRecognizer();

test('soft strokes of uneven pressure on paper without grain are ink', () => {
  const side = 28;
  const data = new Uint8Array(side * side);
  for (let p = 0; p < data.length; p++) {
    const [x, y] = [((p % side) - 13.5) / 6, (Math.floor(p / side) - 13.5) / 9];
    const distance = 6 * Math.abs(Math.sqrt(x * x + y * y) - 1);
    const pressure = y > 0.6 ? 1 : 0.4;
    data[p] = 255 - Math.round(255 * pressure * Math.max(0, 1 - distance / 1.6));
  }
  expect(textOf(recognized({ width: side, height: side, channels: 1, data }))).toBe('0');
});

describe('sheets without digits', () => {
  test.each([
    ['blank sheets', 0.1, 20],
    ['textures', 0.1, 10],
    ['noise', 0.1, 10],
    ['stains', 0.2, 20],
  ])('%s: at most %d of them are read above 0.5', async (kind, most, few) => {
    const all = samples(few, 100, 20);
    let read = 0;
    for (let n = 0; n < all; n++) {
      const image = await nonDigits[kind](Random.stream(5, 'plausible', kind, n), new Uint8Array(784));
      const digits = digitsOf(recognized(image));
      if (digits.some(({ confidence }) => confidence > 0.5)) read++;
    }
    expect(read / all).toBeLessThanOrEqual(most);
  });

  test.each([
    ['a face, drawn', 'its marks look like no digit'],
    ['a chessboard', 'its marks look like no digit'],
  ])('%s', async (name, why) => {
    const { lines, reason } = recognized(await busyPictures[name]());
    expect({ lines, reason }).toEqual({ lines: [], reason: why });
  });

  test('a page of text', async () => {
    expect(recognized(await busyPictures['a page of text']()).lines).toEqual([]);
  });

  test('a barcode', async () => {
    const { lines, reason } = recognized(await busyPictures['a barcode']());
    expect({ lines, reason }).toEqual({
      lines: [],
      reason: 'its marks are parallel bars of the same height',
    });
  });
});
