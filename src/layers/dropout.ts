/** Dropout (Srivastava et al., 2014): in training, each activation is zeroed with probability `rate`. */

import type { Kernels } from '../matrix/kernels.ts';
import type { Matrix } from '../matrix/matrix.ts';
import { mix32 } from '../random.ts';
import { dense } from './activation.ts';
import type { Input, Layer, Parameter, Pass } from './layer.ts';

export class Dropout implements Layer {
  readonly kind = 'dropout';
  readonly inputSize: number;
  readonly outputSize: number;
  readonly parameters: readonly Parameter[] = [];
  readonly rate: number;
  readonly #kernels: Kernels;
  readonly #index: number;

  /** @param index of the layer in its network, so that each layer has its own random stream */
  constructor(kernels: Kernels, width: number, rate: number, index: number) {
    this.#kernels = kernels;
    this.inputSize = width;
    this.outputSize = width;
    this.rate = rate;
    this.#index = index;
  }

  /** Kept activations are scaled by 1 / (1 - rate) (inverted dropout), so that evaluation needs no scaling. */
  forward(out: Matrix, x: Input, pass: Pass): void {
    this.#drop(out, dense(x, this.kind), pass);
  }

  /** Drops the same elements from the gradient. */
  backward(dX: Matrix, dOut: Matrix, _out: Matrix, pass: Pass): void {
    this.#drop(dX, dOut, pass);
  }

  #drop(out: Matrix, x: Matrix, pass: Pass): void {
    this.#kernels.dropout(out, x, mix32(pass.randomKey + this.#index), pass.training ? this.rate : 0);
  }

  parameterGradients(): void {}
  parametersChanged(): void {}
}
