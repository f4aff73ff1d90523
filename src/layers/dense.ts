/** A fully connected layer. */

import type { Kernels } from '../matrix/kernels.ts';
import { DENSE_PANEL, type Matrix, type Panels, SPARSE_PANEL, SparseRows } from '../matrix/matrix.ts';
import type { Random } from '../random.ts';
import { fillUniform, type Initialisation, uniformLimit } from './initialisation.ts';
import type { Input, Layer, Parameter } from './layer.ts';

/** From this many outputs on, a layer whose input is pixels uses wide panels. */
const SPARSE_WIDTH = 64;

/** Whether zeros are to be expected in the operands, so that products skip them. */
export interface Zeros {
  /** A ReLU precedes: a third or more of x. */
  readonly input: boolean;
  /** A ReLU follows: a third or more of dOut. */
  readonly gradient: boolean;
}

const NO_ZEROS: Zeros = { input: false, gradient: false };

export class Dense implements Layer {
  readonly kind = 'dense';
  readonly inputSize: number;
  readonly outputSize: number;
  readonly weights: Parameter & { value: Panels; gradient: Panels };
  readonly bias: Parameter & { value: Matrix; gradient: Matrix };
  readonly #kernels: Kernels;
  readonly #zeros: Zeros;
  readonly #transposed: Panels | null; // for the backward pass
  #sparseInput: SparseRows | null = null;
  #sparseGradient: SparseRows | null = null;

  /**
   * weights: inputs x outputs; bias: 1 x outputs; all zero until initialised or loaded.
   * @param propagates false for a first layer, whose input gradient is not needed
   * @param zeros expected zeros; affects the speed, not the results
   */
  constructor(kernels: Kernels, inputs: number, outputs: number, propagates = true, zeros: Zeros = NO_ZEROS) {
    this.#kernels = kernels;
    this.#zeros = zeros;
    this.inputSize = inputs;
    this.outputSize = outputs;
    const wide = propagates ? zeros.input : outputs >= SPARSE_WIDTH;
    const width = wide ? SPARSE_PANEL : DENSE_PANEL;
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
    const transposedWidth = zeros.gradient ? SPARSE_PANEL : DENSE_PANEL;
    this.#transposed = propagates ? kernels.panels(outputs, inputs, transposedWidth) : null;
  }

  get parameters(): readonly Parameter[] {
    return [this.weights, this.bias];
  }

  /** out = x w + b. */
  forward(out: Matrix, x: Input): void {
    let input = x;
    if (this.#zeros.input && !(x instanceof SparseRows)) {
      this.#sparseInput = this.#withoutZeros(this.#sparseInput, x);
      input = this.#sparseInput;
    }
    if (input instanceof SparseRows)
      this.#kernels.sparseAffine(out, input, this.weights.value, this.bias.value);
    else this.#kernels.affine(out, input, this.weights.value, this.bias.value);
  }

  /** First half of the backward pass: dX = dOut w^T. */
  backward(dX: Matrix, dOut: Matrix): void {
    if (this.#transposed === null) throw new TypeError('this dense layer does not propagate gradients');
    if (this.#zeros.gradient) {
      this.#sparseGradient = this.#withoutZeros(this.#sparseGradient, dOut);
      this.#kernels.sparseMatmul(dX, this.#sparseGradient, this.#transposed);
    } else {
      this.#kernels.matmul(dX, dOut, this.#transposed);
    }
  }

  /** Second half: dW = x^T dOut; db = sum of dOut over the batch. x: the input of `forward`. */
  parameterGradients(x: Input, dOut: Matrix): void {
    const input = this.#sparseInput ?? x;
    if (input instanceof SparseRows) this.#kernels.sparseWeightGradient(this.weights.gradient, input, dOut);
    else this.#kernels.weightGradient(this.weights.gradient, input, dOut);
    this.#kernels.columnSums(this.bias.gradient, dOut);
  }

  #withoutZeros(buffer: SparseRows | null, z: Matrix): SparseRows {
    const x = buffer ?? this.#kernels.sparseActivations(z.capacity, z.cols);
    x.rows = z.rows;
    this.#kernels.compressRows(x, z);
    return x;
  }

  parametersChanged(): void {
    if (this.#transposed !== null) this.#kernels.transpose(this.#transposed, this.weights.value);
  }

  /** Weights as in `initialisation.ts`; biases zero. */
  initialise(random: Random, initialisation: Initialisation = 'he'): void {
    fillUniform(this.weights.value, uniformLimit(initialisation, this.inputSize, this.outputSize), random);
    this.bias.value.data.fill(0);
  }
}
