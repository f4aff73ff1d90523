/** Lists of labels for images in a single folder: `labels.csv` with lines such as `a.png,3`. */

import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import { digitOfName } from '../../dataset/digit-names.ts';
import { DataError } from '../../errors.ts';
import { explainSystemError } from '../files.ts';
import { findImages } from './image-files.ts';
import { listFolder } from './listing.ts';

export interface LabelledFile {
  readonly path: string;
  readonly label: number;
}

export interface LabelList {
  readonly files: readonly LabelledFile[];
  /** Lines that cannot be used, with the reason. */
  readonly problems: readonly string[];
}

const NAME =
  /^((train|training|image|digit)[-_ ]?)?(labels?|annotations?|metadata|train|index)\.(csv|tsv|txt)$/i;

/** A million lines of 60 bytes. */
const MAX_BYTES = 2 ** 26;
const HEAD_BYTES = 4096;

/** A list has a file name and a label, and few other columns; a file of pixels has hundreds. */
const MOST_COLUMNS = 6;

const FILE_COLUMN = /file|image|name|path|^id$/i;
const LABEL_COLUMN = /label|class|digit|target/i;

/** The list of labels in a folder, or null if there is none. */
export function findLabelFile(folder: string): string | null {
  let files: readonly string[];
  try {
    ({ files } = listFolder(folder));
  } catch {
    return null;
  }
  const names = files.filter((name) => NAME.test(name));
  const found = names.find((name) => {
    const columns = split(headOf(join(folder, name)).split(/\r?\n/, 1)[0]).length;
    return columns >= 2 && columns <= MOST_COLUMNS;
  });
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

function split(line: string): string[] {
  const mark = [',', ';', '\t'].find((one) => line.includes(one)) ?? /\s+/;
  return line.split(mark).map((value) => value.trim().replace(/^"(.*)"$/, '$1'));
}

/**
 * The images of a folder that its list names, in the order of their paths. Names are relative paths or base names of
 * files in the folder, with or without extension.
 *
 * @throws {DataError} if the list cannot be read
 */
export function readLabelFile(file: string, folder: string): LabelList {
  const text = readText(file);
  const lines = text.split(/\r?\n/).map(split);
  const [head = []] = lines;
  const fileColumn = Math.max(
    0,
    head.findIndex((name) => FILE_COLUMN.test(name) && !LABEL_COLUMN.test(name)),
  );
  const named = head.findIndex((name, n) => n !== fileColumn && LABEL_COLUMN.test(name));
  const labelColumn = named >= 0 ? named : fileColumn === 0 ? 1 : 0;
  const hasNames = digitOfName(head[labelColumn] ?? '') === null;
  const images = imagesByName(folder);
  const labels = new Map<string, number>();
  const problems: string[] = [];
  for (const [n, values] of lines.entries()) {
    const isEmpty = values.length === 1 && values[0] === '';
    if (isEmpty || (n === 0 && hasNames)) continue;
    const [name = '', label = ''] = [values[fileColumn], values[labelColumn]];
    const digit = digitOfName(label.replace(/^(\d)\.0+$/, '$1'));
    const path = images.get(name.replaceAll('\\', '/').replace(/^\.\//, ''));
    if (digit === null)
      problems.push(`${file}: line ${n + 1} has a label of "${label.slice(0, 40)}", expected 0 to 9`);
    else if (path === undefined)
      problems.push(`${file}: line ${n + 1} names "${name.slice(0, 80)}", which is no image in ${folder}`);
    else labels.set(path, digit);
  }
  const files = [...labels].map(([path, label]) => ({ path, label }));
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), problems };
}

function readText(file: string): string {
  try {
    if (statSync(file).size > MAX_BYTES)
      throw new DataError(`${file} is too large: more than ${MAX_BYTES} bytes`);
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(`${file} cannot be read (${explainSystemError(cause)}); check the path`, { cause });
  }
}

/**
 * Maps the relative path and the base name, each with and without extension, to the image; the first one of a name
 * wins.
 */
function imagesByName(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const paths = findImages(folder).flatMap(({ path, problem }) => (problem === undefined ? [path] : []));
  const forms: ((path: string) => string)[] = [
    (path) => path,
    (path) => basename(path),
    (path) => path.slice(0, path.length - extname(path).length),
    (path) => basename(path, extname(path)),
  ];
  for (const form of forms) {
    for (const path of paths) {
      const name = form(relative(folder, path).split(sep).join('/'));
      if (!found.has(name)) found.set(name, join(path));
    }
  }
  return found;
}
