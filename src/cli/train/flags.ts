/** The flags of `nn train`; the most common ones come first. */

import { DEFAULT_DATA, DEFAULT_MODEL } from '../shared/defaults.ts';
import { type Flag, forceFlag, outputPath, path, wholeNumber } from '../shared/flags.ts';
import { plotsFlag, REPORT, reportFlag } from '../shared/report-flags.ts';
import { type SettingFlags, settingFlags } from '../shared/setting-flags.ts';

const BASICS = 'Basics:';
const REGULARIZATION = 'Regularization:';
const CONTINUE = 'Resume, continue, reproduce:';

interface OwnFlags {
  readonly data: Flag<string>;
  readonly out: Flag<string>;
  readonly force: Flag<boolean>;
  readonly report: Flag<string | undefined>;
  readonly plots: Flag<string | undefined>;
  readonly logDir: Flag<string | undefined>;
  readonly config: Flag<string | undefined>;
  readonly resume: Flag<boolean>;
  readonly moreEpochs: Flag<number | undefined>;
  readonly initFrom: Flag<string | undefined>;
  readonly teacher: Flag<readonly string[] | undefined>;
}

export type TrainFlags = OwnFlags & SettingFlags;

const { teacherWeight, teacherTemperature, ...otherSettings } = settingFlags;

export const trainFlags: TrainFlags = {
  data: {
    term: '--data <name|path>',
    text: 'training data: a name in nn data list, a CSV or .npz file, or a folder of those, of IDX files or of pictures (0/*.png to 9/*.png)',
    hint: `default ${DEFAULT_DATA}`,
    group: BASICS,
    fallback: DEFAULT_DATA,
    parse: path('--data'),
  },
  ...otherSettings,
  teacher: {
    term: '--teacher <file>',
    text: 'knowledge distillation: learn also from the outputs of this model (or of shipped, the bundled one); if repeated, from those of the ensemble',
    hint: '',
    group: REGULARIZATION,
    fallback: undefined,
    parse: (name, before) => [...((before as string[] | undefined) ?? []), path('--teacher')(name)],
  },
  teacherWeight,
  teacherTemperature,
  out: {
    term: '--out <file>',
    aliases: ['-o', '--output'],
    text: 'the model file to write',
    hint: `default ${DEFAULT_MODEL}`,
    group: BASICS,
    fallback: DEFAULT_MODEL,
    parse: outputPath('--out'),
  },
  force: { ...forceFlag, group: BASICS },
  report: reportFlag,
  plots: plotsFlag,
  logDir: {
    term: '--log-dir <folder>',
    text: 'log each epoch to TensorBoard event files, and to metrics.csv, in this folder, such as runs/wide',
    hint: '',
    group: REPORT,
    fallback: undefined,
    parse: path('--log-dir'),
  },
  config: {
    term: '--config <file>',
    text: 'settings from a JSON file, such as {"hidden": [128], "epochs": 5}, or those of a model file, to train it again; flags override them',
    hint: '',
    group: CONTINUE,
    fallback: undefined,
    parse: path('--config'),
  },
  resume: {
    term: '--resume',
    text: 'finish an interrupted or killed run from its last checkpoint; the result is the same to the last bit',
    hint: '',
    group: CONTINUE,
    fallback: false,
  },
  moreEpochs: {
    term: '--more-epochs <n>',
    text: 'train the finished model of --out further, with its own settings',
    hint: '1 to 100000',
    group: CONTINUE,
    fallback: undefined,
    parse: wholeNumber('--more-epochs', 1, 100_000),
  },
  initFrom: {
    term: '--init-from <file>',
    text: 'start from the weights of this model instead of random weights',
    hint: '',
    group: CONTINUE,
    fallback: undefined,
    parse: path('--init-from'),
  },
};
