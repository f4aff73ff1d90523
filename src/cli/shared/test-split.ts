/** The test split, on which `nn eval` and `nn compare` evaluate. */

import type { Dataset, LabelledImages } from '../../dataset/dataset.ts';
import { DataError } from '../../errors.ts';

/** Throws a DataError if there is none. */
export function openTestSplit({ name, test }: Dataset): LabelledImages {
  if (test === null || test.count === 0) {
    throw new DataError(`${name}: has no test part to measure on; name another with --data`);
  }
  return test;
}
