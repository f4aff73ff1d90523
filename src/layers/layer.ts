/** What every layer is: a forward pass, and a backward pass in two parts, that can be read side by side. */

import type { Matrix, SparseRows, Weights } from '../matrix/matrix.ts';
import type { Random } from '../random.ts';
import type { Initialisation } from './initialisation.ts';

/** What a layer takes: activations, or, for the first layer, images without their zeros. */
export type Input = Matrix | SparseRows;

/** Numbers that training changes, and the gradient of the loss with respect to them. */
export interface Parameter {
  /** The field's short name: `weights` or `bias`. */
  readonly name: string;
  readonly value: Weights;
  readonly gradient: Weights;
  /** Weight decay applies to weights, not to biases. */
  readonly decays: boolean;
}

/** How a pass is made. */
export interface Pass {
  /** In training, dropout drops; in evaluation it does nothing. */
  readonly training: boolean;
  /** Names this step's random numbers; see `streamKey`. */
  readonly key: number;
}

export interface Layer {
  readonly kind: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: readonly Parameter[];
  /** Whether out must be x, and dX be dOut. */
  readonly inPlace?: boolean;

  /** Fresh parameters, for layers that have some. */
  initialise?(random: Random, initialisation: Initialisation): void;
  /** out = layer(x). out: N x outputs; x: N x inputs. */
  forward(out: Matrix, x: Input, pass: Pass): void;
  /** dX = gradient with respect to x. dX: N x inputs; dOut, out: N x outputs. */
  backward(dX: Matrix, dOut: Matrix, out: Matrix, pass: Pass): void;
  /** Fills the gradient of each parameter. x: N x inputs; dOut: N x outputs. */
  parameterGradients(x: Input, dOut: Matrix): void;
  /** Called after `parameterGradients` of all layers, where that left sums over groups of images to add up. */
  sumGradients?(): void;
  /** Called after parameters changed: what is derived from them is made again. */
  parametersChanged(): void;
}
