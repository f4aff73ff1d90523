/**
 * Predicts digits and probabilities for images in MNIST's form: the last step of every prediction. `image/predict.ts`
 * converts other numbers and pixels to that form first, and `image/recognize.ts` finds the digits of any picture.
 */

import { CLASSES, IMAGE_PIXELS as PIXELS } from '../constants.ts';
import { ModelError } from '../errors.ts';
import type { Kernels, Scope } from '../matrix/kernels.ts';
import type { Floats, Matrix, SparseRows } from '../matrix/matrix.ts';
import { ReferenceKernels } from '../matrix/reference/reference-kernels.ts';
import { binarized } from './binarize.ts';
import { averageProbabilities, ensembleMembers, type Models } from './ensemble.ts';
import { loadParameters, type Model } from './model.ts';
import { Network } from './network.ts';

const BATCH = 256;

export interface Prediction {
  readonly digit: number;
  /** The name of the class, if it is not a digit. */
  readonly name?: string;
  /** Probability of that digit. */
  readonly confidence: number;
  /** Probabilities of the digits 0 to 9, calibrated by the model's temperature; they sum to 1. */
  readonly probabilities: readonly number[];
}

/**
 * Predicts the digits of images.
 * @param models one network, or an ensemble whose probabilities are averaged
 * @param images count x 784 bytes in MNIST's form: 0 is paper, 255 is ink
 * @param kernels by default the reference kernels; those of `createKernels` are faster even for one image
 * @throws RangeError if `images` is not a whole number of images; ModelError if weights are so large that the output
 *   is not finite, or if the members of an ensemble have different classes
 */
export async function predict(
  models: Models,
  images: Uint8Array,
  kernels: Kernels = new ReferenceKernels(),
): Promise<Prediction[]> {
  const count = images.length / PIXELS;
  const predictor = new Predictor(models, kernels, Math.min(BATCH, Math.max(Math.ceil(count), 1)));
  try {
    return predictor.predict(images);
  } finally {
    predictor.close();
  }
}

/** A network or ensemble that is built once and uses constant memory for any number of images. */
export class Predictor {
  readonly #members: readonly Member[];
  readonly #batch: number;
  readonly #classNames: Model['classNames'];

  /**
   * @param models one network, or an ensemble whose probabilities are averaged
   * @param kernels as for `predict`; the caller closes them
   * @param batch maximum number of images per pass
   * @throws RangeError if `batch` is not a whole number from 1, or there is no model; ModelError if the members of an
   *   ensemble have different classes
   */
  constructor(models: Models, kernels: Kernels = new ReferenceKernels(), batch: number = BATCH) {
    if (!Number.isInteger(batch) || batch < 1) {
      throw new RangeError(`batch must be a whole number from 1, got ${batch}`);
    }
    const all = ensembleMembers(models);
    this.#members = all.map((model) => new Member(model, kernels.scope(), batch));
    this.#batch = batch;
    this.#classNames = all[0].classNames;
  }

  /**
   * Predicts the digits of images.
   * @param images count x 784 bytes in MNIST's form
   * @throws as `predict` does
   */
  predict(images: Uint8Array): Prediction[] {
    const count = images.length / PIXELS;
    if (!Number.isInteger(count)) {
      throw new RangeError(`images must be a multiple of ${PIXELS} bytes, got ${images.length}`);
    }
    const predictions: Prediction[] = [];
    for (let start = 0; start < count; start += this.#batch) {
      const batch = images.subarray(start * PIXELS, (start + this.#batch) * PIXELS);
      const probabilities = averageProbabilities(this.#members.map((member) => member.probabilities(batch)));
      for (let at = 0; at < probabilities.length; at += CLASSES) {
        const ofImage = Array.from(probabilities.subarray(at, at + CLASSES));
        predictions.push(toPrediction(ofImage, this.#classNames));
      }
    }
    return predictions;
  }

  /** Frees its memory, if the kernels are shared. The predictor cannot be used afterwards. */
  close(): void {
    for (const member of this.#members) member.close();
  }
}

/** One network of a `Predictor`. */
class Member {
  readonly #kernels: Scope;
  readonly #network: Network;
  readonly #x: SparseRows;
  readonly #probabilities: Matrix;
  readonly #temperature: Model['temperature'];
  readonly #binarize: Model['binarize'];

  constructor(model: Model, kernels: Scope, batch: number) {
    this.#kernels = kernels;
    this.#network = new Network(kernels, model.architecture, batch, model.loss);
    loadParameters(this.#network, model.parameters);
    this.#x = kernels.sparseRows(batch, PIXELS);
    this.#probabilities = kernels.matrix(batch, CLASSES);
    this.#temperature = model.temperature;
    this.#binarize = model.binarize;
  }

  /** The probabilities for at most one batch of images: count x 10. */
  probabilities(images: Uint8Array): Floats {
    const count = images.length / PIXELS;
    const scope = this.#kernels.scope();
    try {
      const order = scope.integers(count);
      for (let n = 0; n < count; n++) order[n] = n;
      this.#x.rows = count;
      scope.gather(this.#x, scope.adopt(this.#binarize ? binarized(images) : images, PIXELS), order, 0);
      this.#network.probabilities(this.#probabilities, this.#x, this.#temperature);
      scope.finish();
    } finally {
      scope.release();
    }
    return this.#probabilities.data.slice(0, count * CLASSES);
  }

  close(): void {
    this.#kernels.release();
  }
}

/** @throws ModelError if the probabilities are not finite */
export function toPrediction(probabilities: readonly number[], classNames: Model['classNames']): Prediction {
  const confidence = Math.max(...probabilities);
  if (Number.isNaN(confidence))
    throw new ModelError('the output of the model is not finite: its weights are too large');
  const digit = probabilities.indexOf(confidence);
  const name = classNames?.[digit];
  return { digit, ...(name === undefined ? {} : { name }), confidence, probabilities };
}
