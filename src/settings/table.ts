/**
 * The training settings, each defined once. Flags and their help, the parsing of config files, model files and
 * checkpoints, the validation in the library, `nn sweep --param`, the types and `docs/settings.md` are derived from
 * this table.
 *
 * To add a setting, add a row; `setting.ts` documents the columns. The order is that of model files, so rows never
 * move, and new rows have `omitDefault`: files of trainings that do not use the setting remain identical to the last
 * bit.
 */

import { augmentationRows } from './rows/augmentation.ts';
import { distillationRows } from './rows/distillation.ts';
import { earlyStoppingRows } from './rows/early-stopping.ts';
import { networkRows } from './rows/network.ts';
import { optimizationRows } from './rows/optimization.ts';
import { regularizationRows } from './rows/regularization.ts';

const splitRows = {
  validation: {
    type: 'number',
    from: 0,
    below: 1,
    default: 0.1,
    text: 'fraction of the training images held out for validation',
    group: 'Optimization',
    placeholder: 'fraction',
    notVaried: 'trials would be validated on different images; set --validation for all of them',
  },
  seed: {
    type: 'integer',
    from: 0,
    to: 9_007_199_254_740_991,
    default: 1,
    text: 'seed of all randomness: the same seed gives the same model, to the last bit',
    group: 'Optimization',
    placeholder: 'n',
  },
  classWeight: {
    type: 'choice',
    choices: ['none', 'balanced'],
    default: 'none',
    omitDefault: true,
    text: 'weights of the classes in the loss: none for equal weights, balanced for weights that compensate class imbalance',
    group: 'Optimization',
    placeholder: 'name',
  },
} as const;

export const settings: typeof networkRows &
  typeof optimizationRows &
  typeof regularizationRows &
  typeof augmentationRows &
  typeof earlyStoppingRows &
  typeof splitRows &
  typeof distillationRows = {
  ...networkRows,
  ...optimizationRows,
  ...regularizationRows,
  ...augmentationRows,
  ...earlyStoppingRows,
  ...splitRows,
  ...distillationRows,
};
