/**
 * Checkpoints: everything needed to resume a training run with identical results.
 *
 * Random number generators have no state: every stream is identified by the seed, its purpose, and the epoch or
 * batch. A checkpoint therefore consists of the weights, the optimizer state and the position.
 */

import type { Ancestor, EpochRecord, Origin } from '../network/model.ts';
import type { TrainingSettings } from '../settings/training-settings.ts';

/** The field `format` at the start of the file. */
export const CHECKPOINT_FORMAT = 'nn-checkpoint';

/** The position of a run. */
export interface Position {
  /** The current epoch, from 1. */
  readonly epoch: number;
  /** Images processed in it; of those, the digits, the sum of their losses, and the number of correct answers. */
  readonly seen: number;
  readonly count: number;
  readonly loss: number;
  readonly correct: number;
}

/** Arrays of a run by kind, each in the order of the network's parameters. */
export interface CheckpointArrays {
  readonly parameters: readonly Float32Array[];
  /** The state of the optimizer, and the average of the weights if there is one. */
  readonly optimizer: readonly Float32Array[];
  /** The parameters of the best epoch so far; empty if none is kept. */
  readonly best: readonly Float32Array[];
  /** The parameters at the start of the current epoch; empty if `tolerance` is not used. */
  readonly before: readonly Float32Array[];
}

export interface Checkpoint {
  /** Version of `nn` that wrote it. */
  readonly nn: string;
  /** The training data: its name, and its SHA-256 in hex. */
  readonly data: { readonly name: string; readonly hash: string };
  readonly settings: TrainingSettings;
  readonly origin: Origin | null;
  /** If it learns from other models, which resuming needs again. */
  readonly teachers?: readonly Ancestor[];
  readonly position: Position;
  /** Training time of all sessions. */
  readonly seconds: number;
  readonly history: readonly EpochRecord[];
  /** The best epoch so far, if one is kept. */
  readonly best: { readonly epoch: number; readonly loss: number } | null;
  readonly arrays: CheckpointArrays;
}
