/**
 * An exponential moving average of the weights over the steps of a training. It averages out the oscillation of the
 * last steps, and often generalises better (B. Polyak and A. Juditsky, "Acceleration of stochastic approximation by
 * averaging", 1992).
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

  /**
   * Updates the average after a step. @param step 0, 1, ...; a smaller decay applies to the first steps, to forget
   * the initial weights
   */
  update(step: number): void {
    const kept = Math.min(this.#decay, step / (step + 9));
    for (const [k, { value }] of this.#parameters.entries()) {
      this.#kernels.lerp(this.weights[k], value, 1 - kept);
    }
  }

  /** Exchanges the weights with their average; a second call undoes this. */
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
