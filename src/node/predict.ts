/** `predict` in Node: that of `image/predict.ts` with the fast kernels, which are available synchronously here. */

import { type PredictInput, predict as predictWith } from '../image/predict.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Models } from '../network/ensemble.ts';
import { type Prediction, Predictor } from '../network/predict.ts';
import { kernelsForReading } from './kernels.ts';
import { useCompiledPasses } from './pixel-kernels.ts';

/**
 * Predicts the digits of images.
 * @param models one network, or an ensemble whose probabilities are averaged
 * @param kernels by default those of this thread
 * @throws as `predict` of nn-digits/core
 */
export async function predict(
  models: Models,
  images: PredictInput,
  kernels?: Kernels,
): Promise<Prediction[]> {
  useCompiledPasses();
  return predictWith(models, images, kernels ?? (await kernelsForReading()));
}

/** Number of candidates of an image that are predicted together. */
const BATCH = 16;

/** Opens a single-threaded predictor for the digits of one image after another; the caller closes it. */
export async function openPredictor(models: Models): Promise<Predictor> {
  useCompiledPasses();
  return new Predictor(models, await kernelsForReading(), BATCH);
}
