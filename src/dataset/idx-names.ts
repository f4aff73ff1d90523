/** Finds the IDX files of images and labels of each split among names: MNIST and its variants under all their names. */

import { DataError } from '../errors.ts';
import type { IdxKind } from './idx.ts';

export type IdxPart = 'train' | 'test';

/** The paths of a split's files, relative to the folder. */
export type IdxPair = { readonly [Kind in IdxKind]?: string };

export interface IdxFiles {
  /** The prefix of the names, such as `emnist-digits-`; empty for plain MNIST. */
  readonly set: string;
  readonly train: IdxPair;
  readonly test: IdxPair;
}

/** `train-images-idx3-ubyte`, `emnist-digits-test-labels-idx1-ubyte.gz`, `qmnist-train-labels.idx2-int`, ... */
const NAME =
  /^(.*?)(train|training|t10k|test|testing)[-_. ](images|labels)[-_. ]idx\d[-_. ](ubyte|int)(\.gz)?$/i;

/** The preference if a folder contains several sets: MNIST itself, then digits before letters. */
const PREFERRED = ['', 'mnist-', 'qmnist-', 'emnist-digits-', 'emnist-mnist-'];

const lastName = (path: string): string => path.split(/[\\/]/).at(-1) ?? '';

export function isIdxName(name: string): boolean {
  return NAME.test(name);
}

/**
 * Null if none has the name of an IDX file.
 *
 * @param folder names them in messages
 * @param last paths to name if there is nothing else, such as folders with the name of a file
 * @throws {DataError} if there are several sets, none of which is MNIST's or of digits
 */
export function chooseIdxFiles(
  paths: readonly string[],
  folder: string,
  last: readonly string[] = [],
): IdxFiles | null {
  const sets = new Map<string, { train: Record<string, string>; test: Record<string, string> }>();
  for (const path of [...byPreference(paths.filter((path) => NAME.test(lastName(path)))), ...last]) {
    const [, set = '', part = '', kind = ''] = NAME.exec(lastName(path)) ?? [];
    const key = set.toLowerCase();
    const found = sets.get(key) ?? { train: {}, test: {} };
    sets.set(key, found);
    found[/^train/i.test(part) ? 'train' : 'test'][kind.toLowerCase()] ??= path;
  }
  if (sets.size === 0) return null;
  const [first] = sets.keys();
  const set = PREFERRED.find((name) => sets.has(name)) ?? (sets.size === 1 ? first : undefined);
  const found = set === undefined ? undefined : sets.get(set);
  if (set === undefined || found === undefined) {
    const names = [...sets.keys()].map((name) => `${name}train-images...`).join(', ');
    throw new DataError(
      `${folder} holds several data sets (${names}); move one of them to a folder of its own`,
    );
  }
  return { set, ...found };
}

/** Plain files before those in folders, uncompressed before gzipped, `t10k` before `test`, hyphens before dots. */
function byPreference(paths: readonly string[]): string[] {
  const rank = (path: string): number =>
    (/[\\/]/.test(path) ? 8 : 0) +
    (/\.gz$/i.test(path) ? 4 : 0) +
    (/(^|[\\/-])test/i.test(path) ? 2 : 0) +
    (/\.idx/i.test(path) ? 1 : 0);
  return [...paths].sort((a, b) => rank(a) - rank(b));
}
