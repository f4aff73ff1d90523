/** What an optimizer is: it changes parameters by their gradients, and may keep state for each. */

import type { Matrix } from '../matrix/matrix.ts';

/** A matrix that training changes, with its gradient of the same shape. */
export interface Trainable {
  readonly value: Matrix;
  readonly gradient: Matrix;
  readonly decays: boolean;
}

export interface Optimizer {
  readonly kind: string;
  /** One step down the gradients at this learning rate. */
  step(lr: number): void;
}
