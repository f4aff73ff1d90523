/** Recognition by the bundled model, and the embedded test digits, for test files of pictures. */

import { afterAll, beforeAll } from 'vitest';
import type { RasterImage } from '../../../src/image/image.ts';
import { type Recognition, recognize } from '../../../src/image/recognize.ts';
import type { RecognizeOptions } from '../../../src/image/recognize-options.ts';
import type { Predictor } from '../../../src/network/predict.ts';
import { loadEmbedded } from '../../../src/node/dataset/embedded.ts';
import { openPredictor } from '../../../src/node/predict.ts';
import { loadShippedModel } from '../../../src/node/shipped-model.ts';

const { test } = loadEmbedded();
if (test === null) throw new Error('the embedded digits have a test part');
export const digits = test;

/** Opens the bundled model for the tests of a file, and closes it after them. */
export function shippedPredictor(): () => Predictor {
  let predictor: Predictor;
  beforeAll(async () => {
    predictor = await openPredictor(await loadShippedModel());
  });
  afterAll(() => predictor.close());
  return () => predictor;
}

/** What it recognizes. */
export function shippedRecognizer(): (image: RasterImage, options?: RecognizeOptions) => Recognition {
  const predictor = shippedPredictor();
  return (image, options) => recognize(image, predictor(), options);
}

/** The digits of each line, lines separated by spaces. */
export function textOf({ lines }: Recognition): string {
  return lines.map((line) => line.digits.map(({ digit }) => digit).join('')).join(' ');
}
