/** The flags of `nn teach`. */

import { DEFAULT_MODEL } from '../shared/defaults.ts';
import { type Flag, outputPath, wholeNumber } from '../shared/flags.ts';
import { modelFlag } from '../shared/model-flags.ts';

const GROUP = 'Teaching:';

export interface TeachFlags {
  readonly model: Flag<string | undefined>;
  readonly out: Flag<string>;
  readonly force: Flag<boolean>;
  readonly seed: Flag<number>;
}

export const teachFlags: TeachFlags = {
  model: modelFlag('the model to teach', GROUP),
  out: {
    term: '--out <file>',
    aliases: ['-o'],
    text: 'the file for the fine-tuned model; the original may be replaced',
    hint: `default ${DEFAULT_MODEL}`,
    group: GROUP,
    fallback: DEFAULT_MODEL,
    parse: outputPath('--out'),
  },
  force: {
    term: '--force',
    text: 'replace another model, and write the model even if it got worse',
    hint: '',
    group: GROUP,
    fallback: false,
  },
  seed: {
    term: '--seed <n>',
    text: 'seed of all randomness: the same seed gives the same model, to the last bit',
    hint: '0 to 2^53 - 1, default 1',
    group: GROUP,
    fallback: 1,
    parse: wholeNumber('--seed', 0, Number.MAX_SAFE_INTEGER),
  },
};
