/**
 * A loss that weights images by class, to compensate for class imbalance.
 *
 * The weight w[label] multiplies the loss of an image and its gradient. Balanced weights are w[c] = n / (K n[c]), for
 * n images of K classes and n[c] of class c: all classes then have the same total weight, and the weights of all
 * images add up to n. (G. King and L. Zeng, "Logistic regression in rare events data", 2001; as scikit-learn's
 * `class_weight="balanced"`.)
 */

import type { Kernels } from '../matrix/kernels.ts';
import type { Matrix } from '../matrix/matrix.ts';
import type { Loss } from './loss.ts';

export class ClassWeighted implements Loss {
  readonly kind: string;
  readonly #loss: Loss;
  readonly #kernels: Kernels;
  readonly #weights: Float64Array;

  /** @param weights by label; labels beyond them have weight 1 */
  constructor(loss: Loss, kernels: Kernels, weights: Float64Array) {
    this.kind = loss.kind;
    this.#loss = loss;
    this.#kernels = kernels;
    this.#weights = weights;
  }

  forwardBackward(dZ: Matrix, losses: Matrix, z: Matrix, labels: Uint8Array, training: boolean): void {
    this.#loss.forwardBackward(dZ, losses, z, labels, training);
    if (!training) return;
    this.#kernels.finish(); // the N x 10 elements are scaled here for all kernels: each is rounded once
    const { rows: N, cols: C } = z;
    for (let n = 0; n < N; n++) {
      const weight = this.#weights[labels[n]] ?? 1;
      losses.data[n] *= weight;
      for (let k = n * C; k < (n + 1) * C; k++) dZ.data[k] *= weight;
    }
  }
}

/**
 * Balanced class weights as defined above; 0 for a class without images.
 *
 * @param labels of all images; labels of `classes` or more mark images of no class, which are not counted
 * @param order indices of the images used in training
 */
export function balancedWeights(labels: Uint8Array, order: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const n of order) if (labels[n] < classes) counts[labels[n]]++;
  const images = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 0 : images / (present * count)));
}
