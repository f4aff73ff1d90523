/**
 * Convolution (LeCun et al., "Gradient-based learning applied to document recognition", 1998): the same small filters
 * are applied at every position of an image.
 *
 * It is computed as an implicit im2col: a product of the matrix of all windows and the matrix of all filters, of which
 * the first is never built, because the kernels read each window in place. Only sparse and padded images are copied.
 */

import type { Kernels } from '../matrix/kernels.ts';
import { DENSE_PANEL, type Matrix, type Panels, SPARSE_PANEL, SparseRows } from '../matrix/matrix.ts';
import { groupsOf, type Windows, windowCols, windowRows, windowSize } from '../matrix/windows.ts';
import type { Random } from '../random.ts';
import { fillUniform, type Initialisation, uniformLimit } from './initialisation.ts';
import type { Input, Layer, Parameter } from './layer.ts';
import type { Shape } from './shape.ts';

export interface Conv2dSettings {
  readonly input: Shape;
  readonly filters: number;
  /** Height, then width. */
  readonly kernel: readonly [number, number];
  readonly stride: number;
  /** Rows and columns of zeros on each side of the image. */
  readonly padding: number;
}

export class Conv2d implements Layer {
  readonly kind = 'conv2d';
  readonly inputSize: number;
  readonly outputSize: number;
  /** Shape of the output: one channel per filter. */
  readonly shape: Shape;
  readonly settings: Conv2dSettings;
  /** One row per filter: kernel height x kernel width x channels. */
  readonly weights: Parameter & { value: Panels; gradient: Panels };
  readonly bias: Parameter & { value: Matrix; gradient: Matrix };
  readonly #kernels: Kernels;
  readonly #propagates: boolean;
  readonly #windows: Windows; // of the padded images
  readonly #transposed: Panels; // the transposed weights, for the forward pass
  #expanded: Matrix | null = null;
  #padded: Matrix | null = null;
  #paddedGradient: Matrix | null = null;
  #partial: Matrix | null = null;

  /**
   * Weights and biases are zero until initialised or loaded.
   * @param propagates false for a first layer, whose input gradient is not needed
   */
  constructor(kernels: Kernels, settings: Conv2dSettings, propagates = true) {
    const { input, filters, kernel, stride, padding } = settings;
    this.#kernels = kernels;
    this.#propagates = propagates;
    this.settings = settings;
    this.#windows = {
      height: input.height + 2 * padding,
      width: input.width + 2 * padding,
      channels: input.channels,
      windowHeight: kernel[0],
      windowWidth: kernel[1],
      stride,
    };
    this.shape = {
      height: windowRows(this.#windows),
      width: windowCols(this.#windows),
      channels: filters,
    };
    this.inputSize = input.height * input.width * input.channels;
    this.outputSize = this.shape.height * this.shape.width * filters;
    const K = windowSize(this.#windows);
    this.weights = {
      name: 'weights',
      value: kernels.panels(filters, K, K),
      gradient: kernels.panels(filters, K, K),
      decays: true,
    };
    this.bias = {
      name: 'bias',
      value: kernels.matrix(1, filters),
      gradient: kernels.matrix(1, filters),
      decays: false,
    };
    this.#transposed = kernels.panels(K, filters, panelWidth(settings));
  }

  get parameters(): readonly Parameter[] {
    return [this.weights, this.bias];
  }

  /** out[n][y][x][f] = b[f] + window (y, x) of x[n] times filter f. */
  forward(out: Matrix, x: Input): void {
    this.#kernels.conv2d(out, this.#seen(x), this.#transposed, this.bias.value, this.#windows);
  }

  /**
   * First half of the backward pass: dX = each dOut times its filter, added at the position of its window, without the
   * padding.
   */
  backward(dX: Matrix, dOut: Matrix): void {
    if (!this.#propagates) throw new TypeError('this convolution does not propagate gradients');
    const { padding } = this.settings;
    const { value } = this.weights;
    if (padding === 0) {
      this.#kernels.conv2dInputGradient(dX, dOut, value, this.#windows);
      return;
    }
    this.#paddedGradient = this.#buffer(this.#paddedGradient, dX, this.#paddedSize);
    this.#kernels.conv2dInputGradient(this.#paddedGradient, dOut, value, this.#windows);
    this.#kernels.crop(dX, this.#paddedGradient, this.#images, padding);
  }

  /** Second half: sums over groups of images; `sumGradients` adds the groups. x: the input of `forward`. */
  parameterGradients(x: Input, dOut: Matrix): void {
    const seen = this.#padded ?? this.#expanded ?? x;
    if (seen instanceof SparseRows) throw new TypeError('forward comes before the gradients of parameters');
    const { rows, cols } = this.weights.value;
    this.#partial ??= this.#kernels.matrix(groupsOf(dOut.capacity), rows * (cols + 1));
    this.#partial.rows = groupsOf(dOut.rows);
    this.#kernels.conv2dPartialGradients(this.#partial, seen, dOut, this.#windows);
  }

  /** End of the second half: dW and db = the sums of their groups. */
  sumGradients(): void {
    if (this.#partial === null) throw new TypeError('parameterGradients comes before the sums');
    this.#kernels.conv2dGradients(this.weights.gradient, this.bias.gradient, this.#partial);
  }

  parametersChanged(): void {
    this.#kernels.transpose(this.#transposed, this.weights.value);
  }

  /** The fan-in is the size of a window; the fan-out is the number of kernel positions times filters. */
  initialise(random: Random, initialisation: Initialisation = 'he'): void {
    const { filters, kernel } = this.settings;
    const limit = uniformLimit(initialisation, this.weights.value.cols, filters * kernel[0] * kernel[1]);
    fillUniform(this.weights.value, limit, random);
    this.bias.value.data.fill(0);
  }

  /** x as a dense matrix, with padding. */
  #seen(x: Input): Matrix {
    let images = x;
    if (images instanceof SparseRows) {
      this.#expanded = this.#buffer(this.#expanded, images, this.inputSize);
      this.#kernels.expand(this.#expanded, images);
      images = this.#expanded;
    }
    const { padding } = this.settings;
    if (padding === 0) return images;
    this.#padded = this.#buffer(this.#padded, images, this.#paddedSize);
    this.#kernels.pad(this.#padded, images, this.#images, padding);
    return this.#padded;
  }

  #buffer(buffer: Matrix | null, like: Matrix | SparseRows, cols: number): Matrix {
    const matrix = buffer ?? this.#kernels.matrix(like.capacity, cols);
    matrix.rows = like.rows;
    return matrix;
  }

  /** The geometry without padding: `pad` and `crop` use only the sizes of the images. */
  get #images(): Windows {
    return { ...this.#windows, ...this.settings.input };
  }

  get #paddedSize(): number {
    const { height, width, channels } = this.#windows;
    return height * width * channels;
  }
}

/**
 * Wide panels allow the forward pass to skip zeros of activations. Pixels are processed by a different method with
 * narrow panels; and with few filters, wide panels would be mostly empty.
 */
function panelWidth({ input, filters, stride }: Conv2dSettings): number {
  const pixels = input.channels === 1 && stride === 1;
  return pixels || filters <= DENSE_PANEL ? DENSE_PANEL : SPARSE_PANEL;
}
