/** What `nn train` and `nn eval` can be told of folders of pictures; `nn predict` says the same in the same words. */

import { type Flag, oneOf } from './flags.ts';

const PICTURES = 'Folders of pictures as data:';
const INVERT = ['auto', 'yes', 'no'] as const;

export const invertFlag: Omit<Flag<(typeof INVERT)[number]>, 'group'> = {
  term: '--invert <when>',
  text: 'whether the ink is lighter than the paper: yes, no, or auto to find out',
  hint: `${INVERT.join(', ')}; default auto`,
  fallback: 'auto',
  parse: oneOf('--invert', INVERT),
};

export interface ImageFlags {
  readonly invert: Flag<(typeof INVERT)[number]>;
  readonly preprocess: Flag<boolean>;
  readonly cache: Flag<boolean>;
}

export const imageFlags: ImageFlags = {
  invert: { ...invertFlag, group: PICTURES },
  preprocess: {
    term: '--no-preprocess',
    text: "take pictures as they are: 28x28 and in MNIST's form already, light on black",
    hint: '',
    group: PICTURES,
    fallback: true,
  },
  cache: {
    term: '--no-cache',
    text: 'neither use nor keep prepared pictures, which otherwise make the next run quick',
    hint: '',
    group: PICTURES,
    fallback: true,
  },
};
