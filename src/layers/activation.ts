/** Layers that apply one function to each element. */

import type { Kernels } from '../matrix/kernels.ts';
import { type Matrix, SparseRows } from '../matrix/matrix.ts';
import type { Input, Layer, Parameter, Pass } from './layer.ts';

/** Activations take what another layer gave: pixels go through a layer with weights first. */
export function dense(x: Input, kind: string): Matrix {
  if (x instanceof SparseRows) throw new TypeError(`a ${kind} layer cannot come first`);
  return x;
}

abstract class Activation implements Layer {
  abstract readonly kind: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: readonly Parameter[] = [];
  protected readonly kernels: Kernels;

  constructor(kernels: Kernels, width: number) {
    this.kernels = kernels;
    this.inputs = width;
    this.outputs = width;
  }

  abstract forward(out: Matrix, x: Input, pass: Pass): void;
  abstract backward(dX: Matrix, dOut: Matrix, out: Matrix): void;
  parameterGradients(): void {}
  parametersChanged(): void {}
}

/** out = max(x, 0); the gradient passes where out > 0. */
export class Relu extends Activation {
  readonly kind = 'relu';
  readonly inPlace: boolean;

  /**
   * @param inPlace a convolution comes before and max pooling behind, which in training does what this layer would: its
   * four times larger matrices need then not be read and written again, forward and backward
   */
  constructor(kernels: Kernels, width: number, inPlace = false) {
    super(kernels, width);
    this.inPlace = inPlace;
  }

  forward(out: Matrix, x: Input, pass: Pass): void {
    if (this.inPlace && pass.training) return;
    this.kernels.relu(out, dense(x, this.kind));
  }

  backward(dX: Matrix, dOut: Matrix, out: Matrix): void {
    if (!this.inPlace) this.kernels.reluBackward(dX, dOut, out);
  }
}

/** out = 1 / (1 + e^-x); its derivative is out (1 - out). */
export class Sigmoid extends Activation {
  readonly kind = 'sigmoid';

  forward(out: Matrix, x: Input): void {
    this.kernels.sigmoid(out, dense(x, this.kind));
  }

  backward(dX: Matrix, dOut: Matrix, out: Matrix): void {
    this.kernels.sigmoidBackward(dX, dOut, out);
  }
}

/** out = tanh x; its derivative is 1 - out^2. */
export class Tanh extends Activation {
  readonly kind = 'tanh';

  forward(out: Matrix, x: Input): void {
    this.kernels.tanh(out, dense(x, this.kind));
  }

  backward(dX: Matrix, dOut: Matrix, out: Matrix): void {
    this.kernels.tanhBackward(dX, dOut, out);
  }
}

/**
 * out = x where x > 0, else slope x; its derivative is 1 or the slope, as the sign of out says.
 *
 * A. Maas, A. Hannun and A. Ng, "Rectifier nonlinearities improve neural network acoustic models" (2013).
 */
export class LeakyRelu extends Activation {
  readonly kind = 'leaky-relu';
  readonly slope: number;

  /** @param slope above 0 */
  constructor(kernels: Kernels, width: number, slope: number) {
    super(kernels, width);
    this.slope = slope;
  }

  forward(out: Matrix, x: Input): void {
    this.kernels.leakyRelu(out, dense(x, this.kind), this.slope);
  }

  backward(dX: Matrix, dOut: Matrix, out: Matrix): void {
    this.kernels.leakyReluBackward(dX, dOut, out, this.slope);
  }
}

/**
 * out = x (1 + tanh u) / 2 with u = sqrt(2/pi) (x + 0.044715 x^3), which is near x times the probability that a normally
 * distributed number is below x; its derivative is (1 + tanh u) / 2 + x (1 - tanh^2 u) u' / 2.
 *
 * D. Hendrycks and K. Gimpel, "Gaussian error linear units" (2016), with their tanh approximation.
 */
export class Gelu extends Activation {
  readonly kind = 'gelu';
  #x: Matrix | null = null; // two inputs may give the same output, so that the derivative needs the input

  forward(out: Matrix, x: Input): void {
    this.#x = dense(x, this.kind);
    this.kernels.gelu(out, this.#x);
  }

  backward(dX: Matrix, dOut: Matrix): void {
    if (this.#x === null) throw new TypeError('a gelu layer goes forward before it goes backward');
    this.kernels.geluBackward(dX, dOut, this.#x);
  }
}
