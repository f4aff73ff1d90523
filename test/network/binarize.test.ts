/** A net that was trained on black and white sees black and white wherever it reads. */

import { expect, test } from 'vitest';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { binarized } from '../../src/network/binarize.ts';
import { predict } from '../../src/network/predict.ts';
import { madeImages } from '../support/made-digits.ts';
import { smallModel } from '../support/small-model.ts';

test('bytes from 128 on are ink, the others paper', () => {
  expect([...binarized(Uint8Array.of(0, 1, 127, 128, 254, 255))]).toEqual([0, 0, 0, 255, 255, 255]);
});

test('predict and evaluate do as the model file says', async () => {
  const greys = madeImages(30);
  const images = greys.images.map((pixel, k) => (pixel > 0 ? 60 + ((k * 37) % 190) : 0));
  const [grey, black] = [false, true].map((binarize) => ({ ...smallModel(), binarize }));
  const expected = await predict(grey, binarized(images));
  expect(await predict(black, images)).toEqual(expected);
  expect(await predict(grey, images)).not.toEqual(expected);
  const [whole, seen] = await Promise.all([
    evaluate(grey, { ...greys, images: binarized(images) }, new ReferenceKernels()),
    evaluate(black, { ...greys, images }, new ReferenceKernels()),
  ]);
  expect(seen.loss).toBe(whole.loss);
});
