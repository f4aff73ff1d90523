/** A fully connected layer: every output sees every input. */

import type { Kernels } from '../matrix/kernels.ts';
import { DENSE_PANEL, type Matrix, type Panels, SPARSE_PANEL, SparseRows } from '../matrix/matrix.ts';
import type { Random } from '../random.ts';
import type { Input, Layer, Parameter } from './layer.ts';

export class Dense implements Layer {
  readonly kind = 'dense';
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Parameter;
  readonly bias: Parameter;
  readonly #kernels: Kernels;
  // copies of the weights in the layout that products read: as they are, and transposed
  readonly #packed: Panels;
  readonly #packedTransposed: Panels | null;

  /**
   * weights: inputs x outputs; bias: 1 x outputs; all zero until initialised or read.
   * @param propagates false for a first layer: it takes pixels, and nobody asks for the gradient with respect to them
   */
  constructor(kernels: Kernels, inputs: number, outputs: number, propagates = true) {
    this.#kernels = kernels;
    this.inputs = inputs;
    this.outputs = outputs;
    this.weights = {
      name: 'weights',
      value: kernels.matrix(inputs, outputs),
      gradient: kernels.matrix(inputs, outputs),
      decays: true,
    };
    this.bias = {
      name: 'bias',
      value: kernels.matrix(1, outputs),
      gradient: kernels.matrix(1, outputs),
      decays: false,
    };
    this.#packed = kernels.panels(inputs, outputs, propagates ? DENSE_PANEL : SPARSE_PANEL);
    this.#packedTransposed = propagates ? kernels.panels(outputs, inputs) : null;
  }

  get parameters(): readonly Parameter[] {
    return [this.weights, this.bias];
  }

  /** out = x w + b. */
  forward(out: Matrix, x: Input): void {
    if (x instanceof SparseRows) this.#kernels.sparseAffine(out, x, this.#packed, this.bias.value);
    else this.#kernels.affine(out, x, this.#packed, this.bias.value);
  }

  /** dX = dOut w^T. */
  backward(dX: Matrix, dOut: Matrix): void {
    if (this.#packedTransposed === null) throw new TypeError('this dense layer was made not to propagate');
    this.#kernels.matmul(dX, dOut, this.#packedTransposed);
  }

  /** dW = x^T dOut; db = sum of dOut over the batch. */
  parameterGradients(x: Input, dOut: Matrix): void {
    if (x instanceof SparseRows) this.#kernels.sparseWeightGradient(this.weights.gradient, x, dOut);
    else this.#kernels.weightGradient(this.weights.gradient, x, dOut);
    this.#kernels.columnSums(this.bias.gradient, dOut);
  }

  parametersChanged(): void {
    this.#kernels.pack(this.#packed, this.weights.value);
    if (this.#packedTransposed !== null) {
      this.#kernels.packTransposed(this.#packedTransposed, this.weights.value);
    }
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

function heUniform(weights: Matrix, fanIn: number, random: Random): void {
  const limit = Math.fround(Math.sqrt(6 / fanIn));
  for (let k = 0; k < weights.data.length; k++) weights.data[k] = (2 * random.uniform() - 1) * limit;
}
