/** The flags of `nn data show`. */

import {
  type CommonFlags,
  commonFlags,
  dataDirFlag,
  type Flag,
  type FlagsOf,
  wholeNumber,
} from '../../shared/flags.ts';
import { indexFlag, type Split, splitFlag } from '../../shared/split-flags.ts';
import { ALLOGRAPHS } from './allographs.ts';

const GROUP = 'Which images:';
export type ShowFlags = FlagsOf<
  CommonFlags & {
    readonly split: Flag<Split>;
    readonly index: Flag<number | undefined>;
    readonly count: Flag<number>;
    readonly seed: Flag<number>;
    readonly dataDir: typeof dataDirFlag;
  }
>;

export const showFlags: ShowFlags = {
  split: splitFlag('the split', 'train', GROUP),
  index: indexFlag('only the image with this index', GROUP),
  count: {
    term: '--count <n>',
    text: 'number of images',
    hint: `1 to 1000, default 10; of ${ALLOGRAPHS}, one of each style`,
    group: GROUP,
    fallback: 10,
    parse: wholeNumber('--count', 1, 1000),
  },
  seed: {
    term: '--seed <n>',
    text: 'seed for choosing images',
    hint: '0 to 2^53 - 1, default 1',
    group: GROUP,
    fallback: 1,
    parse: wholeNumber('--seed', 0, Number.MAX_SAFE_INTEGER),
  },
  dataDir: dataDirFlag,
  ...commonFlags,
};
