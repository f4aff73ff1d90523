/** Finds the image files in a folder and its subfolders. */

import { opendirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isImageName } from '../../dataset/image-paths.ts';
import { DataError, ImageError, NnError } from '../../errors.ts';
import { limits } from '../../limits/limits.ts';
import { explainSystemError } from '../files.ts';

/** A path to read, or an error: an unreadable folder does not stop the others. */
export interface FoundImage {
  readonly path: string;
  readonly problem?: ImageError;
}

/** Maximum number of names in a folder, and of images in total, which limits memory. */
export const MAX_NAMES: number = limits.folder.names;

/** By code units, independent of the locale: the order determines the validation split. */
const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/**
 * Image files, by their extension, in the order of their names; hidden files are skipped, and links are followed.
 *
 * @throws {DataError} if there are more than `limit` in a folder, or in total
 */
export function findImages(folder: string, limit: number = MAX_NAMES): FoundImage[] {
  const found: FoundImage[] = [];
  search(folder, [], new Set(), found, limit);
  return found;
}

/**
 * @param above the real paths of the parent folders
 * @param seen the real paths of all folders visited: links could make the search endless
 */
function search(
  folder: string,
  above: readonly string[],
  seen: Set<string>,
  found: FoundImage[],
  limit: number,
): void {
  const refuse = (path: string, what: string): void => {
    found.push({ path, problem: new ImageError(`${path} ${what}`) });
  };
  let real: string;
  let entries: Entry[];
  try {
    real = realpathSync(folder);
    if (above.includes(real)) {
      refuse(folder, 'is a symbolic link that leads back to a folder above it; left out');
      return;
    }
    if (seen.has(real)) return;
    if (above.length >= limits.folder.depth) {
      refuse(folder, `is more than ${limits.folder.depth} folders deep; left out: give it by its own path`);
      return;
    }
    seen.add(real);
    entries = list(folder, limit);
  } catch (error) {
    if (error instanceof NnError) throw error;
    refuse(folder, `cannot be searched for pictures (${explainSystemError(error)})`);
    return;
  }
  for (const { name, kind } of entries) {
    const path = join(folder, name);
    try {
      const isFolder = kind === 'folder' || (kind !== 'file' && isFolderBehind(path));
      if (isFolder) search(path, [...above, real], seen, found, limit);
      else if (isImageName(name)) found.push({ path });
    } catch (error) {
      if (error instanceof NnError) throw error;
      refuse(path, `cannot be read (${explainSystemError(error)})`);
    }
    if (found.length > limit) throw tooMany(folder, 'pictures', limit);
  }
}

/** The target of a link, or of an entry whose type the system does not report. A broken link is not a folder. */
function isFolderBehind(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Entries that may be images or folders, by name. */
function list(folder: string, limit: number): Entry[] {
  const entries: Entry[] = [];
  const handle = opendirSync(folder, { bufferSize: 1024 });
  try {
    for (let entry = handle.readSync(); entry !== null; entry = handle.readSync()) {
      if (entry.name.startsWith('.')) continue;
      const kind = entry.isFile()
        ? 'file'
        : entry.isDirectory()
          ? 'folder'
          : entry.isSymbolicLink()
            ? 'link'
            : 'other';
      if (kind === 'file' && !isImageName(entry.name)) continue;
      entries.push({ name: entry.name, kind });
      if (entries.length > limit) throw tooMany(folder, 'names', limit);
    }
  } finally {
    handle.closeSync();
  }
  return entries.sort(byName);
}

function tooMany(folder: string, what: string, limit: number): DataError {
  return new DataError(`${folder} holds more than ${limit} ${what}; use a part of them`);
}
