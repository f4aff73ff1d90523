/** What `nn train` can be told; what a beginner needs comes first. */

import {
  type ActivationKind,
  activationKinds,
  type LossKind,
  lossKinds,
} from '../../network/architecture.ts';
import { presets } from '../../network/presets.ts';
import { trainingDefaults } from '../../settings/training-settings.ts';
import { DEFAULT_DATA, DEFAULT_MODEL } from '../shared/defaults.ts';
import {
  duration,
  type Flag,
  layerSizes,
  oneOf,
  path,
  realNumber,
  wholeNumber,
  words,
} from '../shared/flags.ts';
import { type AugmentFlags, augmentFlags } from './augment-flags.ts';
import { LEARNING, type OptimizerFlags, optimizerFlags } from './optimizer-flags.ts';

const START = 'To begin with:';
const NET = 'The net:';
const STOPPING = 'When it stops:';
const THERE = 'From what there is already:';

const defaults = trainingDefaults;

interface OwnFlags {
  readonly data: Flag<string>;
  readonly hidden: Flag<readonly number[] | undefined>;
  readonly epochs: Flag<number>;
  readonly out: Flag<string>;
  readonly force: Flag<boolean>;
  readonly network: Flag<string | undefined>;
  readonly activation: Flag<ActivationKind | undefined>;
  readonly dropout: Flag<number | undefined>;
  readonly loss: Flag<LossKind | undefined>;
  readonly binarize: Flag<boolean>;
  readonly outliers: Flag<number>;
  readonly styles: Flag<number>;
  readonly validation: Flag<number>;
  readonly patience: Flag<number>;
  readonly targetAccuracy: Flag<number>;
  readonly tolerance: Flag<number>;
  readonly timeBudget: Flag<number>;
  readonly config: Flag<string | undefined>;
  readonly resume: Flag<boolean>;
  readonly moreEpochs: Flag<number | undefined>;
  readonly initFrom: Flag<string | undefined>;
  readonly seed: Flag<number>;
}

export type TrainFlags = OwnFlags & OptimizerFlags & AugmentFlags;

export const trainFlags: TrainFlags = {
  data: {
    term: '--data <name|path>',
    text: 'what to learn from: a name of nn data list, a CSV file, or a folder of IDX files or of pictures (0/*.png to 9/*.png)',
    hint: `default ${DEFAULT_DATA}`,
    group: START,
    fallback: DEFAULT_DATA,
    parse: path('--data'),
  },
  hidden: {
    term: '--hidden <sizes>',
    text: 'neurons of the hidden layers, such as 128 or 256,128, or none',
    hint: `default ${defaults.hidden.join(',')}`,
    group: START,
    fallback: undefined,
    parse: layerSizes('--hidden'),
  },
  epochs: {
    term: '--epochs <n>',
    text: 'how often to go through all the images',
    hint: `1 to 100000, default ${defaults.epochs}`,
    group: START,
    fallback: defaults.epochs,
    parse: wholeNumber('--epochs', 1, 100_000),
  },
  out: {
    term: '--out <file>',
    text: 'where the model goes',
    hint: `default ${DEFAULT_MODEL}`,
    group: START,
    fallback: DEFAULT_MODEL,
    parse: path('--out'),
  },
  force: {
    term: '--force',
    text: 'replace that file if it exists',
    hint: '',
    group: START,
    fallback: false,
  },
  network: {
    term: '--network <text>',
    text: 'the whole net: sizes (784-300-10), layers ("conv 8 5x5, relu, maxpool 2, dense 10"), or a name',
    hint: `${Object.keys(presets).join(', ')}; default: as --hidden says`,
    group: NET,
    fallback: undefined,
    parse: words('--network'),
  },
  activation: {
    term: '--activation <name>',
    text: 'what follows each hidden layer',
    hint: `${activationKinds.join(', ')}; default ${defaults.activation}`,
    group: NET,
    fallback: undefined,
    parse: oneOf('--activation', activationKinds),
  },
  dropout: {
    term: '--dropout <share>',
    text: 'share of hidden neurons left out at each step',
    hint: `0 to below 1, default ${defaults.dropout}`,
    group: NET,
    fallback: undefined,
    parse: realNumber('--dropout', { from: 0, to: 1, below: true }),
  },
  loss: {
    term: '--loss <name>',
    text: 'what training makes small; mse and bce give the net sigmoid outputs, cross-entropy softmax',
    hint: `${lossKinds.join(', ')}; default ${defaults.loss}`,
    group: NET,
    fallback: undefined,
    parse: oneOf('--loss', lossKinds),
  },
  binarize: {
    term: '--binarize',
    text: 'make each pixel black or white before the net sees it',
    hint: '',
    group: NET,
    fallback: false,
    negation: 'leave pixels grey, where --config has them black or white',
  },
  ...optimizerFlags,
  ...augmentFlags,
  outliers: {
    term: '--outliers <share>',
    text: 'pictures of no digit to learn from as well, so that it is unsure of such, for each image',
    hint: `0 to 1, default ${defaults.outliers}`,
    group: LEARNING,
    fallback: defaults.outliers,
    parse: realNumber('--outliers', { from: 0, to: 1 }),
  },
  styles: {
    term: '--styles <fraction>',
    text: 'drawings in the writing styles of the world to learn from as well (see nn data show allographs), for each image',
    hint: `0 to 1, default ${defaults.styles}`,
    group: LEARNING,
    fallback: defaults.styles,
    parse: realNumber('--styles', { from: 0, to: 1 }),
  },
  validation: {
    term: '--validation <share>',
    text: 'share of the training images held out to check progress',
    hint: `0 to below 1, default ${defaults.validation}`,
    group: LEARNING,
    fallback: defaults.validation,
    parse: realNumber('--validation', { from: 0, to: 1, below: true }),
  },
  patience: {
    term: '--patience <n>',
    text: 'stop after this many epochs without a better validation loss, and keep the best net; 0 never stops',
    hint: `0 to 100000, default ${defaults.patience}`,
    group: STOPPING,
    fallback: defaults.patience,
    parse: wholeNumber('--patience', 0, 100_000),
  },
  targetAccuracy: {
    term: '--target-accuracy <share>',
    text: 'stop once the accuracy on the held-out images is as good as this, such as 0.97; 0 never stops',
    hint: `0 to 1, default ${defaults.targetAccuracy}`,
    group: STOPPING,
    fallback: defaults.targetAccuracy,
    parse: realNumber('--target-accuracy', { from: 0, to: 1 }),
  },
  tolerance: {
    term: '--tolerance <change>',
    text: 'stop after an epoch in which no weight moved further than this; 0 never stops',
    hint: `0 to 1, default ${defaults.tolerance}`,
    group: STOPPING,
    fallback: defaults.tolerance,
    parse: realNumber('--tolerance', { from: 0, to: 1 }),
  },
  timeBudget: {
    term: '--time-budget <seconds>',
    text: 'stop before an epoch that would end later than this, such as 30s or 5m; how far it comes depends on the machine',
    hint: 'default none',
    group: STOPPING,
    fallback: defaults.timeBudget,
    parse: duration('--time-budget'),
  },
  config: {
    term: '--config <file>',
    text: 'settings from a JSON file, such as {"hidden": [128], "epochs": 5}, or those of a model file, to train it again; flags overrule it',
    hint: '',
    group: THERE,
    fallback: undefined,
    parse: path('--config'),
  },
  resume: {
    term: '--resume',
    text: 'finish the run that was killed or interrupted, from its last checkpoint; the result is the same to the last bit',
    hint: '',
    group: THERE,
    fallback: false,
  },
  moreEpochs: {
    term: '--more-epochs <n>',
    text: 'train the finished model at --out further, with its own options',
    hint: '1 to 100000',
    group: THERE,
    fallback: undefined,
    parse: wholeNumber('--more-epochs', 1, 100_000),
  },
  initFrom: {
    term: '--init-from <file>',
    text: 'start from the weights of this model instead of random ones',
    hint: '',
    group: THERE,
    fallback: undefined,
    parse: path('--init-from'),
  },
  seed: {
    term: '--seed <n>',
    text: 'start of all randomness: the same seed gives the same model, to the last bit',
    hint: `0 to 2^53 - 1, default ${defaults.seed}`,
    group: LEARNING,
    fallback: defaults.seed,
    parse: wholeNumber('--seed', 0, Number.MAX_SAFE_INTEGER),
  },
};
