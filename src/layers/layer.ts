/** The interface of layers: a forward pass, and a backward pass in two parts. */

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
  readonly key: number;
}

export interface Layer {
  readonly kind: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: readonly Parameter[];
  /** Whether out must be x, and dX must be dOut. */
  readonly inPlace?: boolean;

  /** Initialises the parameters, if there are any. */
  initialise?(random: Random, initialisation: Initialisation): void;
  /** out = layer(x). out: N x outputs; x: N x inputs. */
  forward(out: Matrix, x: Input, pass: Pass): void;
  /** dX = gradient with respect to x. dX: N x inputs; dOut, out: N x outputs. */
  backward(dX: Matrix, dOut: Matrix, out: Matrix, pass: Pass): void;
  /** Fills the gradient of each parameter. x: N x inputs; dOut: N x outputs. */
  parameterGradients(x: Input, dOut: Matrix): void;
  /** Called after `parameterGradients` of all layers, to add up sums over groups of images. */
  sumGradients?(): void;
  /** Called after parameters have changed, to update what is derived from them. */
  parametersChanged(): void;
}
