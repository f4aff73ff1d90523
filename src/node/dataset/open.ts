/** Where a data set comes from: its name or its path, as users write it. */
import { readdir, stat } from 'node:fs/promises';
import { catalog, findEntry } from '../../dataset/catalog.ts';
import type { Dataset, DatasetParts, LabelledImages } from '../../dataset/dataset.ts';
import { EMBEDDED_NAME } from '../../dataset/packed-digits.ts';
import { DataError } from '../../errors.ts';
import { csvFilesIn, isCsvName, readCsvFile, readCsvFolder } from './csv-file.ts';
import { loadEmbedded } from './embedded.ts';
import { checkFetched, openFetched } from './fetched.ts';
import { readIdxFolder } from './idx-folder.ts';
import { type ImageFolderOptions, isImageFolder, readImageFolder } from './image-folder.ts';

export type { DatasetParts, ImageFolderReport } from '../../dataset/dataset.ts';
export type { ImageFolderOptions } from './image-folder.ts';

export interface OpenOptions extends ImageFolderOptions {
  /** Where fetched data sets are kept; see `dataFolder` for the default. */
  readonly dataDir?: string | undefined;
}

/** Names that `openDataset` knows; anything else is a path. A folder of such a name is reached as `./name`. */
export const datasetNames: readonly string[] = [EMBEDDED_NAME, ...catalog.map(({ name }) => name)];

/** The data sets that have a name: both parts are there. */
export type BuiltInName = 'mnist-10k' | 'mnist' | 'fashion-mnist';

export type WholeDataset = DatasetWith<{ train: true; test: true }>;

/** A data set of which the parts that were asked for are there. */
export type DatasetWith<Parts extends DatasetParts> = Dataset & {
  readonly [Part in keyof DatasetParts as Parts[Part] extends true ? Part : never]-?: LabelledImages;
};

/**
 * Opens a data set by its name, or by the path of a folder of pictures (`<digit>/*.png`) or of IDX files,
 * or of a CSV file or a folder with `train.csv` and `test.csv`.
 *
 * @param parts those needed; the others are null and cost nothing. Without it, whatever parts there are.
 * @param options how a folder of pictures is read, and where fetched data sets are
 * @throws {DataError} if there is no such data set, or it cannot be read
 */
export function openDataset(
  name: BuiltInName,
  parts?: undefined,
  options?: OpenOptions,
): Promise<WholeDataset>;
export function openDataset<const Parts extends DatasetParts>(
  nameOrPath: string,
  parts: Parts,
  options?: OpenOptions,
): Promise<DatasetWith<Parts>>;
export function openDataset(
  nameOrPath: string,
  parts?: DatasetParts,
  options?: OpenOptions,
): Promise<Dataset>;
export async function openDataset(
  nameOrPath: string,
  parts: DatasetParts = {},
  options: OpenOptions = {},
): Promise<Dataset> {
  if (nameOrPath === EMBEDDED_NAME) return only(loadEmbedded(), parts);
  const entry = findEntry(nameOrPath);
  if (entry !== undefined) return openFetched(entry, parts, options.dataDir);
  const form = await formOf(nameOrPath);
  switch (form) {
    case 'pictures':
      return readImageFolder(nameOrPath, parts, options);
    case 'csv':
      return readCsvFile(nameOrPath, parts);
    case 'csv folder':
      return readCsvFolder(nameOrPath, parts);
    case 'folder':
      return readIdxFolder(nameOrPath, parts);
    case 'file':
      throw new DataError(
        `${nameOrPath} is a file, and not a .csv; give the folder that holds its images and its labels`,
      );
  }
}

/**
 * Whether there is such a data set, without reading it.
 * @throws {DataError} as `openDataset` does where there is none, or it has not been fetched
 */
export async function checkDataset(nameOrPath: string, dataDir?: string): Promise<void> {
  if (nameOrPath === EMBEDDED_NAME) return;
  const entry = findEntry(nameOrPath);
  if (entry === undefined) await formOf(nameOrPath);
  else await checkFetched(entry, dataDir);
}

/** Whether a data set has a test split, by the names of its files alone. */
export async function hasTestSplit(nameOrPath: string): Promise<boolean> {
  if (datasetNames.includes(nameOrPath)) return true;
  const names = await readdir(nameOrPath).catch(() => []);
  return names.some((name) => /^(test|t10k)/i.test(name));
}

/** Only names that would be used are asked for: the folder may hold a million others. */
async function formOf(path: string): Promise<'folder' | 'pictures' | 'csv folder' | 'csv' | 'file'> {
  try {
    const info = await stat(path);
    if (!info.isDirectory()) return isCsvName(path) ? 'csv' : 'file';
    if (isImageFolder(path)) return 'pictures';
    const { train, test } = csvFilesIn(path);
    return train === null && test === null ? 'folder' : 'csv folder';
  } catch (cause) {
    const known = `known names: ${datasetNames.join(', ')}`;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? new DataError(`No data set "${path}": there is no such name and no such folder; ${known}`, { cause })
      : new DataError(`No data set "${path}": it cannot be read (${message}); check the path; ${known}`, {
          cause,
        });
  }
}

function only(dataset: Dataset, { train, test }: DatasetParts): Dataset {
  if (!train && !test) return dataset;
  return { ...dataset, train: train ? dataset.train : null, test: test ? dataset.test : null };
}
