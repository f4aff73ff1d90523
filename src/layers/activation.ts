/** Layers that apply one function to each element. */

import type { Kernels } from '../matrix/kernels.ts';
import { type Matrix, SparseRows } from '../matrix/matrix.ts';
import type { Input, Layer, Parameter } from './layer.ts';

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

  abstract forward(out: Matrix, x: Input): void;
  abstract backward(dX: Matrix, dOut: Matrix, out: Matrix): void;
  parameterGradients(): void {}
  parametersChanged(): void {}
}

/** out = max(x, 0); the gradient passes where out > 0. */
export class Relu extends Activation {
  readonly kind = 'relu';

  forward(out: Matrix, x: Input): void {
    this.kernels.relu(out, dense(x, this.kind));
  }

  backward(dX: Matrix, dOut: Matrix, out: Matrix): void {
    this.kernels.reluBackward(dX, dOut, out);
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
