/** NumPy archives on disk. */

import { stat } from 'node:fs/promises';
import type { Dataset, DatasetParts, ImageRows, LabelledImages } from '../../dataset/dataset.ts';
import { type NpzParts, readNpyImages, readNpz } from '../../dataset/npz.ts';
import { DataError, NnError } from '../../errors.ts';
import { explainSystemError, readBounded } from '../files.ts';

/** The same limit as for IDX files. */
const MAX_BYTES = 2 ** 30;

/**
 * A file contains a training and a test split, or a single split as for CSV files.
 * @throws {DataError} if a requested split is missing or has no labels, or the file cannot be read
 */
export async function readNpzFile(file: string, parts: DatasetParts = {}): Promise<Dataset> {
  const all = !parts.train && !parts.test;
  const { parts: found, leftAside } = await readArrays(file, (part) =>
    all ? true : part === 'train' ? parts.train === true : parts.test === true,
  );
  const { train, test, validation, whole } = found;
  const tests = test ?? validation;
  if (whole !== undefined && train === undefined && tests === undefined) {
    if (parts.train && parts.test)
      throw new DataError(`${file} has no train/test split: it needs x_train, y_train, x_test and y_test`);
    const images = labelled(whole, file);
    return parts.test ? { name: file, train: null, test: images } : { name: file, train: images, test: null };
  }
  if (parts.train && train === undefined) throw missing(file, 'training', 'x_train and y_train');
  if (parts.test && tests === undefined) throw missing(file, 'test', 'x_test and y_test');
  const remarks = [
    ...(test === undefined && validation !== undefined && !parts.train
      ? ['Its validation part is taken for the test part']
      : []),
    ...(leftAside.length > 0 ? [`Left aside in ${file}: ${leftAside.join(', ')}`] : []),
  ];
  return {
    name: file,
    train: (parts.train || all) && train !== undefined ? labelled(train, file) : null,
    test: (parts.test || all) && tests !== undefined ? labelled(tests, file) : null,
    ...(remarks.length > 0 ? { remarks } : {}),
  };
}

/** Only the images, with or without labels: those of the test split if there are splits. */
export async function readNpzImages(file: string): Promise<ImageRows> {
  const { parts } = await readArrays(file, (part) => part !== 'train');
  const rows = parts.test ?? parts.validation ?? parts.whole;
  return rows ?? trainingImages(file);
}

/** The images of a single array. */
export function readNpyImagesFile(file: string): Promise<ImageRows> {
  return read(file, readNpyImages);
}

/** Whether there is a test split with labels. @throws {DataError} if the file cannot be read */
export async function hasNpzTest(file: string): Promise<boolean> {
  const { parts } = await readArrays(file, (part) => part !== 'train');
  return (parts.test ?? parts.validation)?.labels != null;
}

async function trainingImages(file: string): Promise<ImageRows> {
  const { parts } = await readArrays(file, () => true);
  if (parts.train !== undefined) return parts.train;
  throw new DataError(`${file} holds no images`);
}

function readArrays(file: string, wanted: Parameters<typeof readNpz>[2]): Promise<NpzParts> {
  return read(file, (bytes) => readNpz(bytes, file, wanted));
}

async function read<T>(file: string, parse: (bytes: Uint8Array, file: string) => T): Promise<T> {
  try {
    if (!(await stat(file)).isFile()) throw new DataError(`${file} is not a file`);
    return parse(await readBounded(file, MAX_BYTES), file);
  } catch (cause) {
    if (cause instanceof NnError) throw cause;
    throw new DataError(`${file} cannot be read (${explainSystemError(cause)}); check the path`, { cause });
  }
}

function labelled(rows: ImageRows, file: string): LabelledImages {
  if (rows.labels !== null) return { ...rows, labels: rows.labels };
  throw new DataError(`${file} holds images without labels; \`nn predict\` reads such files`);
}

function missing(file: string, part: string, arrays: string): DataError {
  return new DataError(`${file} has no ${part} part: looked for ${arrays}`);
}
