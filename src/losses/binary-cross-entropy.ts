/**
 * Sigmoid outputs and binary cross-entropy: each output answers the question "is it this digit?".
 *
 * With y = sigmoid(z), and a target t of 1 for the label and 0 for the other classes (0 for all if the image is of no
 * class), the loss of an image is sum of -t log y - (1 - t) log(1 - y), and its gradient is y - t: unlike with
 * squared error, confidently wrong outputs have large gradients. As in M. Nielsen, "Neural networks and deep
 * learning" (2015), equation 63.
 */

import type { Kernels } from '../matrix/kernels.ts';
import type { Matrix } from '../matrix/matrix.ts';
import type { Loss } from './loss.ts';

export class BinaryCrossEntropy implements Loss {
  readonly kind = 'bce';
  readonly #kernels: Kernels;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  forwardBackward(dZ: Matrix, losses: Matrix, z: Matrix, labels: Uint8Array): void {
    this.#kernels.sigmoidCrossEntropy(dZ, losses, z, labels);
  }
}
