/**
 * A moving average of the weights over the steps of a training: it lies nearer the middle of what the last steps circle
 * around, and often generalises better (B. Polyak and A. Juditsky, "Acceleration of stochastic approximation by averaging",
 * 1992).
 */

import type { Kernels } from '../matrix/kernels.ts';
import type { Weights } from '../matrix/matrix.ts';
import { type Trainable, zerosLike } from './optimizer.ts';

export class WeightAverage {
  readonly weights: readonly Weights[];
  readonly #kernels: Kernels;
  readonly #parameters: readonly Trainable[];
  readonly #decay: number;

  /** @param decay the fraction of the old average that is kept at each step */
  constructor(kernels: Kernels, parameters: readonly Trainable[], decay: number) {
    this.#kernels = kernels;
    this.#parameters = parameters;
    this.#decay = decay;
    this.weights = parameters.map(({ value }) => zerosLike(kernels, value));
  }

  /** Takes in the weights after a step. @param step 0, 1, ...: the first ones count more, or the start would linger */
  update(step: number): void {
    const kept = Math.min(this.#decay, step / (step + 9));
    for (const [k, { value }] of this.#parameters.entries()) {
      this.#kernels.lerp(this.weights[k], value, 1 - kept);
    }
  }

  /** Puts the average in place of the weights, and the weights in its own; the next time it undoes that. */
  exchange(): void {
    this.#kernels.finish();
    for (const [k, { value }] of this.#parameters.entries()) {
      const average = this.weights[k];
      const copy = value.data.slice();
      value.data.set(average.data);
      average.data.set(copy);
    }
  }
}
