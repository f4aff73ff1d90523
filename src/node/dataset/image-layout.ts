/** Detects how a folder of image files is labelled: by folders of digits, by splits with such folders, or by a list. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CLASSES } from '../../dataset/dataset.ts';
import { digitOfName } from '../../dataset/digit-names.ts';
import { type Part, partOfName } from '../../dataset/part-names.ts';
import { DataError } from '../../errors.ts';
import { findLabelFile } from './label-file.ts';
import { listFolder } from './listing.ts';

/** The folder of a digit. */
export interface ClassFolder {
  readonly digit: number;
  readonly path: string;
}

export interface ImageLayout {
  /** The folder of each split; `whole` if the digits are in the folder itself. */
  readonly parts: Partial<Readonly<Record<Part | 'whole', string>>>;
  /** The list of labels for the images in the folder, if there is one. */
  readonly labelFile?: string;
  /** Folders next to those of digits. */
  readonly leftAside: readonly string[];
}

/** Names of splits that are recognised without listing a folder, which may be large. */
const COMMON = ['train', 'test'] as const;

/**
 * Null if the folder has none of these layouts.
 * @throws {DataError} if it has two
 */
export function findImageLayout(folder: string): ImageLayout | null {
  const parts: Partial<Record<Part | 'whole', string>> = {};
  const names = classFolders(folder).length > 0 ? COMMON : foldersIn(folder);
  for (const name of [...COMMON, ...names]) {
    const part = partOfName(name);
    if (part === null || parts[part] !== undefined) continue;
    const path = join(folder, name);
    if (classFolders(path).length > 0) parts[part] = path;
  }
  const there = Object.keys(parts);
  if (classFolders(folder).length > 0) {
    if (there.length > 0) {
      const beside = Object.values(parts).map(
        (path) => `${path.slice(folder.length).replace(/^[\\/]/, '')}/`,
      );
      throw new DataError(
        `${folder} holds digits both in ${beside.join(' and ')} and next to them; move them to one place`,
      );
    }
    return { parts: { whole: folder }, leftAside: leftAside(folder) };
  }
  if (there.length > 0) return { parts, leftAside: Object.values(parts).flatMap(leftAside) };
  const labelFile = findLabelFile(folder);
  return labelFile === null ? null : { parts: { whole: folder }, labelFile, leftAside: [] };
}

/** The folders of digits in a folder, in order: `0` to `9` if they exist, otherwise other names of digits. */
export function classFolders(folder: string): ClassFolder[] {
  const plain = Array.from({ length: CLASSES }, (_, digit) => ({ digit, path: join(folder, String(digit)) }));
  const found = plain.filter(({ path }) => isFolder(path));
  if (found.length > 0) return found;
  return foldersIn(folder)
    .flatMap((name) => {
      const digit = digitOfName(name);
      return digit === null ? [] : [{ digit, path: join(folder, name) }];
    })
    .sort((a, b) => a.digit - b.digit);
}

/** Folders next to those of digits, whose names are not digits, or explicitly not. */
function leftAside(folder: string): string[] {
  const used = new Set(classFolders(folder).map(({ path }) => path));
  return foldersIn(folder)
    .map((name) => join(folder, name))
    .filter((path) => !used.has(path));
}

function foldersIn(folder: string): readonly string[] {
  try {
    return listFolder(folder).folders;
  } catch (error) {
    if (error instanceof DataError) return []; // reading it will report the error
    throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
