/** The interface of losses, which take the outputs of the last layer before any sigmoid or softmax. */

import type { Matrix } from '../matrix/matrix.ts';

export interface Loss {
  readonly kind: string;
  /**
   * Computes dZ, the gradient of the mean loss of the batch, and the loss of each image. dZ, z: N x C; losses: N x 1;
   * labels: N bytes, C for an image of no class; training: whether to apply what is for training only, such as label
   * smoothing.
   */
  forwardBackward(dZ: Matrix, losses: Matrix, z: Matrix, labels: Uint8Array, training: boolean): void;
}
