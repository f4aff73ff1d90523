/** Rows of the table of settings: optimization. */

import { learningRates, optimizerKinds } from '../../optimizers/index.ts';
import { schedules } from '../../optimizers/schedule.ts';

export const optimizationRows = {
  epochs: {
    type: 'integer',
    from: 1,
    to: 100_000,
    default: 40,
    text: 'passes over the training images',
    group: 'Basics',
    placeholder: 'n',
    aliases: ['-e'],
  },
  batchSize: {
    type: 'integer',
    from: 1,
    to: 65_536,
    default: 64,
    text: 'images per optimizer step',
    group: 'Optimization',
    placeholder: 'n',
    aliases: ['--batch'],
  },
  optimizer: {
    type: 'choice',
    choices: optimizerKinds as typeof optimizerKinds,
    default: 'adam',
    text: 'optimizer',
    group: 'Optimization',
    placeholder: 'name',
  },
  lr: {
    type: 'number',
    above: 0,
    to: 1000,
    default: {
      by: 'optimizer',
      values: learningRates as typeof learningRates,
    },
    text: 'learning rate',
    group: 'Optimization',
    placeholder: 'rate',
    aliases: ['--learning-rate'],
  },
  schedule: {
    type: 'choice',
    choices: schedules as typeof schedules,
    default: 'cosine',
    text: 'learning rate schedule',
    group: 'Optimization',
    placeholder: 'name',
  },
  warmup: {
    type: 'number',
    from: 0,
    below: 100_000,
    default: 0,
    text: 'epochs, or a fraction of one, of linear learning rate warm-up',
    group: 'Optimization',
    placeholder: 'epochs',
  },
  momentum: {
    type: 'number',
    from: 0,
    below: 1,
    default: 0.9,
    usedWith: { optimizer: ['momentum', 'nesterov'] },
    text: 'fraction of the previous update that is added to the next',
    group: 'Optimization',
    placeholder: 'fraction',
  },
} as const;
