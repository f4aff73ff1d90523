/** The flags of `nn explain`. */

import { type PredictFlags, predictFlags } from '../predict/flags.ts';
import { DEFAULT_DATA } from '../shared/defaults.ts';
import {
  type CommonFlags,
  commonFlags,
  dataDirFlag,
  type Flag,
  type FlagsOf,
  path,
  type SpeedFlags,
  speedFlags,
  type Values,
  wholeNumber,
} from '../shared/flags.ts';
import { modelFlag } from '../shared/model-flags.ts';
import { type ReportFlags, reportFlags } from '../shared/report-flags.ts';
import { indexFlag, type Split, splitFlag } from '../shared/split-flags.ts';

const START = 'Basics:';
/** `explainDefaults`, which are not loaded for help texts; a test compares the two. */
const NEAREST = 8;
const WINDOW = 5;
/** Larger than the number of digits that are read in any image. */
const MOST_DIGITS = 1500;

export type ExplainFlags = FlagsOf<
  CommonFlags &
    SpeedFlags &
    ReportFlags &
    Pick<PredictFlags, 'one' | 'invert' | 'preprocess'> & {
      readonly model: Flag<string | undefined>;
      readonly data: Flag<string>;
      readonly digit: Flag<number | undefined>;
      readonly index: Flag<number | undefined>;
      readonly split: Flag<Split>;
      readonly nearest: Flag<number>;
      readonly window: Flag<number>;
      readonly dataDir: typeof dataDirFlag;
    }
>;

export type ExplainValues = Values<ExplainFlags>;

export const explainFlags: ExplainFlags = {
  model: modelFlag('the model whose answer to explain', START),
  data: {
    term: '--data <name|path>',
    text: 'the data set with the training split to search for the nearest digits, and of the image of --index; as for nn train',
    hint: `default ${DEFAULT_DATA}`,
    group: START,
    fallback: DEFAULT_DATA,
    parse: path('--data'),
  },
  one: { ...predictFlags.one, text: 'treat the picture as a single digit' },
  digit: {
    term: '--digit <n>',
    text: 'of a picture of several digits, explain this one, counted from 1 in the order of reading',
    hint: '',
    group: START,
    fallback: undefined,
    parse: wholeNumber('--digit', 1, MOST_DIGITS),
  },
  index: indexFlag('explain this image of --data instead of a picture', START),
  split: splitFlag('the split that --index counts in', 'test', START),
  nearest: {
    term: '--nearest <n>',
    text: 'number of nearest training digits to show',
    hint: `0 to 100, default ${NEAREST}`,
    group: START,
    fallback: NEAREST,
    parse: wholeNumber('--nearest', 0, 100),
  },
  window: {
    term: '--window <n>',
    text: 'side of the square that is covered with paper, in pixels of 28',
    hint: `1 to 28, default ${WINDOW}`,
    group: START,
    fallback: WINDOW,
    parse: wholeNumber('--window', 1, 28),
  },
  invert: predictFlags.invert,
  preprocess: predictFlags.preprocess,
  ...reportFlags,
  dataDir: dataDirFlag,
  ...speedFlags,
  ...commonFlags,
};
