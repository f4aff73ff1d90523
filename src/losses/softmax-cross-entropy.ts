/**
 * Softmax and cross-entropy together: the loss of a net whose last layer gives logits.
 *
 * loss = -log softmax(z)[label], and its gradient is softmax(z) - onehot(label): simpler, and safer against
 * overflow, than each alone.
 *
 * An image of no class has the target 1 / C for every class: being unsure is the right answer to it (D. Hendrycks,
 * M. Mazeika and T. Dietterich, "Deep anomaly detection with outlier exposure", 2019).
 *
 * With label smoothing, a small part of each target is distributed among all classes, so that a net in training is never
 * paid for being surer than that (C. Szegedy et al., "Rethinking the Inception architecture", 2016).
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
