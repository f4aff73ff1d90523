/** A trained network as plain data: the contents of a model file. */

import { checkArgument } from '../errors.ts';
import type { Floats } from '../matrix/matrix.ts';
import type { Architecture, LossKind } from './architecture.ts';
import type { Network } from './network.ts';

/**
 * One epoch of the training history. Times are omitted: they differ between runs, while models must be reproducible.
 */
export interface EpochRecord {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
}

/** A model that influenced a training. */
export interface Ancestor {
  /** SHA-256 of its file, in hex. */
  readonly sha256: string;
  /**
   * The data that it and the models before it were trained on, without the data of this training; absent if there are
   * none, or none are known. Its file may be gone when somebody asks whether test images are new to the model.
   */
  readonly data?: readonly { readonly name: string; readonly hash: string }[];
}

/** The model that a training started from instead of random weights. */
export interface Origin extends Ancestor {
  /** Epochs of that model, if this training continues to count from them; else 0. */
  readonly epochs: number;
}

/** The models that influenced a training: none if it started from random weights and had no teachers. */
export function ancestorsOf({
  origin,
  teachers = [],
}: Pick<Provenance, 'origin' | 'teachers'>): readonly Ancestor[] {
  return origin === undefined ? teachers : [origin, ...teachers];
}

/** The origin of a model: everything needed to reproduce its training. */
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
  /** If it did not start from random weights. */
  readonly origin?: Origin;
  /** If its targets included the outputs of other models; see `losses/distillation.ts`. */
  readonly teachers?: readonly Ancestor[];
  readonly history: readonly EpochRecord[];
  /** The epoch of these weights. */
  readonly epoch: number;
  /** True if the run was stopped early by the user. */
  readonly interrupted: boolean;
}

export interface Model {
  readonly architecture: Architecture;
  /** The loss function of the training. */
  readonly loss: LossKind;
  /** Whether each pixel is set to 0 or 1 before it enters the network; see `binarize.ts`. */
  readonly binarize: boolean;
  /** One array per parameter of each layer, in order: weights (inputs x outputs, row-major), bias, ... */
  readonly parameters: readonly Float32Array[];
  /**
   * The divisor of the logits before the softmax, fitted so that about 80% of the answers given with 80% confidence
   * are right; 1 if it was not fitted.
   */
  readonly temperature: number;
  /** The names of the classes 0 to 9, if they are not digits. */
  readonly classNames?: readonly string[];
  /** Absent if unknown, for weights that another program trained. */
  readonly training?: Provenance;
}

/** A model trained by this library. */
export interface TrainedModel extends Model {
  readonly training: Provenance;
}

/**
 * Refuses what is no model at the doors of the library.
 *
 * @param name names it in messages
 * @throws UsageError
 */
export function checkModel(model: Model, name = 'model'): void {
  const isValid = Array.isArray(model?.architecture) && Array.isArray(model.parameters);
  checkArgument(isValid, name, 'what `await loadShippedModel()` or `await readModel(path)` returns', model);
}

/** Copies the parameters of a network. */
export function copyParameters(network: Network): Float32Array[] {
  network.finish();
  return network.parameters.map((parameter) => Float32Array.from(parameter.value.copyOut()));
}

/**
 * Copies parameters into a network of the same architecture.
 * @throws RangeError if their number or lengths differ
 */
export function loadParameters(network: Network, parameters: readonly Floats[]): void {
  if (parameters.length !== network.parameters.length) {
    throw new RangeError(`the net has ${network.parameters.length} parameters, got ${parameters.length}`);
  }
  network.finish();
  for (const [k, { value }] of network.parameters.entries()) value.copyIn(parameters[k]);
  network.parametersChanged();
}
