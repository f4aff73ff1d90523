/**
 * Adam (D. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015), and AdamW, which decouples weight
 * decay from the gradient: w -= lr decay w, and then Adam's step without it (I. Loshchilov and F. Hutter, "Decoupled
 * weight decay regularization", 2019).
 */

import type { Kernels } from '../matrix/kernels.ts';
import type { Weights } from '../matrix/matrix.ts';
import { type Optimizer, type Trainable, zerosLike } from './optimizer.ts';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

export class Adam implements Optimizer {
  readonly kind: 'adam' | 'adamw';
  readonly state: readonly Weights[];
  readonly #kernels: Kernels;
  readonly #parameters: readonly (Trainable & { firstMoment: Weights; secondMoment: Weights })[];
  readonly #decay: number;
  // beta^t by repeated multiplication: Math.pow may differ between engines in the last bit
  #beta1Power = 1;
  #beta2Power = 1;

  constructor(
    kernels: Kernels,
    parameters: readonly Trainable[],
    decay: number,
    kind: 'adam' | 'adamw' = 'adam',
  ) {
    this.kind = kind;
    this.#kernels = kernels;
    this.#parameters = parameters.map((p) => ({
      ...p,
      firstMoment: zerosLike(kernels, p.value),
      secondMoment: zerosLike(kernels, p.value),
    }));
    this.state = this.#parameters.flatMap(({ firstMoment, secondMoment }) => [firstMoment, secondMoment]);
    this.#decay = decay;
  }

  resume(steps: number): void {
    this.#beta1Power = 1;
    this.#beta2Power = 1;
    for (let step = 0; step < steps; step++) this.#countStep();
  }

  #countStep(): void {
    this.#beta1Power *= BETA1;
    this.#beta2Power *= BETA2;
  }

  step(lr: number): void {
    this.#countStep();
    const stepSize = lr / (1 - this.#beta1Power);
    const rootScale = 1 / Math.sqrt(1 - this.#beta2Power);
    const apart = this.kind === 'adamw';
    for (const { value, firstMoment, secondMoment, gradient, decays } of this.#parameters) {
      const decay = decays ? this.#decay : 0;
      if (apart && decay > 0) this.#kernels.scale(value, 1 - lr * decay);
      this.#kernels.update('adam', [value, firstMoment, secondMoment, gradient], {
        stepSize,
        rootScale,
        beta1: BETA1,
        beta2: BETA2,
        epsilon: EPSILON,
        decay: apart ? 0 : decay,
      });
    }
  }
}
