/**
 * Sigmoid outputs and squared error: the classical loss (D. Rumelhart, G. Hinton and R. Williams, "Learning
 * representations by back-propagating errors", 1986).
 *
 * With y = sigmoid(z), and a target t of 1 for the label and 0 for the other classes (0 for all if the image is of no
 * class), the loss of an image is sum of (y - t)^2 / 2, and its gradient is (y - t) y (1 - y). It is summed over the
 * classes and halved, as in M. Nielsen, "Neural networks and deep learning" (2015), equation 6, so that the learning
 * rates of the book apply; a mean over ten classes would give gradients a fifth as large.
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
