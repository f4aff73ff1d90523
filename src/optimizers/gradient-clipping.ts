/** Gradient clipping by norm, applied between the backward pass and the optimizer step. */

import type { Kernels } from '../matrix/kernels.ts';
import type { Matrix } from '../matrix/matrix.ts';
import type { Trainable } from './optimizer.ts';

/**
 * Scales all gradients by the same factor if their joint norm exceeds a limit (R. Pascanu, T. Mikolov and Y. Bengio,
 * "On the difficulty of training recurrent neural networks", 2013), which preserves the direction of the step.
 */
export class Clipping {
  readonly #kernels: Kernels;
  readonly #parameters: readonly Trainable[];
  readonly #limit: number;
  readonly #squares: readonly Matrix[]; // sums of squares of the columns of each gradient

  constructor(kernels: Kernels, parameters: readonly Trainable[], limit: number) {
    this.#kernels = kernels;
    this.#parameters = parameters;
    this.#limit = limit;
    this.#squares = parameters.map(({ gradient }) => kernels.matrix(1, gradient.cols));
  }

  clip(): void {
    for (const [k, { gradient }] of this.#parameters.entries()) {
      this.#kernels.columnSquares(this.#squares[k], gradient);
    }
    this.#kernels.finish();
    let sum = 0;
    for (const { data } of this.#squares) for (const square of data) sum += square;
    const norm = Math.sqrt(sum);
    if (!(norm > this.#limit)) return;
    for (const { gradient } of this.#parameters) this.#kernels.scale(gradient, this.#limit / norm);
  }
}
