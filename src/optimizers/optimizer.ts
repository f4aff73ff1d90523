/** The interface of optimizers, which update parameters by their gradients and may keep state for each. */

import type { Kernels } from '../matrix/kernels.ts';
import { Panels, type Weights } from '../matrix/matrix.ts';

/** A parameter and its gradient of the same shape. */
export interface Trainable {
  readonly value: Weights;
  readonly gradient: Weights;
  readonly decays: boolean;
}

export interface Optimizer {
  readonly kind: string;
  /** The state between steps, initially zero: part of a checkpoint. */
  readonly state: readonly Weights[];
  /** Performs one step with this learning rate. */
  step(lr: number): void;
  /** Must be called after `state` has been restored: the next step follows this many earlier ones. */
  resume(steps: number): void;
}

/** Zeros of the same shape and layout, for the state of an optimizer. */
export function zerosLike(kernels: Kernels, weights: Weights): Weights {
  const { rows, cols } = weights;
  return weights instanceof Panels ? kernels.panels(rows, cols, weights.width) : kernels.matrix(rows, cols);
}
