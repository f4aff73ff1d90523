/** Opens data sets by name or path. */

import { checkOptions, optionNames } from '../../check-options.ts';
import { catalog, findEntry } from '../../dataset/catalog.ts';
import type { Dataset, DatasetParts, LabelledImages } from '../../dataset/dataset.ts';
import { areInverted, INVERTED } from '../../dataset/inverted.ts';
import { EMBEDDED_NAME } from '../../dataset/packed-digits.ts';
import { transposed } from '../../dataset/transpose.ts';
import { checkArgument, DataError, NnError } from '../../errors.ts';
import { isLabelledCsv, readCsvFile, readCsvFolder } from './csv-file.ts';
import { loadEmbedded } from './embedded.ts';
import { checkFetched, openFetched } from './fetched.ts';
import { findIdxFiles } from './idx-files.ts';
import { readIdxFolder } from './idx-folder.ts';
import { readImageFolder } from './image-folder.ts';
import { listFolder } from './listing.ts';
import { type Located, locateData } from './locate.ts';
import { hasNpzTest, readNpzFile } from './npz-file.ts';
import type { ImageFolderOptions } from './preprocess-files.ts';

export type { DatasetParts, ImageFolderReport } from '../../dataset/dataset.ts';
export type { ImageFolderOptions } from './preprocess-files.ts';

export interface OpenOptions extends ImageFolderOptions {
  /** The folder of downloaded data sets; see `dataFolder` for the default. */
  readonly dataDir?: string | undefined;
  /** Whether to transpose images. Default: if the files have the names of EMNIST's, whose images are transposed. */
  readonly transpose?: boolean | undefined;
}

const knownParts = optionNames<DatasetParts>({ train: true, test: true });
const knownOptions = optionNames<OpenOptions>({
  dataDir: true,
  transpose: true,
  preprocess: true,
  invert: true,
  cacheFolder: true,
  threads: true,
  onProgress: true,
});

/** Names that `openDataset` knows; anything else is a path. A folder with such a name can be given as `./name`. */
export const datasetNames: readonly string[] = [EMBEDDED_NAME, ...catalog.map(({ name }) => name)];

/** The named data sets, which have both splits. */
export type BuiltInName = 'mnist-10k' | 'mnist' | 'fashion-mnist';

export type WholeDataset = DatasetWith<{ train: true; test: true }>;

/** A data set that has the requested splits. */
export type DatasetWith<Parts extends DatasetParts> = Dataset & {
  readonly [Part in keyof DatasetParts as Parts[Part] extends true ? Part : never]-?: LabelledImages;
};

/**
 * Opens a data set by its name, or by the path of a CSV or `.npz` file, or of a folder: of images by digit
 * (`<digit>/*.png`), of IDX files, with `train.csv` and `test.csv`, or containing such a folder.
 *
 * @param parts the splits needed; others are null and are not read. By default, all splits that exist.
 * @param options for folders of images, and the folder of downloaded data sets
 * @throws {UsageError} for an unknown part or option
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
  checkArgument(typeof nameOrPath === 'string', 'nameOrPath', 'the name of a data set or a path', nameOrPath);
  checkOptions(parts, knownParts);
  checkOptions(options, knownOptions);
  if (nameOrPath === EMBEDDED_NAME) return only(loadEmbedded(), parts);
  const entry = findEntry(nameOrPath);
  if (entry !== undefined) return openFetched(entry, parts, options.dataDir);
  const located = await locate(nameOrPath);
  const dataset = await read(located, parts, options);
  const turn = options.transpose ?? located.isTransposed;
  const remarks = [
    ...located.remarks,
    ...(dataset.remarks ?? []),
    ...(turn && options.transpose === undefined
      ? ['Images are transposed, as EMNIST has them the other way (--no-transpose takes them as they are)']
      : []),
    ...([dataset.train, dataset.test].some((rows) => rows !== null && areInverted(rows)) ? [INVERTED] : []),
  ];
  return {
    ...dataset,
    name: nameOrPath,
    train: turn && dataset.train !== null ? transposed(dataset.train) : dataset.train,
    test: turn && dataset.test !== null ? transposed(dataset.test) : dataset.test,
    ...(remarks.length > 0 ? { remarks } : {}),
  };
}

function read({ form, path }: Located, parts: DatasetParts, options: OpenOptions): Promise<Dataset> {
  switch (form.kind) {
    case 'images':
      return readImageFolder(path, parts, options, form.layout);
    case 'csv':
      return readCsvFile(path, parts);
    case 'csv folder':
      return readCsvFolder(path, form.files, parts);
    case 'npz':
      return readNpzFile(path, parts);
    case 'idx':
      return readIdxFolder(path, parts);
  }
}

/**
 * Checks that a data set exists, without reading it.
 * @throws {DataError} as `openDataset` if it does not exist, or has not been downloaded
 */
export async function checkDataset(nameOrPath: string, dataDir?: string): Promise<void> {
  if (nameOrPath === EMBEDDED_NAME) return;
  const entry = findEntry(nameOrPath);
  if (entry === undefined) await locate(nameOrPath);
  else await checkFetched(entry, dataDir);
}

/** Whether a data set has a test split with labels, without reading it. */
export async function hasTestSplit(nameOrPath: string): Promise<boolean> {
  if (datasetNames.includes(nameOrPath)) return true;
  try {
    const { form, path } = await locateData(nameOrPath);
    switch (form.kind) {
      case 'images':
        return (form.layout.parts.test ?? form.layout.parts.validation) !== undefined;
      case 'csv folder':
        return form.files.test !== null && (await isLabelledCsv(form.files.test));
      case 'csv':
        return false;
      case 'npz':
        return await hasNpzTest(path);
      case 'idx': {
        const test = findIdxFiles(path, listFolder)?.test;
        return test?.images !== undefined && test.labels !== undefined;
      }
    }
  } catch (error) {
    if (error instanceof NnError) return false;
    throw error;
  }
}

/** The file of unlabelled test images, as distributed in competitions; null if there is none. */
export async function unlabelledTest(nameOrPath: string): Promise<string | null> {
  if (datasetNames.includes(nameOrPath)) return null;
  try {
    const { form } = await locateData(nameOrPath);
    if (form.kind !== 'csv folder' || form.files.test === null) return null;
    return (await isLabelledCsv(form.files.test)) ? null : form.files.test;
  } catch {
    return null;
  }
}

async function locate(path: string): Promise<Located> {
  try {
    return await locateData(path);
  } catch (cause) {
    if (cause instanceof NnError) throw cause;
    const known = `known names: ${datasetNames.join(', ')}`;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? new DataError(`no data set "${path}": there is no such name and no such folder; ${known}`, { cause })
      : new DataError(`no data set "${path}": it cannot be read (${message}); check the path; ${known}`, {
          cause,
        });
  }
}

function only(dataset: Dataset, { train, test }: DatasetParts): Dataset {
  if (!train && !test) return dataset;
  return { ...dataset, train: train ? dataset.train : null, test: test ? dataset.test : null };
}
