/** `predict` under Node, where fast kernels can be had without asking for them. */

import { type PredictInput, predict as predictWith } from '../image/predict.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Models } from '../network/ensemble.ts';
import type { Prediction } from '../network/predict.ts';
import { kernelsForReading } from './kernels.ts';

/**
 * Reads digits.
 * @param models one net, or several whose probabilities are averaged
 * @param kernels those of this thread if not given
 * @throws as `predict` of nn-digits/core does
 */
export async function predict(
  models: Models,
  images: PredictInput,
  kernels?: Kernels,
): Promise<Prediction[]> {
  return predictWith(models, images, kernels ?? (await kernelsForReading()));
}
