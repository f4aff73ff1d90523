/** What every loss is: it takes the outputs of the last layer, before any sigmoid or softmax. */

import type { Matrix } from '../matrix/matrix.ts';

export interface Loss {
  readonly kind: string;
  /**
   * dZ = gradient of the batch's mean loss. dZ, z: N x C; losses: N x 1 (each image's own loss); labels: N bytes, C for
   * an image of no class; training: what makes the loss better to learn from, but not to judge by, is done then alone.
   */
  forwardBackward(dZ: Matrix, losses: Matrix, z: Matrix, labels: Uint8Array, training: boolean): void;
}
