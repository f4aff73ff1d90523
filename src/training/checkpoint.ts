/**
 * A checkpoint: all that a training run needs to go on as if nothing had happened.
 *
 * Random numbers need no state: every stream is named by the seed, its purpose, and the epoch or batch. So what there
 * is to keep are the weights, what the optimizer remembers, and how far the run has come.
 */

import type { EpochRecord } from '../network/model.ts';
import type { TrainingSettings } from '../settings/training-settings.ts';

/** How far a run has come. */
export interface Position {
  /** The epoch under way, from 1. */
  readonly epoch: number;
  /** Images done in it; of those, the digits, the sum of their losses, and how many were answered right. */
  readonly seen: number;
  readonly count: number;
  readonly loss: number;
  readonly correct: number;
}

/** The model that a run started from instead of random weights. */
export interface Origin {
  /** SHA-256 of its file, in hex. */
  readonly sha256: string;
  /** Epochs that it had been trained for, where this run goes on counting from them; else 0. */
  readonly epochs: number;
}

/** Numbers of a run, by what they are; each list in the order of the net's parameters. */
export interface CheckpointArrays {
  readonly parameters: readonly Float32Array[];
  /** What the optimizer remembers, and the average of the weights if there is one. */
  readonly optimizer: readonly Float32Array[];
  /** The parameters of the best epoch so far; none where no best one is kept. */
  readonly best: readonly Float32Array[];
  /** The parameters at the start of the epoch under way; none where nobody will ask how far they moved. */
  readonly before: readonly Float32Array[];
}

export interface Checkpoint {
  /** Version of `nn` that made it. */
  readonly nn: string;
  /** The training data: its name, and its SHA-256 in hex. */
  readonly data: { readonly name: string; readonly hash: string };
  readonly settings: TrainingSettings;
  readonly origin: Origin | null;
  readonly position: Position;
  /** How long it has trained, in all its sessions. */
  readonly seconds: number;
  readonly history: readonly EpochRecord[];
  /** The best epoch so far, where one is kept. */
  readonly best: { readonly epoch: number; readonly loss: number } | null;
  readonly arrays: CheckpointArrays;
}
