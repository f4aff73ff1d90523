/** `--split` and `--index`: one image of a data set. */

import { DataError } from '../../errors.ts';
import { type Flag, oneOf, wholeNumber } from './flags.ts';

const SPLITS = ['train', 'test'] as const;
export type Split = (typeof SPLITS)[number];

export function splitFlag(text: string, fallback: Split, group: string): Flag<Split> {
  return {
    term: '--split <name>',
    aliases: ['--part'],
    text,
    hint: `${SPLITS.join(', ')}; default ${fallback}`,
    group,
    fallback,
    parse: oneOf('--split', SPLITS),
  };
}

export function indexFlag(text: string, group: string): Flag<number | undefined> {
  return {
    term: '--index <n>',
    text,
    hint: 'from 0',
    group,
    fallback: undefined,
    parse: wholeNumber('--index', 0, 2 ** 32 - 1),
  };
}

/** @throws DataError if the split has no such image */
export function checkIndex(index: number, count: number, split: Split, data: string): void {
  if (index < count) return;
  throw new DataError(`--index: the ${split} split of ${data} has images 0 to ${count - 1}, got ${index}`);
}
