/** The contents of a folder, as far as they are relevant for data sets. */

import { opendirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../../errors.ts';
import { explainSystemError } from '../files.ts';
import { MAX_NAMES } from './image-files.ts';

export interface Listing {
  /** Names of folders and of files, including links to them, ordered by code units; hidden entries are skipped. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** Files that archivers and operating systems add. */
const NOT_DATA = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$)/i;

/** @throws {DataError} if it cannot be read, or has too many names */
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
