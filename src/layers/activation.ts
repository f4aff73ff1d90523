/** Layers that apply a function elementwise. */

import type { ActivationKernel } from '../matrix/activations.ts';
import { activationKernels } from '../matrix/activations.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { type Matrix, SparseRows } from '../matrix/matrix.ts';
import type { Initialisation } from './initialisation.ts';
import type { Input, Layer, Parameter, Pass } from './layer.ts';

interface ActivationFunction {
  readonly kernel: ActivationKernel;
  /** Initialisation of the weights before it. */
  readonly initialisation: Initialisation;
  /** Its value at 0: a neuron counts as active if its output is above this. */
  readonly atZero: number;
  /** The default of its parameter, if it has one. */
  readonly slope?: number;
}

/**
 * By their names in `--network` and in model files. To add one, add a row; parsing, formatting, model files,
 * initialisation, settings and the page are derived from it. Its formula is in `matrix/activations.ts`.
 */
const activations = {
  relu: { kernel: 'relu', initialisation: 'he', atZero: 0 },
  /** A. Maas, A. Hannun and A. Ng, "Rectifier nonlinearities improve neural network acoustic models" (2013). */
  'leaky-relu': { kernel: 'leakyRelu', initialisation: 'he', atZero: 0, slope: 0.01 },
  /** D. Hendrycks and K. Gimpel, "Gaussian error linear units" (2016), with their tanh approximation. */
  gelu: { kernel: 'gelu', initialisation: 'he', atZero: 0 },
  sigmoid: { kernel: 'sigmoid', initialisation: 'glorot', atZero: 0.5 },
  tanh: { kernel: 'tanh', initialisation: 'glorot', atZero: 0 },
} as const;

export type ActivationKind = keyof typeof activations;
/** Activations with a slope. */
export type SlopedKind = {
  [K in ActivationKind]: (typeof activations)[K] extends { readonly slope: number } ? K : never;
}[ActivationKind];
export const activationKinds: readonly ActivationKind[] = Object.keys(activations) as ActivationKind[];

/** The row of a kind, with or without a slope. */
export function activationOf(kind: ActivationKind): ActivationFunction {
  return activations[kind];
}

/** Layers without weights cannot be first: the pixels must go to a layer with weights. */
export function dense(x: Input, kind: string): Matrix {
  if (x instanceof SparseRows) throw new TypeError(`a ${kind} layer cannot come first`);
  return x;
}

export class Activation implements Layer {
  readonly kind: ActivationKind;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly parameters: readonly Parameter[] = [];
  readonly slope: number;
  readonly inPlace: boolean;
  readonly #kernels: Kernels;
  readonly #kernel: ActivationKernel;
  readonly #savesInput: boolean;
  #x: Matrix | null = null;

  /**
   * @param slope of leaky ReLU, above 0
   * @param inPlace for a ReLU between a convolution and max pooling: in training the pooling applies it, so that its
   *   matrices, four times as large, need not be read and written again, forward and backward
   */
  constructor(kernels: Kernels, kind: ActivationKind, width: number, slope = 0, inPlace = false) {
    const { kernel } = activationOf(kind);
    this.kind = kind;
    this.inputSize = width;
    this.outputSize = width;
    this.slope = slope;
    this.inPlace = inPlace;
    this.#kernels = kernels;
    this.#kernel = kernel;
    this.#savesInput = activationKernels[kernel].saved === 'z';
  }

  /** out = f(x). */
  forward(out: Matrix, x: Input, pass: Pass): void {
    if (this.inPlace && pass.training) return;
    const z = dense(x, this.kind);
    if (this.#savesInput) this.#x = z;
    this.#kernels.activate(this.#kernel, out, z, this.slope);
  }

  /** dX = dOut f'(x). */
  backward(dX: Matrix, dOut: Matrix, out: Matrix): void {
    if (this.inPlace) return;
    const saved = this.#savesInput ? this.#x : out;
    if (saved === null) throw new TypeError(`a ${this.kind} layer needs forward before backward`);
    this.#kernels.activateBackward(this.#kernel, dX, dOut, saved, this.slope);
  }

  parameterGradients(): void {}
  parametersChanged(): void {}
}
