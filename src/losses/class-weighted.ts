/**
 * A loss in which each image counts by its class, so that a rare digit is not learnt as if errors on it cost nothing.
 *
 * The weight w[label] multiplies an image's loss and its gradient. Balanced weights are w[c] = n / (K n[c]), for n images
 * of K classes and n[c] of class c: all classes then weigh alike, and the weights of all images add up to n. (G. King and
 * L. Zeng, "Logistic regression in rare events data", 2001; scikit-learn's `class_weight="balanced"` is the same.)
 */

import type { Kernels } from '../matrix/kernels.ts';
import type { Matrix } from '../matrix/matrix.ts';
import type { Loss } from './loss.ts';

export class ClassWeighted implements Loss {
  readonly kind: string;
  readonly #loss: Loss;
  readonly #kernels: Kernels;
  readonly #weights: Float64Array;

  /** @param weights by label; labels beyond them have a weight of 1 */
  constructor(loss: Loss, kernels: Kernels, weights: Float64Array) {
    this.kind = loss.kind;
    this.#loss = loss;
    this.#kernels = kernels;
    this.#weights = weights;
  }

  forwardBackward(dZ: Matrix, losses: Matrix, z: Matrix, labels: Uint8Array, training: boolean): void {
    this.#loss.forwardBackward(dZ, losses, z, labels, training);
    if (!training) return;
    this.#kernels.finish(); // N x 10 numbers are scaled here, whatever the kernels: each is rounded once
    const { rows: N, cols: C } = z;
    for (let n = 0; n < N; n++) {
      const weight = this.#weights[labels[n]] ?? 1;
      losses.data[n] *= weight;
      for (let k = n * C; k < (n + 1) * C; k++) dZ.data[k] *= weight;
    }
  }
}

/**
 * Balanced weights of the classes, as above; 0 for a class without images.
 *
 * @param labels of all images; one of `classes` or more is of an image of no class, and does not count
 * @param order which of them are learnt from
 */
export function balancedWeights(labels: Uint8Array, order: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const n of order) if (labels[n] < classes) counts[labels[n]]++;
  const images = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 0 : images / (present * count)));
}
