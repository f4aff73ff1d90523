/** The settings of the optimizer. */

import type { TrainingSettings } from './setting-types.ts';
import { settings } from './table.ts';

export type OptimizerKind = (typeof settings.optimizer.choices)[number];

/** The settings on which an optimizer and its regularization depend. */
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

/** Default learning rates of each optimizer. */
export const defaultLearningRates: Readonly<Record<OptimizerKind, number>> = settings.lr.default.values;
