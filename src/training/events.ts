/** The events of a training run. `nn train --json` prints them; their keys are a contract. */

/** A signal to stop: an `AbortSignal`, or anything with the same properties. */
export interface AbortSignalLike {
  readonly aborted: boolean;
}

export interface StartEvent {
  readonly event: 'start';
  readonly data: string;
  /** Number of training and validation images. */
  readonly train: number;
  readonly validation: number;
  /** Number of additional training images drawn in the writing styles of the world. */
  readonly styles: number;
  /** Number of additional out-of-distribution images. */
  readonly outliers: number;
  /** Number of models that it learns from besides the labels. */
  readonly teachers: number;
  /** Such as `784-128-10`. */
  readonly network: string;
  readonly parameters: number;
  readonly seed: number;
  readonly threads: number;
  readonly backend: 'reference' | 'simd';
}

/** Emitted several times a second within an epoch; never printed as JSON. */
export interface ProgressEvent {
  readonly event: 'progress';
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Images processed in this epoch, including out-of-distribution images. */
  readonly done: number;
  readonly total: number;
  /** Mean loss over this epoch so far. */
  readonly loss: number;
  readonly samplesPerSecond: number;
}

export interface EpochEvent {
  readonly event: 'epoch';
  readonly epoch: number;
  /** Mean loss of the digits, without out-of-distribution images. */
  readonly loss: number;
  readonly accuracy: number;
  /** Null if no validation images were held out. */
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
  /** Duration of the training pass alone: shuffling, augmentation, all updates. */
  readonly seconds: number;
  readonly samplesPerSecond: number;
}

export type TrainingEvent = StartEvent | ProgressEvent | EpochEvent;
