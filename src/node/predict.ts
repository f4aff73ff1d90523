/** `predict` in Node, where fast kernels are available synchronously. */

import { type PredictInput, predict as predictWith } from '../image/predict.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Models } from '../network/ensemble.ts';
import type { Prediction } from '../network/predict.ts';
import { kernelsForReading } from './kernels.ts';

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
  return predictWith(models, images, kernels ?? (await kernelsForReading()));
}
