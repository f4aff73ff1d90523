/** How weights follow their gradients: the optimizer, its learning rate, and what keeps it in check. */

import type { LossKind } from '../network/architecture.ts';
import { type Schedule, schedules } from '../optimizers/schedule.ts';
import { checkOneOf, checkRange, checkShare } from './checks.ts';

export const optimizerKinds = ['adam', 'adamw', 'momentum', 'nesterov', 'rmsprop', 'sgd'] as const;
export type OptimizerKind = (typeof optimizerKinds)[number];

export interface OptimizerSettings {
  readonly optimizer: OptimizerKind;
  /** Learning rate. */
  readonly lr: number;
  /** How the learning rate goes from the first step to the last. */
  readonly schedule: Schedule;
  /** Epochs, or a part of one, in which the learning rate rises to where the schedule begins. */
  readonly warmup: number;
  /** For the optimizers `momentum` and `nesterov`. */
  readonly momentum: number;
  /** L2, on weights but not on biases. */
  readonly weightDecay: number;
  /** L1, on weights but not on biases. */
  readonly l1: number;
  /** The part of each target that is shared out among all classes; with cross-entropy. */
  readonly labelSmoothing: number;
  /** The longest that the gradient of all parameters together may be; 0: any. */
  readonly clip: number;
  /** The share that a moving average of the weights keeps at each step; the average is what is validated and saved. 0: none. */
  readonly ema: number;
}

export const optimizerDefaults: OptimizerSettings = {
  optimizer: 'adam',
  lr: 0.003,
  schedule: 'cosine',
  warmup: 0,
  momentum: 0.9,
  weightDecay: 0,
  l1: 0,
  labelSmoothing: 0.1,
  clip: 0,
  ema: 0,
};

/** Learning rates that suit each optimizer, where none is given. */
export const defaultLearningRates: Readonly<Record<OptimizerKind, number>> = {
  adam: 0.003,
  adamw: 0.003,
  momentum: 0.02,
  nesterov: 0.02,
  rmsprop: 0.0005,
  sgd: 0.1,
};

/** Fills in defaults for a loss. @throws UsageError where an option is out of range */
export function completeOptimizerSettings(
  options: Partial<OptimizerSettings>,
  loss: LossKind,
): OptimizerSettings {
  const optimizer = options.optimizer ?? optimizerDefaults.optimizer;
  checkOneOf('optimizer', optimizer, optimizerKinds);
  const settings: OptimizerSettings = {
    optimizer,
    lr: options.lr ?? defaultLearningRates[optimizer],
    schedule: options.schedule ?? optimizerDefaults.schedule,
    warmup: options.warmup ?? optimizerDefaults.warmup,
    momentum: options.momentum ?? optimizerDefaults.momentum,
    weightDecay: options.weightDecay ?? optimizerDefaults.weightDecay,
    l1: options.l1 ?? optimizerDefaults.l1,
    labelSmoothing:
      options.labelSmoothing ?? (loss === 'cross-entropy' ? optimizerDefaults.labelSmoothing : 0),
    clip: options.clip ?? optimizerDefaults.clip,
    ema: options.ema ?? optimizerDefaults.ema,
  };
  const { lr, weightDecay, l1, clip, warmup } = settings;
  checkOneOf('schedule', settings.schedule, schedules);
  checkRange('lr', lr, lr > 0 && lr <= 1000, 'above 0 and at most 1000');
  for (const name of ['momentum', 'labelSmoothing', 'ema'] as const) checkShare(name, settings[name]);
  for (const [name, value] of Object.entries({ weightDecay, l1, clip, warmup })) {
    checkRange(name, value, value >= 0, 'at least 0');
  }
  return settings;
}
