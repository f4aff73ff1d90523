/** What `nn train` can be told about how weights follow their gradients. */

import { type Schedule, schedules } from '../../optimizers/schedule.ts';
import {
  defaultLearningRates,
  type OptimizerKind,
  optimizerDefaults,
  optimizerKinds,
} from '../../settings/optimizer-settings.ts';
import { trainingDefaults } from '../../settings/training-settings.ts';
import { type Flag, oneOf, realNumber, wholeNumber } from '../shared/flags.ts';

export const LEARNING = 'How it learns:';
const CHECK = 'What keeps it in check:';

const defaults = { ...optimizerDefaults, batchSize: trainingDefaults.batchSize };

export interface OptimizerFlags {
  readonly optimizer: Flag<OptimizerKind>;
  readonly lr: Flag<number | undefined>;
  readonly schedule: Flag<Schedule>;
  readonly warmup: Flag<number>;
  readonly batchSize: Flag<number>;
  readonly momentum: Flag<number>;
  readonly weightDecay: Flag<number>;
  readonly l1: Flag<number>;
  readonly labelSmoothing: Flag<number>;
  readonly clip: Flag<number>;
  readonly ema: Flag<number>;
}

function lrDefaults(): string {
  const rates = new Map<number, OptimizerKind[]>();
  for (const kind of optimizerKinds) {
    const rate = defaultLearningRates[kind];
    rates.set(rate, [...(rates.get(rate) ?? []), kind]);
  }
  return [...rates].map(([rate, kinds]) => `${rate} (${kinds.join(', ')})`).join(', ');
}

export const optimizerFlags: OptimizerFlags = {
  optimizer: {
    term: '--optimizer <name>',
    text: 'rule that turns gradients into steps',
    hint: `${optimizerKinds.join(', ')}; default ${defaults.optimizer}`,
    group: LEARNING,
    fallback: defaults.optimizer,
    parse: oneOf('--optimizer', optimizerKinds),
  },
  lr: {
    term: '--lr <rate>',
    text: 'learning rate',
    hint: `above 0 to 1000, default ${lrDefaults()}`,
    group: LEARNING,
    fallback: undefined,
    parse: realNumber('--lr', { from: 0, to: 1000, above: true }),
  },
  schedule: {
    term: '--schedule <name>',
    text: 'how the learning rate goes from the first step to the last',
    hint: `${schedules.join(', ')}; default ${defaults.schedule}`,
    group: LEARNING,
    fallback: defaults.schedule,
    parse: oneOf('--schedule', schedules),
  },
  warmup: {
    term: '--warmup <epochs>',
    text: 'epochs in which the learning rate rises to where the schedule begins, such as 0.5',
    hint: `0 to 1000, default ${defaults.warmup}`,
    group: LEARNING,
    fallback: defaults.warmup,
    parse: realNumber('--warmup', { from: 0, to: 1000 }),
  },
  batchSize: {
    term: '--batch-size <n>',
    text: 'images to a step',
    hint: `1 to 65536, default ${defaults.batchSize}`,
    group: LEARNING,
    fallback: defaults.batchSize,
    parse: wholeNumber('--batch-size', 1, 65_536),
  },
  momentum: {
    term: '--momentum <share>',
    text: 'share of the last step kept in the next, with --optimizer momentum or nesterov',
    hint: `0 to below 1, default ${defaults.momentum}`,
    group: LEARNING,
    fallback: defaults.momentum,
    parse: realNumber('--momentum', { from: 0, to: 1, below: true }),
  },
  weightDecay: {
    term: '--weight-decay <rate>',
    text: 'pull of the weights towards zero (L2)',
    hint: `0 to 1, default ${defaults.weightDecay}`,
    group: CHECK,
    fallback: defaults.weightDecay,
    parse: realNumber('--weight-decay', { from: 0, to: 1 }),
  },
  l1: {
    term: '--l1 <rate>',
    text: 'pull of the weights towards zero that makes many of them zero (L1)',
    hint: `0 to 1, default ${defaults.l1}`,
    group: CHECK,
    fallback: defaults.l1,
    parse: realNumber('--l1', { from: 0, to: 1 }),
  },
  labelSmoothing: {
    term: '--label-smoothing <share>',
    text: 'part of each target that is shared out among all digits, with --loss cross-entropy',
    hint: `0 to below 1, default ${defaults.labelSmoothing}`,
    group: CHECK,
    fallback: defaults.labelSmoothing,
    parse: realNumber('--label-smoothing', { from: 0, to: 1, below: true }),
  },
  clip: {
    term: '--clip <norm>',
    text: 'the longest that the gradient of a step may be; 0 leaves it as it is',
    hint: `0 to 1000000, default ${defaults.clip}`,
    group: CHECK,
    fallback: defaults.clip,
    parse: realNumber('--clip', { from: 0, to: 1e6 }),
  },
  ema: {
    term: '--ema <share>',
    text: 'keep a moving average of the weights, of which this share stays at each step, such as 0.999',
    hint: `0 to below 1, default ${defaults.ema}`,
    group: CHECK,
    fallback: defaults.ema,
    parse: realNumber('--ema', { from: 0, to: 1, below: true }),
  },
};
