/** Images of MNIST that were saved as files are read as they are. */

import { describe, expect, test } from 'vitest';
import type { RasterImage } from '../../src/image/image.ts';
import { mnistForm } from '../../src/image/mnist-form.ts';
import { preprocess } from '../../src/image/preprocess.ts';
import { loadEmbedded } from '../../src/node/dataset/embedded.ts';
import { samples } from '../support/exhaustive.ts';

const SIDE = 28;
const { train } = loadEmbedded();
if (train === null) throw new Error('the embedded digits have a training part');

const pixelsOf = (n: number): Uint8Array => train.images.slice(n * 784, (n + 1) * 784);
const grey = (data: Uint8Array): RasterImage => ({ width: SIDE, height: SIDE, channels: 1, data });
const inverse = (data: Uint8Array): Uint8Array => data.map((value) => 255 - value);

/** A rectangle of light on black. */
function rectangle(x0: number, y0: number, width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: 784 }, (_, p) => {
    const [x, y] = [(p % SIDE) - x0, Math.floor(p / SIDE) - y0];
    return x >= 0 && x < width && y >= 0 && y < height ? 255 : 0;
  });
}

describe('an image in the form of MNIST', () => {
  test('keeps its bytes, light on dark and dark on light', () => {
    for (let n = 0; n < samples(300, train.count); n++) {
      const pixels = pixelsOf(n);
      expect(preprocess(grey(pixels)).pixels).toEqual(pixels);
      const dark = preprocess(grey(inverse(pixels)));
      expect(dark.pixels).toEqual(pixels);
      expect(dark.decisions.inverted).toBe(false);
    }
  });

  test('may be stored in colour, with an opaque alpha channel', () => {
    const pixels = pixelsOf(0);
    const data = Uint8Array.from({ length: 784 * 4 }, (_, at) => (at % 4 === 3 ? 255 : pixels[at >> 2]));
    expect(mnistForm({ width: SIDE, height: SIDE, channels: 4, data }, 'auto')?.pixels).toEqual(pixels);
  });

  test('has the polarity that was asked for', () => {
    const pixels = pixelsOf(0);
    expect(mnistForm(grey(pixels), 'yes')?.pixels).toEqual(pixels);
    expect(mnistForm(grey(pixels), 'no')).toBeUndefined();
    expect(mnistForm(grey(inverse(pixels)), 'no')?.pixels).toEqual(pixels);
  });

  test.each([
    ['blank', new Uint8Array(784)],
    ['a sheet of paper on black', rectangle(4, 4, 20, 20)],
    ['a digit away from the middle', rectangle(2, 4, 4, 20)],
    ['a digit that is too small', rectangle(12, 7, 4, 14)],
  ])('is not %s', (_, data) => {
    expect(mnistForm(grey(data), 'auto')).toBeUndefined();
    expect(mnistForm(grey(inverse(data)), 'auto')).toBeUndefined();
  });

  test('has the size of MNIST', () => {
    const data = Uint8Array.from(
      { length: 56 * 56 },
      (_, p) => pixelsOf(0)[(Math.floor(p / 56) >> 1) * SIDE + ((p % 56) >> 1)],
    );
    expect(mnistForm({ width: 56, height: 56, channels: 1, data }, 'auto')).toBeUndefined();
  });
});
