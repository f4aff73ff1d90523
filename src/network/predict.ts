/** From images in MNIST's form to digits with probabilities. */

import { ModelError } from '../errors.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Matrix, SparseRows } from '../matrix/matrix.ts';
import { ReferenceKernels } from '../matrix/reference.ts';
import { binarized } from './binarize.ts';
import { loadParameters, type Model } from './model.ts';
import { Network } from './network.ts';

const PIXELS = 784;
const BATCH = 256;

export interface Prediction {
  readonly digit: number;
  /** What that stands for, where it is no digit. */
  readonly name?: string;
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
  return new Predictor(model, kernels, Math.min(BATCH, Math.max(Math.ceil(count), 1))).predict(images);
}

/** A net that is ready to read, made once for any number of images. */
export class Predictor {
  readonly #kernels: Kernels;
  readonly #network: Network;
  readonly #x: SparseRows;
  readonly #probabilities: Matrix;
  readonly #temperature: Model['temperature'];
  readonly #classNames: Model['classNames'];
  readonly #binarize: Model['binarize'];

  /** @param batch images that go through the net together */
  constructor(model: Model, kernels: Kernels = new ReferenceKernels(), batch: number = BATCH) {
    this.#kernels = kernels;
    this.#network = new Network(kernels, model.architecture, batch, model.loss);
    loadParameters(this.#network, model.parameters);
    this.#x = kernels.sparseRows(batch, PIXELS);
    this.#probabilities = kernels.matrix(batch, 10);
    this.#temperature = model.temperature;
    this.#classNames = model.classNames;
    this.#binarize = model.binarize;
  }

  /** As `predict` does. SIMD kernels keep what they read until they are closed. */
  predict(images: Uint8Array): Prediction[] {
    const count = images.length / PIXELS;
    if (!Number.isInteger(count)) {
      throw new RangeError(`images must be a multiple of ${PIXELS} bytes, got ${images.length}`);
    }
    const x = this.#x;
    const probabilities = this.#probabilities;
    const order = this.#kernels.integers(count);
    for (let n = 0; n < count; n++) order[n] = n;
    const adopted = this.#kernels.adopt(this.#binarize ? binarized(images) : images, PIXELS);

    const predictions: Prediction[] = [];
    for (let start = 0; start < count; start += x.capacity) {
      x.rows = Math.min(x.capacity, count - start);
      this.#kernels.gather(x, adopted, order, start);
      this.#network.probabilities(probabilities, x, this.#temperature);
      this.#kernels.finish();
      for (let n = 0; n < x.rows; n++) {
        const row = Array.from(probabilities.data.subarray(n * 10, n * 10 + 10));
        predictions.push(toPrediction(row, this.#classNames));
      }
    }
    return predictions;
  }
}

/** @throws ModelError where the probabilities are no numbers */
export function toPrediction(probabilities: readonly number[], classNames: Model['classNames']): Prediction {
  const confidence = Math.max(...probabilities);
  if (Number.isNaN(confidence))
    throw new ModelError('the model gives no number for an answer: its weights are too large');
  const digit = probabilities.indexOf(confidence);
  const name = classNames?.[digit];
  return { digit, ...(name === undefined ? {} : { name }), confidence, probabilities };
}
