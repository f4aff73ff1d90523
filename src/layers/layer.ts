/**
 * The interface of layers: a forward pass, and a backward pass in two halves. The first, `backward`, propagates the
 * gradient from layer to layer; the second, `parameterGradients` and `sumGradients`, computes that of the weights.
 */

import type { Matrix, SparseRows, Weights } from '../matrix/matrix.ts';
import type { Random } from '../random.ts';
import type { Initialisation } from './initialisation.ts';

/** The input of a layer: activations, or, for the first layer, images as sparse rows. */
export type Input = Matrix | SparseRows;

/** Trainable values and the gradient of the loss with respect to them. */
export interface Parameter {
  /** The name of the field: `weights` or `bias`. */
  readonly name: string;
  readonly value: Weights;
  readonly gradient: Weights;
  /** Weight decay applies to weights, not to biases. */
  readonly decays: boolean;
}

/** The mode of a pass. */
export interface Pass {
  /** In training, dropout is active; in evaluation it is the identity. */
  readonly training: boolean;
  /** The key of this step's random streams; see `streamKey`. */
  readonly randomKey: number;
}

export interface Layer {
  readonly kind: string;
  /** Number of inputs of an image. */
  readonly inputSize: number;
  /** Number of outputs of an image. */
  readonly outputSize: number;
  readonly parameters: readonly Parameter[];
  /** Whether out must be x, and dX must be dOut. */
  readonly inPlace?: boolean;

  /** Initialises the parameters, if there are any. */
  initialise?(random: Random, initialisation: Initialisation): void;
  /** out = layer(x). out: N x outputSize; x: N x inputSize. */
  forward(out: Matrix, x: Input, pass: Pass): void;
  /**
   * The first half of the backward pass: dX = gradient with respect to x, from the last layer to the first. dX: N x
   * inputSize; dOut, out: N x outputSize.
   */
  backward(dX: Matrix, dOut: Matrix, out: Matrix, pass: Pass): void;
  /**
   * The second half of the backward pass: fills the gradient of each parameter, in any order of the layers. x: N x
   * inputSize; dOut: N x outputSize.
   */
  parameterGradients(x: Input, dOut: Matrix): void;
  /**
   * The end of the second half, after `parameterGradients` of all layers: adds up sums over groups of images, for layers
   * that compute those first.
   */
  sumGradients?(): void;
  /** Called after parameters have changed, to update what is derived from them. */
  parametersChanged(): void;
}
