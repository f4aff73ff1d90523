/** What a training run can be told, and its defaults. */

import { UsageError } from '../errors.ts';
import type { Augmentation } from '../matrix/augmentation.ts';
import type { ActivationKind } from '../network/architecture.ts';
import { type Schedule, schedules } from '../optimizers/schedule.ts';
import { type AugmentKind, augmentDefaults, completeAugmentation } from './augmentation.ts';

export type OptimizerKind = 'sgd' | 'momentum' | 'adam';

/** The options that, with the data, decide every bit of the result. */
export interface TrainingSettings extends Augmentation {
  /** Widths of the hidden layers; none gives softmax regression. */
  readonly hidden: readonly number[];
  readonly activation: ActivationKind;
  readonly epochs: number;
  readonly batchSize: number;
  /** Learning rate. */
  readonly lr: number;
  readonly optimizer: OptimizerKind;
  /** How the learning rate goes from the first step to the last. */
  readonly schedule: Schedule;
  /** For the optimizer `momentum`. */
  readonly momentum: number;
  /** L2, on weights but not on biases. */
  readonly weightDecay: number;
  /** The probability that a hidden activation is dropped in training. */
  readonly dropout: number;
  /** How training images are varied from epoch to epoch; the strengths are those of this kind unless given. */
  readonly augment: AugmentKind;
  /** Pictures of no digit to learn to be unsure of, for each image to learn from; 0: none. */
  readonly outliers: number;
  /** Stop after this many epochs without a lower validation loss, and keep the best weights; 0: never. */
  readonly patience: number;
  /** Stop once the validation accuracy is at least this; 0: never. */
  readonly targetAccuracy: number;
  /** Stop after an epoch in which no weight moved further than this; 0: never. */
  readonly tolerance: number;
  /** Stop before an epoch that would end after so many seconds; 0: never. The only option that asks a clock. */
  readonly timeBudget: number;
  /** The share of the training part that is held out to validate with. */
  readonly validation: number;
  readonly seed: number;
}

export const trainingDefaults: TrainingSettings = {
  hidden: [256],
  activation: 'relu',
  epochs: 12,
  batchSize: 32,
  lr: 0.002,
  optimizer: 'adam',
  schedule: 'cosine',
  momentum: 0.9,
  weightDecay: 0,
  dropout: 0.3,
  augment: 'none',
  ...augmentDefaults.none,
  outliers: 0,
  patience: 0,
  targetAccuracy: 0,
  tolerance: 0,
  timeBudget: 0,
  validation: 0.1,
  seed: 1,
};

/** Learning rates that suit each optimizer, where none is given. */
export const defaultLearningRates: Readonly<Record<OptimizerKind, number>> = {
  sgd: 0.1,
  momentum: 0.02,
  adam: 0.002,
};

/** Fills in defaults. @throws UsageError where an option is out of range */
export function completeSettings(options: Partial<TrainingSettings>): TrainingSettings {
  const optimizer = options.optimizer ?? trainingDefaults.optimizer;
  if (!Object.hasOwn(defaultLearningRates, optimizer)) {
    throw new UsageError(`optimizer: must be sgd, momentum or adam, got ${optimizer}`);
  }
  const activation = options.activation ?? trainingDefaults.activation;
  if (activation !== 'relu' && activation !== 'sigmoid') {
    throw new UsageError(`activation: must be relu or sigmoid, got ${activation}`);
  }
  const schedule = options.schedule ?? trainingDefaults.schedule;
  if (!schedules.includes(schedule)) {
    throw new UsageError(`schedule: must be ${schedules.join(' or ')}, got ${schedule}`);
  }
  const augment = options.augment ?? trainingDefaults.augment;
  const settings: TrainingSettings = {
    hidden: options.hidden ?? trainingDefaults.hidden,
    activation,
    epochs: options.epochs ?? trainingDefaults.epochs,
    batchSize: options.batchSize ?? trainingDefaults.batchSize,
    lr: options.lr ?? defaultLearningRates[optimizer],
    optimizer,
    schedule,
    momentum: options.momentum ?? trainingDefaults.momentum,
    weightDecay: options.weightDecay ?? trainingDefaults.weightDecay,
    dropout: options.dropout ?? trainingDefaults.dropout,
    augment,
    ...completeAugmentation(augment, options),
    outliers: options.outliers ?? trainingDefaults.outliers,
    patience: options.patience ?? trainingDefaults.patience,
    targetAccuracy: options.targetAccuracy ?? trainingDefaults.targetAccuracy,
    tolerance: options.tolerance ?? trainingDefaults.tolerance,
    timeBudget: options.timeBudget ?? trainingDefaults.timeBudget,
    validation: options.validation ?? trainingDefaults.validation,
    seed: options.seed ?? trainingDefaults.seed,
  };
  checkWhole('epochs', settings.epochs, 1, 100_000);
  checkWhole('batchSize', settings.batchSize, 1, 65_536);
  checkWhole('patience', settings.patience, 0, 100_000);
  checkWhole('seed', settings.seed, 0, Number.MAX_SAFE_INTEGER);
  checkRange('lr', settings.lr, settings.lr > 0 && settings.lr <= 1000, 'above 0 and at most 1000');
  checkShare('momentum', settings.momentum);
  checkShare('dropout', settings.dropout);
  checkShare('validation', settings.validation);
  checkRange('outliers', settings.outliers, settings.outliers >= 0 && settings.outliers <= 1, 'from 0 to 1');
  checkRange('weightDecay', settings.weightDecay, settings.weightDecay >= 0, 'at least 0');
  checkRange(
    'targetAccuracy',
    settings.targetAccuracy,
    settings.targetAccuracy >= 0 && settings.targetAccuracy <= 1,
    'from 0 to 1',
  );
  checkRange('tolerance', settings.tolerance, settings.tolerance >= 0, 'at least 0');
  checkRange('timeBudget', settings.timeBudget, settings.timeBudget >= 0, 'at least 0');
  for (const name of ['patience', 'targetAccuracy'] as const) {
    if (settings[name] > 0 && settings.validation === 0) {
      throw new UsageError(`${name}: needs a validation part: set validation above 0`);
    }
  }
  return settings;
}

function checkWhole(name: string, value: number, low: number, high: number): void {
  const fits = Number.isInteger(value) && value >= low && value <= high;
  checkRange(name, value, fits, `a whole number from ${low} to ${high}`);
}

function checkShare(name: string, value: number): void {
  checkRange(name, value, value >= 0 && value < 1, 'at least 0 and below 1');
}

function checkRange(name: string, value: number, fits: boolean, wanted: string): void {
  if (!fits || !Number.isFinite(value)) throw new UsageError(`${name}: must be ${wanted}, got ${value}`);
}
