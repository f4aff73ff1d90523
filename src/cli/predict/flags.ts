/** The flags of `nn predict`. */

import {
  type CommonFlags,
  commonFlags,
  type Flag,
  type FlagsOf,
  oneOf,
  path,
  realNumber,
  type Values,
} from '../shared/flags.ts';
import { type ImageFlags, invertFlag, transposeFlag } from '../shared/image-flags.ts';
import { modelsFlag } from '../shared/model-flags.ts';
import { type ImageProtocol, imageProtocols } from '../terminal/inline-image.ts';

const START = 'Basics:';
const PREPROCESSING = 'Preprocessing:';
const ANSWERS = 'Answers:';

type PictureChoice = ImageProtocol | 'auto' | 'none';
const PICTURE: readonly PictureChoice[] = ['auto', 'none', ...imageProtocols];

interface OwnFlags {
  readonly model: Flag<readonly string[] | undefined>;
  readonly digits: Flag<boolean>;
  readonly lines: Flag<boolean>;
  readonly one: Flag<boolean>;
  readonly minConfidence: Flag<number | undefined>;
  readonly invert: ImageFlags['invert'];
  readonly preprocess: Flag<boolean>;
  readonly savePreprocessed: Flag<string | undefined>;
  readonly transpose: ImageFlags['transpose'];
  readonly picture: Flag<PictureChoice>;
  readonly csv: Flag<boolean>;
  readonly out: Flag<string | undefined>;
  readonly watchStdin: Flag<boolean>;
  readonly force: Flag<boolean>;
}

export type PredictFlags = FlagsOf<OwnFlags & CommonFlags>;
export type PredictValues = Values<PredictFlags>;

export const predictFlags: PredictFlags = {
  model: modelsFlag('the model to use', START),
  digits: {
    term: '--digits',
    text: 'always read all digits as numbers',
    hint: '',
    group: START,
    fallback: false,
  },
  lines: {
    term: '--lines',
    text: 'the same, with each line of the picture on a line of its own',
    hint: '',
    group: START,
    fallback: false,
  },
  one: {
    term: '--one',
    text: 'treat each picture as a single digit',
    hint: '',
    group: START,
    fallback: false,
  },
  minConfidence: {
    term: '--min-confidence <probability>',
    text: 'print ? if the confidence is lower, such as 0.9',
    hint: '0 to 1, default 0',
    group: START,
    fallback: undefined,
    parse: realNumber('--min-confidence', { from: 0, to: 1 }),
  },
  invert: { ...invertFlag, group: PREPROCESSING },
  preprocess: {
    term: '--no-preprocess',
    text: "use the picture unchanged: it is 28x28 and in MNIST's form already, light on black",
    hint: '',
    group: PREPROCESSING,
    fallback: true,
  },
  savePreprocessed: {
    term: '--save-preprocessed <folder>',
    text: 'folder to write the inputs of the network to, a PNG file for each digit',
    hint: '',
    group: PREPROCESSING,
    fallback: undefined,
    parse: path('--save-preprocessed'),
  },
  transpose: { ...transposeFlag, group: PREPROCESSING },
  picture: {
    term: '--picture <protocol>',
    text: 'how to show the picture itself on a terminal; auto does so in kitty, Ghostty, iTerm2 and WezTerm',
    hint: `${PICTURE.join(', ')}; default auto`,
    group: ANSWERS,
    fallback: 'auto',
    parse: oneOf('--picture', PICTURE),
  },
  csv: {
    term: '--csv',
    text: 'answer in lines of image,digit,confidence,number; of rows in a file, of ImageId,Label, as Kaggle takes them',
    hint: '',
    group: ANSWERS,
    fallback: false,
  },
  out: {
    term: '--out <file>',
    aliases: ['-o', '--output'],
    text: 'write the answers there, all of them or none; a name that ends in .csv means --csv',
    hint: '',
    group: ANSWERS,
    fallback: undefined,
    parse: path('--out'),
  },
  watchStdin: {
    term: '--watch-stdin',
    text: 'read paths from standard input, one per line, and answer each immediately',
    hint: '',
    group: ANSWERS,
    fallback: false,
  },
  force: {
    term: '--force',
    text: 'replace files of --out and --save-preprocessed that exist',
    hint: '',
    group: ANSWERS,
    fallback: false,
  },
  ...commonFlags,
  quiet: { ...commonFlags.quiet, text: 'print the digits alone, and errors' },
};
