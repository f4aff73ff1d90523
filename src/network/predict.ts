/** From images in MNIST's form to digits with probabilities. */

import { ModelError } from '../errors.ts';
import type { Kernels, Scope } from '../matrix/kernels.ts';
import type { Matrix, SparseRows } from '../matrix/matrix.ts';
import { ReferenceKernels } from '../matrix/reference.ts';
import { binarized } from './binarize.ts';
import { loadParameters, type Model } from './model.ts';
import { Network } from './network.ts';

const PIXELS = 784;
const CLASSES = 10;
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
  const predictor = new Predictor(model, kernels, Math.min(BATCH, Math.max(Math.ceil(count), 1)));
  try {
    return predictor.predict(images);
  } finally {
    predictor.close();
  }
}

/** A net that is ready to read: made once, it takes no more memory however many images it reads. */
export class Predictor {
  readonly #kernels: Scope;
  readonly #network: Network;
  readonly #x: SparseRows;
  readonly #probabilities: Matrix;
  readonly #temperature: Model['temperature'];
  readonly #classNames: Model['classNames'];
  readonly #binarize: Model['binarize'];

  /**
   * @param kernels those that `predict` takes; whoever opened them closes them
   * @param batch the most images that go through the net together
   * @throws RangeError where `batch` is not a whole number from 1
   */
  constructor(model: Model, kernels: Kernels = new ReferenceKernels(), batch: number = BATCH) {
    if (!Number.isInteger(batch) || batch < 1) {
      throw new RangeError(`batch must be a whole number from 1, got ${batch}`);
    }
    this.#kernels = kernels.scope();
    this.#network = new Network(this.#kernels, model.architecture, batch, model.loss);
    loadParameters(this.#network, model.parameters);
    this.#x = this.#kernels.sparseRows(batch, PIXELS);
    this.#probabilities = this.#kernels.matrix(batch, CLASSES);
    this.#temperature = model.temperature;
    this.#classNames = model.classNames;
    this.#binarize = model.binarize;
  }

  /**
   * Reads digits.
   * @param images count x 784 bytes in MNIST's form
   * @throws as `predict` does
   */
  predict(images: Uint8Array): Prediction[] {
    const count = images.length / PIXELS;
    if (!Number.isInteger(count)) {
      throw new RangeError(`images must be a multiple of ${PIXELS} bytes, got ${images.length}`);
    }
    const shown = this.#binarize ? binarized(images) : images;
    const predictions: Prediction[] = [];
    for (let start = 0; start < count; start += this.#x.capacity) {
      const batch = shown.subarray(start * PIXELS, (start + this.#x.capacity) * PIXELS);
      for (const prediction of this.#predictBatch(batch)) predictions.push(prediction);
    }
    return predictions;
  }

  #predictBatch(images: Uint8Array): Prediction[] {
    const count = images.length / PIXELS;
    const scope = this.#kernels.scope();
    try {
      const order = scope.integers(count);
      for (let n = 0; n < count; n++) order[n] = n;
      const x = this.#x;
      x.rows = count;
      scope.gather(x, scope.adopt(images, PIXELS), order, 0);
      this.#network.probabilities(this.#probabilities, x, this.#temperature);
      scope.finish();
    } finally {
      scope.release();
    }
    const { data } = this.#probabilities;
    return Array.from({ length: count }, (_, n) =>
      toPrediction(Array.from(data.subarray(n * CLASSES, (n + 1) * CLASSES)), this.#classNames),
    );
  }

  /** Gives back its memory, where that is shared with the kernels' other users. It reads nothing more. */
  close(): void {
    this.#kernels.release();
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
