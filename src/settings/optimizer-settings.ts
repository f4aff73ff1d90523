/** How weights follow their gradients. */

import type { TrainingSettings } from './setting-types.ts';
import { settings } from './table.ts';

export type OptimizerKind = (typeof settings.optimizer.choices)[number];
export const optimizerKinds: readonly OptimizerKind[] = settings.optimizer.choices;

/** What an optimizer and its regularization depend on. */
export type OptimizerSettings = Pick<
  TrainingSettings,
  | 'optimizer'
  | 'lr'
  | 'schedule'
  | 'warmup'
  | 'momentum'
  | 'weightDecay'
  | 'l1'
  | 'labelSmoothing'
  | 'clip'
  | 'ema'
>;

/** Learning rates that suit each optimizer, where none is given. */
export const defaultLearningRates: Readonly<Record<OptimizerKind, number>> = settings.lr.default.values;
