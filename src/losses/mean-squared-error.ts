/**
 * Sigmoid outputs and squared error: the loss of the classical net (D. Rumelhart, G. Hinton and R. Williams, "Learning
 * representations by back-propagating errors", 1986).
 *
 * With y = sigmoid(z), and a target t of 1 for the label and 0 for the other classes (for all of them, where the image is
 * of no class), an image's loss is sum of (y - t)^2 / 2, and its gradient is (y - t) y (1 - y). Summed over the classes and
 * halved, as in M. Nielsen, "Neural networks and deep learning" (2015), equation 6, so that his learning rates are right
 * here too; a mean over ten classes would have gradients a fifth as large.
 */

import type { Kernels } from '../matrix/kernels.ts';
import type { Matrix } from '../matrix/matrix.ts';
import type { Loss } from './loss.ts';

export class MeanSquaredError implements Loss {
  readonly kind = 'mse';
  readonly #kernels: Kernels;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  forwardBackward(dZ: Matrix, losses: Matrix, z: Matrix, labels: Uint8Array): void {
    this.#kernels.sigmoidSquaredError(dZ, losses, z, labels);
  }
}
