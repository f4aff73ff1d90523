/** Stochastic gradient descent, plain or with momentum. */

import type { Kernels } from '../matrix/kernels.ts';
import type { Weights } from '../matrix/matrix.ts';
import { type Optimizer, type Trainable, zerosLike } from './optimizer.ts';

/** w -= lr (dW + decay w). */
export class Sgd implements Optimizer {
  readonly kind = 'sgd';
  readonly state: readonly Weights[] = [];
  readonly #kernels: Kernels;
  readonly #parameters: readonly Trainable[];
  readonly #decay: number;

  constructor(kernels: Kernels, parameters: readonly Trainable[], decay: number) {
    this.#kernels = kernels;
    this.#parameters = parameters;
    this.#decay = decay;
  }

  step(lr: number): void {
    for (const { value, gradient, decays } of this.#parameters) {
      this.#kernels.update('sgd', [value, gradient], { lr, decay: decays ? this.#decay : 0 });
    }
  }

  resume(): void {}
}

/**
 * v = momentum v + g with g = dW + decay w; w -= lr v: the heavy ball method of Polyak (1964), as in PyTorch.
 *
 * With Nesterov's look-ahead, w -= lr (g + momentum v) (I. Sutskever et al., "On the importance of initialization and
 * momentum in deep learning", 2013).
 */
export class Momentum implements Optimizer {
  readonly kind: 'momentum' | 'nesterov';
  readonly state: readonly Weights[];
  readonly #kernels: Kernels;
  readonly #parameters: readonly (Trainable & { velocity: Weights })[];
  readonly #momentum: number;
  readonly #decay: number;

  constructor(
    kernels: Kernels,
    parameters: readonly Trainable[],
    momentum: number,
    decay: number,
    kind: 'momentum' | 'nesterov' = 'momentum',
  ) {
    this.kind = kind;
    this.#kernels = kernels;
    this.#parameters = parameters.map((p) => ({
      ...p,
      velocity: zerosLike(kernels, p.value),
    }));
    this.state = this.#parameters.map(({ velocity }) => velocity);
    this.#momentum = momentum;
    this.#decay = decay;
  }

  step(lr: number): void {
    for (const { value, velocity, gradient, decays } of this.#parameters) {
      this.#kernels.update(this.kind, [value, velocity, gradient], {
        lr,
        momentum: this.#momentum,
        decay: decays ? this.#decay : 0,
      });
    }
  }

  resume(): void {}
}
