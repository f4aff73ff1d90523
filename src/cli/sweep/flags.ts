/** The flags of `nn sweep` in addition to those of `nn train`. */

import { MOST_TRIALS } from '../../training/search.ts';
import type { Invocation } from '../shared/command.ts';
import { DEFAULT_MODEL } from '../shared/defaults.ts';
import {
  type CommonFlags,
  commonFlags,
  dataDirFlag,
  type Flag,
  oneOf,
  path,
  type SpeedFlags,
  speedFlags,
  wholeNumber,
  words,
} from '../shared/flags.ts';
import { type ImageFlags, imageFlags } from '../shared/image-flags.ts';
import { plotsFlag, reportFlag } from '../shared/report-flags.ts';
import { type Shell, shells, systemShell } from '../terminal/shell.ts';
import { type TrainFlags, trainFlags } from '../train/flags.ts';

const SEARCH = 'Search:';
const SHARED = 'Shared by all trials:';
const ELSEWHERE = 'On many machines:';

const DEFAULT_TRIALS = 20;
const DEFAULT_FOLDER = 'models/sweep';
const MOST_PROCESSES = 256;

interface SearchFlags {
  readonly param: Flag<readonly string[] | undefined>;
  readonly trials: Flag<number>;
  readonly grid: Flag<boolean>;
  readonly parallel: Flag<number | undefined>;
  readonly dir: Flag<string>;
  readonly out: Flag<string>;
  readonly force: Flag<boolean>;
  readonly report: Flag<string | undefined>;
  readonly plots: Flag<string | undefined>;
  readonly plan: Flag<boolean>;
  readonly shell: Flag<Shell>;
  readonly collect: Flag<string | undefined>;
}

const searchFlags: SearchFlags = {
  param: {
    term: '--param <what>',
    aliases: ['--vary'],
    text: 'a setting with its values or range: "hidden=64,128,256", "network=lenet5|784-30-10", "lr=0.001..0.01 log"; give it for each setting',
    hint: 'default hidden, lr and dropout',
    group: SEARCH,
    fallback: undefined,
    parse: (text, before) => [...((before as readonly string[] | undefined) ?? []), words('--param')(text)],
  },
  trials: {
    term: '--trials <n>',
    text: 'number of combinations to draw at random, by --seed',
    hint: `1 to ${MOST_TRIALS}, default ${DEFAULT_TRIALS}`,
    group: SEARCH,
    fallback: DEFAULT_TRIALS,
    parse: wholeNumber('--trials', 1, MOST_TRIALS),
  },
  grid: {
    term: '--grid',
    text: 'try all combinations instead (grid search)',
    hint: '',
    group: SEARCH,
    fallback: false,
  },
  parallel: {
    term: '--parallel <n>',
    text: 'number of networks to train in parallel; never changes the result',
    hint: `1 to ${MOST_PROCESSES}, default: one per core`,
    group: SEARCH,
    fallback: undefined,
    parse: wholeNumber('--parallel', 1, MOST_PROCESSES),
  },
  dir: {
    term: '--dir <folder>',
    text: 'folder for the models of all trials; repeating the command continues an unfinished sweep',
    hint: `default ${DEFAULT_FOLDER}`,
    group: SEARCH,
    fallback: DEFAULT_FOLDER,
    parse: path('--dir'),
  },
  out: {
    ...trainFlags.out,
    text: 'file for the best model',
    hint: `default ${DEFAULT_MODEL}`,
    group: SEARCH,
  },
  force: { ...trainFlags.force, group: SEARCH },
  report: reportFlag,
  plots: plotsFlag,
  plan: {
    term: '--plan',
    text: 'train nothing: print a command for each trial, to run on any machine',
    hint: '',
    group: ELSEWHERE,
    fallback: false,
  },
  shell: {
    term: '--shell <name>',
    text: 'the shell that the commands of --plan are for',
    hint: `${shells.join(', ')}; default ${systemShell}`,
    group: ELSEWHERE,
    fallback: systemShell,
    parse: oneOf('--shell', shells),
  },
  collect: {
    term: '--collect <folder>',
    text: 'train nothing: collect the models of --plan, and keep the best',
    hint: '',
    group: ELSEWHERE,
    fallback: undefined,
    parse: path('--collect'),
  },
};

/** The flags of `nn train` that trials have not. */
const leftOut = [
  'resume',
  'moreEpochs',
  'initFrom',
  'teacher',
  'teacherWeight',
  'teacherTemperature',
  'timeBudget',
  'out',
  'force',
  'report',
  'plots',
  'logDir',
] as const;
type TrialFlags = Omit<TrainFlags, (typeof leftOut)[number]>;

const settingFlags = Object.fromEntries(
  Object.entries(trainFlags).filter(([key]) => !leftOut.some((name) => name === key)),
) as unknown as TrialFlags;
const { data, hidden, epochs, config } = settingFlags;
const { plan, shell, collect, report: ownReport, plots: ownPlots, ...ownFlags } = searchFlags;

type All = SearchFlags &
  TrialFlags &
  ImageFlags &
  CommonFlags & { readonly dataDir: typeof dataDirFlag; readonly backend: SpeedFlags['backend'] };

export type SweepFlags = { readonly [K in keyof All]: All[K] };

export const sweepFlags: SweepFlags = {
  ...ownFlags,
  ...settingFlags,
  data: { ...data, group: SHARED },
  hidden: { ...hidden, group: SHARED },
  epochs: { ...epochs, group: SHARED },
  config: { ...config, group: SHARED },
  plan,
  shell,
  collect,
  report: ownReport,
  plots: ownPlots,
  dataDir: dataDirFlag,
  ...imageFlags,
  backend: speedFlags.backend,
  ...commonFlags,
};

export type SweepCall = Invocation<SweepFlags>;
