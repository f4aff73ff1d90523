/** A fully connected layer: every output sees every input. */

import type { Kernels } from '../matrix/kernels.ts';
import { DENSE_PANEL, type Matrix, type Panels, SPARSE_PANEL, SparseRows } from '../matrix/matrix.ts';
import type { Random } from '../random.ts';
import type { Input, Layer, Parameter } from './layer.ts';

/** From this many outputs on, a layer that takes pixels has wide panels. */
const SPARSE_WIDTH = 64;

export class Dense implements Layer {
  readonly kind = 'dense';
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Parameter & { value: Panels; gradient: Panels };
  readonly bias: Parameter & { value: Matrix; gradient: Matrix };
  readonly #kernels: Kernels;
  readonly #transposed: Panels | null; // kept for the backward pass

  /**
   * weights: inputs x outputs; bias: 1 x outputs; all zero until initialised or read.
   * @param propagates false for a first layer: it takes pixels, and nobody asks for the gradient with respect to them
   */
  constructor(kernels: Kernels, inputs: number, outputs: number, propagates = true) {
    this.#kernels = kernels;
    this.inputs = inputs;
    this.outputs = outputs;
    const width = propagates || outputs < SPARSE_WIDTH ? DENSE_PANEL : SPARSE_PANEL;
    this.weights = {
      name: 'weights',
      value: kernels.panels(inputs, outputs, width),
      gradient: kernels.panels(inputs, outputs, width),
      decays: true,
    };
    this.bias = {
      name: 'bias',
      value: kernels.matrix(1, outputs),
      gradient: kernels.matrix(1, outputs),
      decays: false,
    };
    this.#transposed = propagates ? kernels.panels(outputs, inputs) : null;
  }

  get parameters(): readonly Parameter[] {
    return [this.weights, this.bias];
  }

  /** out = x w + b. */
  forward(out: Matrix, x: Input): void {
    if (x instanceof SparseRows) this.#kernels.sparseAffine(out, x, this.weights.value, this.bias.value);
    else this.#kernels.affine(out, x, this.weights.value, this.bias.value);
  }

  /** dX = dOut w^T. */
  backward(dX: Matrix, dOut: Matrix): void {
    if (this.#transposed === null) throw new TypeError('this dense layer was made not to propagate');
    this.#kernels.matmul(dX, dOut, this.#transposed);
  }

  /** dW = x^T dOut; db = sum of dOut over the batch. */
  parameterGradients(x: Input, dOut: Matrix): void {
    if (x instanceof SparseRows) this.#kernels.sparseWeightGradient(this.weights.gradient, x, dOut);
    else this.#kernels.weightGradient(this.weights.gradient, x, dOut);
    this.#kernels.columnSums(this.bias.gradient, dOut);
  }

  parametersChanged(): void {
    if (this.#transposed !== null) this.#kernels.transpose(this.#transposed, this.weights.value);
  }

  /**
   * Weights uniform in [-a, a] with a = sqrt(6 / inputs), which keeps the variance of activations through ReLU
   * (He et al., "Delving deep into rectifiers", 2015); biases zero.
   */
  initialise(random: Random): void {
    heUniform(this.weights.value, this.inputs, random);
    this.bias.value.data.fill(0);
  }
}

function heUniform(weights: Panels, fanIn: number, random: Random): void {
  const limit = Math.fround(Math.sqrt(6 / fanIn));
  for (let r = 0; r < weights.rows; r++) {
    for (let c = 0; c < weights.cols; c++) {
      weights.data[weights.place(r, c)] = (2 * random.uniform() - 1) * limit;
    }
  }
}
