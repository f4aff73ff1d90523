/** RMSprop (T. Tieleman and G. Hinton, "Neural networks for machine learning", lecture 6.5, 2012), as in PyTorch. */

import type { Kernels } from '../matrix/kernels.ts';
import type { Weights } from '../matrix/matrix.ts';
import { type Optimizer, type Trainable, zerosLike } from './optimizer.ts';

const RHO = 0.99;
const EPSILON = 1e-8;

export class Rmsprop implements Optimizer {
  readonly kind = 'rmsprop';
  readonly state: readonly Weights[];
  readonly #kernels: Kernels;
  readonly #parameters: readonly (Trainable & { square: Weights })[];
  readonly #decay: number;

  constructor(kernels: Kernels, parameters: readonly Trainable[], decay: number) {
    this.#kernels = kernels;
    this.#parameters = parameters.map((p) => ({ ...p, square: zerosLike(kernels, p.value) }));
    this.state = this.#parameters.map(({ square }) => square);
    this.#decay = decay;
  }

  step(lr: number): void {
    for (const { value, square, gradient, decays } of this.#parameters) {
      const decay = decays ? this.#decay : 0;
      this.#kernels.update('rmsprop', [value, square, gradient], { lr, rho: RHO, epsilon: EPSILON, decay });
    }
  }

  resume(): void {}
}
