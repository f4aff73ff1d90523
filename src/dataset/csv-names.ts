/** Finds the CSV files of each split among names. */

import { type Part, partOfName } from './part-names.ts';

export interface CsvFiles {
  readonly train: string | null;
  readonly test: string | null;
}

const CSV = /\.(csv|tsv)(\.gz)?$/i;

export function isCsvName(path: string): boolean {
  return CSV.test(path);
}

/** EMNIST contains letters as well as digits. */
const PREFERRED = ['', 'mnist', 'emnist-digits', 'emnist-mnist'];

/**
 * By split: those of MNIST if there are several sets, or the only file. Null if there are none. Validation images are
 * the test split if there is no other.
 */
export function chooseCsvFiles(files: readonly string[]): CsvFiles | null {
  const names = files.filter((name) => CSV.test(name));
  const sets = new Map<string, Partial<Record<Part, string>>>();
  for (const name of names.sort((a, b) => a.length - b.length)) {
    const part = partOfName(name.replace(CSV, ''));
    if (part === null) continue;
    const set = name.replace(/[-_ .]*(train|test|val|dev|t10k).*$/i, '').toLowerCase();
    const found = sets.get(set) ?? {};
    sets.set(set, found);
    found[part] ??= name;
  }
  const [first] = sets.values();
  const found = PREFERRED.map((set) => sets.get(set)).find((found) => found !== undefined) ?? first;
  if (found !== undefined)
    return { train: found.train ?? null, test: found.test ?? found.validation ?? null };
  const [only, other] = names;
  return only === undefined || other !== undefined ? null : { train: only, test: null };
}
