/** Flags of `nn train` and `nn eval` for folders of images, with the same names as in `nn predict`. */

import { type Flag, oneOf } from './flags.ts';

const PICTURES = 'Data loading:';
const INVERT = ['auto', 'yes', 'no'] as const;

export const invertFlag: Omit<Flag<(typeof INVERT)[number]>, 'group'> = {
  term: '--invert <when>',
  text: 'whether the ink is lighter than the paper: yes, no, or auto to detect it',
  hint: `${INVERT.join(', ')}; default auto`,
  fallback: 'auto',
  parse: oneOf('--invert', INVERT),
};

export interface ImageFlags {
  readonly invert: Flag<(typeof INVERT)[number]>;
  readonly preprocess: Flag<boolean>;
  readonly cache: Flag<boolean>;
  readonly transpose: Flag<boolean | undefined>;
}

/** Also for IDX, CSV and .npz files. */
export const transposeFlag: Flag<boolean | undefined> = {
  term: '--transpose',
  text: 'exchange rows and columns, as in the files of EMNIST; automatic for files with its names',
  hint: '',
  group: PICTURES,
  fallback: undefined,
  negation: 'do not exchange rows and columns, whatever the file names',
};

export const imageFlags: ImageFlags = {
  invert: { ...invertFlag, group: PICTURES },
  preprocess: {
    term: '--no-preprocess',
    text: "use pictures unchanged: they are 28x28 and in MNIST's form already, light on black",
    hint: '',
    group: PICTURES,
    fallback: true,
  },
  cache: {
    term: '--no-cache',
    text: 'do not use or write the cache of preprocessed pictures',
    hint: '',
    group: PICTURES,
    fallback: true,
  },
  transpose: transposeFlag,
};
