/** Finds the IDX files of images and labels of each split in a folder. */

import { join } from 'node:path';
import { chooseIdxFiles, type IdxFiles, isIdxName } from '../../dataset/idx-names.ts';
import type { Listing } from './listing.ts';

/**
 * The IDX files in a folder; null if there are none. An archive may have been unpacked to a folder with the name of
 * the file: the file within is used, unless there is a plain one next to it.
 *
 * @param list lists the names in a folder
 * @throws {DataError} if there are several sets, none of which is MNIST's or of digits
 */
export function findIdxFiles(folder: string, list: (folder: string) => Listing): IdxFiles | null {
  const { files, folders } = list(folder);
  const paths = files.filter(isIdxName);
  const empty: string[] = []; // names to be mentioned if the file is missing
  for (const name of folders.filter(isIdxName)) {
    const within = list(join(folder, name)).files.filter(isIdxName);
    paths.push(...within.map((file) => join(name, file)));
    if (within.length === 0) empty.push(name);
  }
  return chooseIdxFiles(paths, folder, empty);
}
