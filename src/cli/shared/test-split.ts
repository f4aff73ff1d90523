/** The digits that `nn eval` and `nn compare` measure on: the test part of a data set. */

import type { Dataset, LabelledImages } from '../../dataset/dataset.ts';
import { DataError } from '../../errors.ts';
import { DEFAULT_DATA } from './defaults.ts';
import { type Flag, path } from './flags.ts';

export const testDataFlag: Flag<string> = {
  term: '--data <name|path>',
  text: 'whose test part to use: a name of nn data list, a CSV file, or a folder of IDX files or of pictures (0/*.png to 9/*.png)',
  hint: `default ${DEFAULT_DATA}`,
  group: 'To begin with:',
  fallback: DEFAULT_DATA,
  parse: path('--data'),
};

/** Throws a DataError where there is none. */
export function openTestSplit({ name, test }: Dataset): LabelledImages {
  if (test === null || test.count === 0) {
    throw new DataError(`${name}: has no test part to measure on; name another with --data`);
  }
  return test;
}
