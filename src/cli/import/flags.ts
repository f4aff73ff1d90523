/** The flags of `nn import`. */

import { UsageError } from '../../errors.ts';
import { type Flag, forceFlag, oneOf, outputPath, words } from '../shared/flags.ts';

const START = 'Basics:';
const UNSAID = 'Missing information:';

export interface ImportFlags {
  readonly out: Flag<string | undefined>;
  readonly force: Flag<boolean>;
  readonly network: Flag<string | undefined>;
  readonly normalize: Flag<{ readonly mean: number; readonly deviation: number } | undefined>;
  readonly ink: Flag<'1' | '255' | undefined>;
}

export const importFlags: ImportFlags = {
  out: {
    term: '--out <file>',
    text: 'the model file to write',
    hint: 'default: the name of the file with .json, in this folder',
    group: START,
    fallback: undefined,
    parse: outputPath('--out'),
  },
  force: { ...forceFlag, group: START },
  network: {
    term: '--network <layers>',
    text: 'the network, for files with weights only, such as "conv 8 5x5, relu, maxpool 2, dense 10"',
    hint: '',
    group: UNSAID,
    fallback: undefined,
    parse: words('--network'),
  },
  normalize: {
    term: '--normalize <mean,deviation>',
    text: 'mean and standard deviation that pixels from 0 to 1 were normalized with in training, such as 0.1307,0.3081; folded into the weights',
    hint: '',
    group: UNSAID,
    fallback: undefined,
    parse: meanAndDeviation,
  },
  ink: {
    term: '--ink <value>',
    text: 'the value of an ink pixel in its training; paper is 0',
    hint: '1 or 255; default: 255 if the network itself scales its pixels, else 1',
    group: UNSAID,
    fallback: undefined,
    parse: oneOf('--ink', ['1', '255']),
  },
};

function meanAndDeviation(text: string): { readonly mean: number; readonly deviation: number } {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [mean, deviation] = numbers;
  if (numbers.length === 2 && Math.abs(mean) <= 1000 && deviation > 1e-6 && deviation <= 1000) {
    return { mean, deviation };
  }
  throw new UsageError(
    `--normalize: must be a mean and a deviation above 0, such as 0.1307,0.3081, got ${JSON.stringify(text)}`,
  );
}
