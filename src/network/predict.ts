/** From images in MNIST's form to digits with probabilities. */

import { ModelError } from '../errors.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { ReferenceKernels } from '../matrix/reference.ts';
import { loadParameters, type Model } from './model.ts';
import { Network } from './network.ts';

const PIXELS = 784;
const BATCH = 256;

export interface Prediction {
  readonly digit: number;
  /** Probability of that digit. */
  readonly confidence: number;
  /** Of the digits 0 to 9, calibrated by the model's temperature; they add up to 1. */
  readonly probabilities: readonly number[];
}

/**
 * Reads digits.
 * @param images count x 784 bytes in MNIST's form: 0 is paper, 255 is ink
 * @param kernels the plain ones if not given, which suit a few images best: they start at once
 * @throws RangeError where `images` is not a whole number of images; ModelError where the net's weights are so large
 *   that its answer is not a number
 */
export async function predict(
  model: Model,
  images: Uint8Array,
  kernels: Kernels = new ReferenceKernels(),
): Promise<Prediction[]> {
  const count = images.length / PIXELS;
  if (!Number.isInteger(count)) {
    throw new RangeError(`images must be a multiple of ${PIXELS} bytes, got ${images.length}`);
  }
  const batch = Math.min(BATCH, Math.max(count, 1));
  const network = new Network(kernels, model.architecture, batch);
  loadParameters(network, model.parameters);
  const x = kernels.sparseRows(batch, PIXELS);
  const probabilities = kernels.matrix(batch, 10);
  const order = kernels.integers(count);
  for (let n = 0; n < count; n++) order[n] = n;
  const adopted = kernels.adopt(images, PIXELS);

  const predictions: Prediction[] = [];
  for (let start = 0; start < count; start += batch) {
    x.rows = Math.min(batch, count - start);
    kernels.gather(x, adopted, order, start);
    network.probabilities(probabilities, x, model.temperature);
    kernels.finish();
    for (let n = 0; n < x.rows; n++) {
      predictions.push(toPrediction(Array.from(probabilities.data.subarray(n * 10, n * 10 + 10))));
    }
  }
  return predictions;
}

function toPrediction(probabilities: readonly number[]): Prediction {
  const confidence = Math.max(...probabilities);
  if (Number.isNaN(confidence))
    throw new ModelError('the model gives no number for an answer: its weights are too large');
  return { digit: probabilities.indexOf(confidence), confidence, probabilities };
}
