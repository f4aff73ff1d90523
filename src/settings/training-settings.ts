/** What a training run can be told, and its defaults. */

import { UsageError } from '../errors.ts';
import type { Augmentation } from '../matrix/augmentation.ts';
import type { Provenance } from '../network/model.ts';
import { type AugmentKind, augmentDefaults, completeAugmentation } from './augmentation-settings.ts';
import { checkRange, checkShare, checkWhole } from './checks.ts';
import {
  completeNetworkSettings,
  type NetworkInput,
  type NetworkSettings,
  networkDefaults,
  type PerceptronSettings,
} from './network-settings.ts';
import {
  completeOptimizerSettings,
  type OptimizerSettings,
  optimizerDefaults,
} from './optimizer-settings.ts';

/** The options that, with the data, decide every bit of the result. */
export interface TrainingSettings extends NetworkSettings, OptimizerSettings, Augmentation {
  /** Makes each pixel 0 or 1. */
  readonly binarize: boolean;
  readonly epochs: number;
  readonly batchSize: number;
  /** How training images are varied from epoch to epoch; the strengths are those of this kind unless given. */
  readonly augment: AugmentKind;
  /** Pictures of no digit to learn to be unsure of, for each image to learn from; 0: none. */
  readonly outliers: number;
  /** Drawings in the writing styles of the world to learn from as well, for each image; 0: none. */
  readonly styles: number;
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

/** What may be given; the rest is filled in. */
export type SettingsInput = Omit<Partial<TrainingSettings>, 'network'> & NetworkInput;

export const trainingDefaults: TrainingSettings & PerceptronSettings = {
  ...networkDefaults,
  binarize: false,
  epochs: 40,
  batchSize: 64,
  ...optimizerDefaults,
  augment: 'elastic',
  ...augmentDefaults.elastic,
  outliers: 0,
  styles: 0,
  patience: 0,
  targetAccuracy: 0,
  tolerance: 0,
  timeBudget: 0,
  validation: 0.1,
  seed: 1,
};

/** Fills in defaults. @throws UsageError where an option is out of range */
export function completeSettings(options: SettingsInput): TrainingSettings {
  const binarize = options.binarize ?? trainingDefaults.binarize;
  const augment = options.augment ?? (binarize ? 'none' : trainingDefaults.augment); // it makes new greys
  const net = completeNetworkSettings(options);
  const settings: TrainingSettings = {
    ...net,
    binarize,
    epochs: options.epochs ?? trainingDefaults.epochs,
    batchSize: options.batchSize ?? trainingDefaults.batchSize,
    ...completeOptimizerSettings(options, net.loss),
    augment,
    ...completeAugmentation(augment, options),
    outliers: options.outliers ?? trainingDefaults.outliers,
    styles: options.styles ?? trainingDefaults.styles,
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
  checkShare('validation', settings.validation);
  checkRange('outliers', settings.outliers, settings.outliers >= 0 && settings.outliers <= 1, 'from 0 to 1');
  checkRange('styles', settings.styles, settings.styles >= 0 && settings.styles <= 1, 'from 0 to 1');
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
  if (settings.warmup >= settings.epochs) {
    throw new UsageError(
      `warmup: must be shorter than the ${settings.epochs} epochs, got ${settings.warmup}`,
    );
  }
  if (settings.labelSmoothing > 0 && settings.loss !== 'cross-entropy') {
    throw new UsageError(`labelSmoothing: needs the loss cross-entropy, got ${settings.loss}`);
  }
  if (typeof settings.binarize !== 'boolean') {
    throw new UsageError(`binarize: must be true or false, got ${settings.binarize}`);
  }
  if (settings.binarize && augment !== 'none') {
    throw new UsageError(`binarize: cannot be combined with augment, which makes new greys, got ${augment}`);
  }
  return settings;
}

/**
 * The settings as a model file keeps them: what does not apply is left out, and so are styles where there are none, for
 * files that were made before there were any have no such key.
 */
export function recordOf(settings: TrainingSettings): Provenance['options'] {
  const said = Object.entries(settings).filter(
    ([key, value]) => value !== undefined && !(key === 'styles' && value === 0),
  );
  return Object.fromEntries(said) as Provenance['options'];
}
