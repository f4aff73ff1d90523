/** A trained net as plain data: what a model file holds. */

import type { Floats } from '../matrix/matrix.ts';
import type { Architecture, LossKind } from './architecture.ts';
import type { Network } from './network.ts';

/** One epoch of the training history. Times are left out: they differ from run to run, and a model must not. */
export interface EpochRecord {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
}

/** Where a model came from: enough to train it again. */
export interface Provenance {
  /** Version of `nn` that trained it. */
  readonly nn: string;
  readonly data: {
    readonly name: string;
    /** SHA-256 of the images and labels trained and validated on, in hex. */
    readonly hash: string;
    readonly train: number;
    readonly validation: number;
  };
  readonly options: Readonly<Record<string, string | number | boolean | readonly number[]>>;
  /** Where it did not start from random weights: SHA-256 of the model file that it did, and the epochs counted from that. */
  readonly origin?: { readonly sha256: string; readonly epochs: number };
  readonly history: readonly EpochRecord[];
  /** The epoch whose weights these are. */
  readonly epoch: number;
  /** True where the run was stopped before its end. */
  readonly interrupted: boolean;
}

export interface Model {
  readonly architecture: Architecture;
  /** What it was trained with. */
  readonly loss: LossKind;
  /** Whether each pixel is made 0 or 1 before it enters the net; see `binarize.ts`. */
  readonly binarize: boolean;
  /** One array for each parameter of each layer, in order: weights (inputs x outputs, row-major), bias, ... */
  readonly parameters: readonly Float32Array[];
  /**
   * What logits are divided by before softmax makes probabilities of them, so that of the answers given with 80% about
   * 80% are right; 1 where it was not fitted.
   */
  readonly temperature: number;
  /** What the answers 0 to 9 stand for, where they are not the digits themselves. */
  readonly classNames?: readonly string[];
  /** Absent where nobody knows: weights that another program trained. */
  readonly training?: Provenance;
}

/** A net that was trained here. */
export interface TrainedModel extends Model {
  readonly training: Provenance;
}

/** Copies the net's parameters out. */
export function copyParameters(network: Network): Float32Array[] {
  network.finish();
  return network.parameters.map((parameter) => Float32Array.from(parameter.value.copyOut()));
}

/**
 * Puts parameters into a net of the same architecture.
 * @throws RangeError where their number or lengths differ
 */
export function loadParameters(network: Network, parameters: readonly Floats[]): void {
  if (parameters.length !== network.parameters.length) {
    throw new RangeError(`the net has ${network.parameters.length} parameters, got ${parameters.length}`);
  }
  network.finish();
  for (const [k, { value }] of network.parameters.entries()) value.copyIn(parameters[k]);
  network.parametersChanged();
}
