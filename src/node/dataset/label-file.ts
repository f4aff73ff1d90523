/** Reads lists of labels from folders of images. */

import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isLabelList, isLabelListName, type LabelList, readLabelList } from '../../dataset/label-list.ts';
import { DataError } from '../../errors.ts';
import { explainSystemError } from '../files.ts';
import { findImages } from './image-files.ts';
import { listFolder } from './listing.ts';

/** A million lines of 60 bytes. */
const MAX_BYTES = 2 ** 26;
const HEAD_BYTES = 4096;

/** The list of labels in a folder, or null if there is none. */
export function findLabelFile(folder: string): string | null {
  let files: readonly string[];
  try {
    ({ files } = listFolder(folder));
  } catch {
    return null;
  }
  const found = files.filter(isLabelListName).find((name) => isLabelList(headOf(join(folder, name))));
  return found === undefined ? null : join(folder, found);
}

function headOf(path: string): string {
  if (!statSync(path).isFile()) return '';
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

/**
 * The images of a folder that its list names.
 *
 * @throws {DataError} if the list cannot be read
 */
export function readLabelFile(file: string, folder: string): LabelList {
  const found = findImages(folder).flatMap(({ path, problem }) => (problem === undefined ? [path] : []));
  const paths = found.map((path) => relative(folder, path).split(sep).join('/'));
  const { files, problems } = readLabelList(readText(file), file, folder, paths);
  return { files: files.map(({ path, label }) => ({ path: join(folder, path), label })), problems };
}

function readText(file: string): string {
  try {
    if (statSync(file).size > MAX_BYTES)
      throw new DataError(`${file} is too large: more than ${MAX_BYTES} bytes`);
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(`${file} cannot be read (${explainSystemError(cause)}); check the path`, { cause });
  }
}
