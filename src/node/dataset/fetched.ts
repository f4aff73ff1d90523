/** Reads data sets of the catalogue from the data folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogEntry } from '../../dataset/catalog.ts';
import type { Dataset, DatasetParts } from '../../dataset/dataset.ts';
import { DataError } from '../../errors.ts';
import { dataFolder } from './data-folder.ts';
import { readIdxFolder } from './idx-folder.ts';
import { missingFiles } from './verify.ts';

/**
 * @param dataDir see `dataFolder`
 * @throws {DataError} if it has not been downloaded, or a file is damaged
 */
export async function openFetched(
  entry: CatalogEntry,
  parts: DatasetParts,
  dataDir?: string,
): Promise<Dataset> {
  const folder = await checkFetched(entry, dataDir);
  const names = new Set(entry.files.map(({ name }) => name));
  const dataset = await readIdxFolder(folder, parts, names);
  const { name, classNames } = entry;
  return { ...dataset, name, ...(classNames === undefined ? {} : { classNames }) };
}

/** @returns its folder @throws {DataError} if it has not been downloaded, or a file is missing */
export async function checkFetched(entry: CatalogEntry, dataDir?: string): Promise<string> {
  const folder = join(await dataFolder(dataDir), entry.name);
  const missing = await missingFiles(entry, folder);
  if (missing.length > 0) throw notFetched(entry, folder, missing);
  return folder;
}

/** The error for a data set that is missing or incomplete. */
export function notFetched(entry: CatalogEntry, folder: string, missing: readonly string[]): DataError {
  const { name, files } = entry;
  const state = missing.length === files.length ? 'is not fetched yet' : `lacks ${missing.join(', ')}`;
  const here = existsSync(name) ? `; for what is called ${name} here, write ./${name}` : '';
  return new DataError(
    `${name} ${state}: get it with \`nn data fetch ${name}\` (looked in ${folder})${here}`,
  );
}
