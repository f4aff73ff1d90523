/**
 * Softmax and cross-entropy combined, for networks whose last layer gives logits.
 *
 * loss = -log softmax(z)[label], with gradient softmax(z) - onehot(label): simpler, and safer against overflow, than
 * computing the two separately.
 *
 * An image of no class has the uniform target 1 / C (D. Hendrycks, M. Mazeika and T. Dietterich, "Deep anomaly
 * detection with outlier exposure", 2019).
 *
 * With label smoothing, a fraction of each target is distributed uniformly over all classes, so that training does
 * not reward higher confidence (C. Szegedy et al., "Rethinking the Inception architecture", 2016).
 */

import type { Kernels } from '../matrix/kernels.ts';
import type { Matrix } from '../matrix/matrix.ts';
import type { Loss } from './loss.ts';

export class SoftmaxCrossEntropy implements Loss {
  readonly kind = 'cross-entropy';
  readonly #kernels: Kernels;
  readonly #smoothing: number;

  constructor(kernels: Kernels, smoothing = 0) {
    this.#kernels = kernels;
    this.#smoothing = smoothing;
  }

  forwardBackward(dZ: Matrix, losses: Matrix, z: Matrix, labels: Uint8Array, training: boolean): void {
    this.#kernels.softmaxCrossEntropy(dZ, losses, z, labels, training ? this.#smoothing : 0);
  }
}
