/** The description of a network as plain data: a list of layers, from which `build.ts` creates them. */

import type { ActivationKind, SlopedKind } from '../layers/activation.ts';
import type { Shape } from '../layers/shape.ts';

export { type ActivationKind, activationKinds } from '../layers/activation.ts';

/** Defined in `losses/`. */
export const lossKinds = ['cross-entropy', 'mse', 'bce'] as const;
export type LossKind = (typeof lossKinds)[number];

export interface DenseSpec {
  readonly kind: 'dense';
  readonly inputs: number;
  readonly outputs: number;
}

export interface Conv2dSpec {
  readonly kind: 'conv2d';
  readonly input: Shape;
  readonly filters: number;
  /** Height and width. */
  readonly kernel: readonly [height: number, width: number];
  readonly stride: number;
  /** Rows and columns of zeros on each side. */
  readonly padding: number;
}

export interface PoolSpec {
  readonly kind: 'maxpool2d' | 'avgpool2d';
  readonly input: Shape;
  /** Side of the square window. */
  readonly size: number;
  readonly stride: number;
}

export type ActivationSpec =
  | { readonly kind: Exclude<ActivationKind, SlopedKind> }
  | { readonly kind: SlopedKind; readonly slope: number };

export interface DropoutSpec {
  readonly kind: 'dropout';
  readonly rate: number;
}

export type LayerSpec = DenseSpec | Conv2dSpec | PoolSpec | ActivationSpec | DropoutSpec;

/** A network with 784 inputs and 10 logits as outputs. */
export type Architecture = readonly LayerSpec[];
