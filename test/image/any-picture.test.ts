/** Pictures in which digits stand in frames, on lines, touch, are small, or lie in uneven light. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RasterImage } from '../../src/image/image.ts';
import { digitsOf } from '../../src/image/recognize.ts';
import { loadEmbedded } from '../../src/node/dataset/embedded.ts';
import { readImage } from '../../src/node/decode.ts';
import { formKinds, formPicture } from '../../synthetic/forms.ts';
import { pictureCases, pictureCasesFolder } from '../support/picture-cases.ts';
import { digits, shippedRecognizer, textOf } from './support/recognizer.ts';

const SEED = 31;
const PICTURES = 5;

const recognized = shippedRecognizer();

const read = (image: RasterImage): string => textOf(recognized(image));

/** A clean sheet. */
function blank(width: number, height: number, paper = 245): RasterImage {
  return { width, height, channels: 1, data: new Uint8Array(width * height).fill(paper) };
}

describe('forms', () => {
  // most of a few pictures of each kind: frames that are not taken out spoil all of them
  test.each(formKinds)('%s: most digits of most pictures', (kind) => {
    let right = 0;
    let all = 0;
    for (let n = 0; n < PICTURES; n++) {
      const { image, text } = formPicture(kind, digits, SEED, n);
      const got = read(image);
      all += text.length;
      right += [...text].filter((letter, k) => got[k] === letter || got[k + 1] === letter).length;
    }
    expect(right / all).toBeGreaterThan(0.6);
  });

  test('a small digit on a large clean sheet, dark on light and light on dark', () => {
    const at = digits.labels.indexOf(3);
    const form = digits.images.subarray(at * 784, (at + 1) * 784);
    for (const [paper, sign] of [
      [250, -1],
      [5, 1],
    ] as const) {
      const sheet = blank(400, 300, paper);
      for (let p = 0; p < 784; p++) {
        const to = (130 + Math.floor(p / 28)) * 400 + 190 + (p % 28);
        sheet.data[to] = paper + sign * Math.round(form[p] * 0.9);
      }
      expect(read(sheet)).toBe('3');
    }
  });
});

describe('rings that touch along their sides', () => {
  const rings = (count: number, apart: number): RasterImage => {
    const sheet = blank(160, 90);
    for (let p = 0; p < sheet.data.length; p++) {
      const [x, y] = [p % 160, Math.floor(p / 160)];
      for (let n = 0; n < count; n++) {
        const [u, v] = [(x - 30 - apart * n) / 19, (y - 45) / 27];
        if (Math.abs(Math.sqrt(u * u + v * v) - 1) < 0.11) sheet.data[p] = 40;
      }
    }
    return sheet;
  };

  test.each([34, 36, 38])('three, %i pixels apart', (apart) => {
    expect(read(rings(3, apart))).toBe('000');
  });
});

describe('one digit in pieces', () => {
  const { train } = loadEmbedded();
  if (train === null) throw new Error('the embedded digits have a training part');

  // a 0 with a gap above and below, and twos that end in a stroke of their own
  test.each([27, 575, 2082, 2287, 2382, 2733])('digit %d of the embedded ones', (n) => {
    const side = 40;
    const image = blank(side, side, 0);
    for (let p = 0; p < 784; p++) {
      image.data[(6 + Math.floor(p / 28)) * side + 6 + (p % 28)] = train.images[n * 784 + p];
    }
    expect(read(image)).toBe(String(train.labels[n]));
  });
});

describe('what shows no digits', () => {
  test('a blank sheet', () => {
    expect(recognized(blank(200, 150))).toMatchObject({ lines: [], digitsFound: 0 });
  });

  test('a page of ten thousand marks takes a bounded number of looks and is no number', () => {
    const page = blank(1000, 1000);
    for (let y = 3; y < 1000; y += 10) {
      for (let x = 3; x < 1000; x += 10) {
        for (let v = 0; v < 5; v++) page.data.fill(20, (y + v) * 1000 + x, (y + v) * 1000 + x + 3);
      }
    }
    const { digitsFound } = recognized(page);
    expect(digitsFound).toBeLessThanOrEqual(1);
  });
});

describe.skipIf(!existsSync(pictureCasesFolder))(
  `pictures of ${pictureCasesFolder} (skipped where it is absent)`,
  () => {
    test.each(Object.entries(pictureCases))('%s shows %s', async (name, text) => {
      const { picture, scale } = await readImage(join(pictureCasesFolder, name));
      const recognition = recognized(picture, { scale });
      expect(textOf(recognition)).toBe(text);
      expect(digitsOf(recognition)).toHaveLength(text.replaceAll(' ', '').length);
    });
  },
);
