/** What an optimizer is: it changes parameters by their gradients, and may keep state for each. */

import type { Kernels } from '../matrix/kernels.ts';
import { Panels, type Weights } from '../matrix/matrix.ts';

/** Weights that training changes, with its gradient of the same shape. */
export interface Trainable {
  readonly value: Weights;
  readonly gradient: Weights;
  readonly decays: boolean;
}

export interface Optimizer {
  readonly kind: string;
  /** What it remembers from step to step, zero at first: part of a checkpoint. */
  readonly state: readonly Weights[];
  /** One step down the gradients at this learning rate. */
  step(lr: number): void;
  /** To be called when `state` was written from outside: the next step is then the one after so many. */
  resume(steps: number): void;
}

/** Zeros of the same shape and layout, for an optimizer's state. */
export function zerosLike(kernels: Kernels, weights: Weights): Weights {
  const { rows, cols } = weights;
  return weights instanceof Panels ? kernels.panels(rows, cols, weights.width) : kernels.matrix(rows, cols);
}
