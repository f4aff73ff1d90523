/** What is in a folder, as far as data sets go. */

import { opendirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../../errors.ts';
import { explainSystemError } from '../files.ts';
import { MAX_NAMES } from './image-files.ts';

export interface Listing {
  /** Names of folders and of files, links to them as well, by code units; what is hidden is left out. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** What archives and systems put next to the data. */
const NOT_DATA = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$)/i;

/** @throws {DataError} where it cannot be read, or has more names than are kept in memory */
export function listFolder(folder: string, limit: number = MAX_NAMES): Listing {
  const folders: string[] = [];
  const files: string[] = [];
  try {
    const handle = opendirSync(folder, { bufferSize: 1024 });
    try {
      for (let entry = handle.readSync(); entry !== null; entry = handle.readSync()) {
        if (NOT_DATA.test(entry.name)) continue;
        const isFolder = entry.isDirectory() || (!entry.isFile() && isFolderBehind(join(folder, entry.name)));
        (isFolder ? folders : files).push(entry.name);
        if (folders.length + files.length > limit)
          throw new DataError(`${folder} holds more than ${limit} names; use a part of them`);
      }
    } finally {
      handle.closeSync();
    }
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(
      `${folder} cannot be read (${explainSystemError(cause)}); check the path and its permissions`,
      {
        cause,
      },
    );
  }
  return { folders: folders.sort(), files: files.sort() };
}

function isFolderBehind(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
