/** Pooling: each window of an image gives one number per channel. Windows that do not fit are dropped. */

import type { Kernels } from '../matrix/kernels.ts';
import type { Matrix } from '../matrix/matrix.ts';
import { type Windows, windowCols, windowRows } from '../matrix/windows.ts';
import { dense } from './activation.ts';
import type { Input, Layer, Parameter } from './layer.ts';
import type { Shape } from './shape.ts';

export interface Pool2dSettings {
  readonly input: Shape;
  /** Height and width of a window. */
  readonly size: number;
  readonly stride: number;
}

abstract class Pool2d implements Layer {
  abstract readonly kind: string;
  readonly inputSize: number;
  readonly outputSize: number;
  /** Shape of the output. */
  readonly shape: Shape;
  readonly settings: Pool2dSettings;
  readonly parameters: readonly Parameter[] = [];
  protected readonly kernels: Kernels;
  protected readonly windows: Windows;

  constructor(kernels: Kernels, settings: Pool2dSettings) {
    const { input, size, stride } = settings;
    this.kernels = kernels;
    this.settings = settings;
    this.windows = { ...input, windowHeight: size, windowWidth: size, stride };
    this.shape = {
      height: windowRows(this.windows),
      width: windowCols(this.windows),
      channels: input.channels,
    };
    this.inputSize = input.height * input.width * input.channels;
    this.outputSize = this.shape.height * this.shape.width * input.channels;
  }

  abstract forward(out: Matrix, x: Input): void;
  abstract backward(dX: Matrix, dOut: Matrix): void;
  parameterGradients(): void {}
  parametersChanged(): void {}
}

/** out = the maximum of each window; the gradient goes to its position, the first one in case of ties. */
export class MaxPool2d extends Pool2d {
  readonly kind = 'maxpool2d';
  readonly #rectifies: boolean;
  #indices: Int32Array | null = null; // position of each maximum

  /** @param rectifies applies the preceding ReLU as well in training; see `Activation` */
  constructor(kernels: Kernels, settings: Pool2dSettings, rectifies = false) {
    super(kernels, settings);
    this.#rectifies = rectifies;
  }

  forward(out: Matrix, x: Input): void {
    this.#indices ??= this.kernels.integers(out.capacity * out.cols);
    this.kernels.maxPool2d(out, this.#indices, dense(x, this.kind), this.windows, this.#rectifies);
  }

  backward(dX: Matrix, dOut: Matrix): void {
    if (this.#indices === null) throw new TypeError('forward comes before backward');
    this.kernels.maxPool2dBackward(dX, dOut, this.#indices, this.windows);
  }
}

/** out = the mean of each window; the gradient is distributed evenly. */
export class AveragePool2d extends Pool2d {
  readonly kind = 'avgpool2d';

  forward(out: Matrix, x: Input): void {
    this.kernels.averagePool2d(out, dense(x, this.kind), this.windows);
  }

  backward(dX: Matrix, dOut: Matrix): void {
    this.kernels.averagePool2dBackward(dX, dOut, this.windows);
  }
}
