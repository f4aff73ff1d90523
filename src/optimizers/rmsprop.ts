/** RMSprop (T. Tieleman and G. Hinton, "Neural networks for machine learning", lecture 6.5, 2012), as in PyTorch. */

import type { Kernels } from '../matrix/kernels.ts';
import type { Weights } from '../matrix/matrix.ts';
import { type Optimizer, type Trainable, zerosLike } from './optimizer.ts';

/** The fraction of the moving average that is kept at each step: alpha in PyTorch. */
const RHO = 0.99;
const EPSILON = 1e-8;

export class Rmsprop implements Optimizer {
  readonly kind = 'rmsprop';
  readonly state: readonly Weights[];
  readonly #kernels: Kernels;
  readonly #parameters: readonly (Trainable & { squareAverage: Weights })[];
  readonly #decay: number;

  constructor(kernels: Kernels, parameters: readonly Trainable[], decay: number) {
    this.#kernels = kernels;
    this.#parameters = parameters.map((p) => ({ ...p, squareAverage: zerosLike(kernels, p.value) }));
    this.state = this.#parameters.map(({ squareAverage }) => squareAverage);
    this.#decay = decay;
  }

  step(lr: number): void {
    for (const { value, squareAverage, gradient, decays } of this.#parameters) {
      const decay = decays ? this.#decay : 0;
      this.#kernels.update('rmsprop', [value, squareAverage, gradient], {
        lr,
        rho: RHO,
        epsilon: EPSILON,
        decay,
      });
    }
  }

  resume(): void {}
}
