/** What a training run reports as it goes. The command line's `--json` prints these; its keys are a contract. */

/** Says whether to stop: an `AbortSignal`, or anything like one. */
export interface AbortSignalLike {
  readonly aborted: boolean;
}

export interface StartEvent {
  readonly event: 'start';
  readonly data: string;
  /** Images to train on, and to validate with. */
  readonly train: number;
  readonly validation: number;
  /** Drawings in the writing styles of the world that it is trained on in addition. */
  readonly styles: number;
  /** Pictures of no digit to learn to be unsure of. */
  readonly outliers: number;
  /** Such as `784-128-10`. */
  readonly network: string;
  readonly parameters: number;
  readonly seed: number;
  readonly threads: number;
  readonly backend: 'reference' | 'simd';
}

/** Within an epoch, a few times a second; never printed as JSON. */
export interface ProgressEvent {
  readonly event: 'progress';
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Images done in this epoch, pictures of no digit too. */
  readonly done: number;
  readonly total: number;
  /** Mean loss over this epoch so far. */
  readonly loss: number;
  readonly samplesPerSecond: number;
}

export interface EpochEvent {
  readonly event: 'epoch';
  readonly epoch: number;
  /** Of the digits, without the pictures of none. */
  readonly loss: number;
  readonly accuracy: number;
  /** Null where no validation part was split off. */
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
  /** The training pass alone: shuffling, augmenting, all updates. */
  readonly seconds: number;
  readonly samplesPerSecond: number;
}

export type TrainingEvent = StartEvent | ProgressEvent | EpochEvent;
