/** CSV files on disk, gzipped or not: a single split per file, or both in a folder. */

import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvReader, MAX_IMAGES } from '../../dataset/csv.ts';
import { FIRST, findLayout, LABEL } from '../../dataset/csv-layout.ts';
import { type CsvFiles, chooseCsvFiles } from '../../dataset/csv-names.ts';
import {
  type Dataset,
  type DatasetParts,
  IMAGE_PIXELS,
  type ImageRows,
  type LabelledImages,
} from '../../dataset/dataset.ts';
import { partOfName } from '../../dataset/part-names.ts';
import { DataError, NnError } from '../../errors.ts';
import { limitFor, limits } from '../../limits/limits.ts';
import { explainSystemError } from '../files.ts';

/** For messages: the most common names. */
const NAMES = {
  train: ['train.csv', 'mnist_train.csv'],
  test: ['test.csv', 'mnist_test.csv'],
} as const;

/**
 * Limit of the unpacked size: four bytes per value, doubled for spaces and quotes. Without it, a small gzipped file
 * could unpack endlessly.
 */
const MAX_BYTES = MAX_IMAGES * (IMAGE_PIXELS + 1) * 8;

/** Enough of a file to detect its layout. */
const HEAD_BYTES = 1 << 16;

type Part = keyof typeof NAMES;

/** The CSV files of a folder, by split; null if there are none. */
export function csvFilesIn(folder: string, files: readonly string[]): CsvFiles | null {
  const chosen = chooseCsvFiles(files);
  const path = (name: string | null): string | null => (name === null ? null : join(folder, name));
  return chosen === null ? null : { train: path(chosen.train), test: path(chosen.test) };
}

/** @throws {DataError} if a requested split is missing or cannot be read */
export async function readCsvFolder(
  folder: string,
  files: CsvFiles,
  parts: DatasetParts = {},
): Promise<Dataset> {
  const all = !parts.train && !parts.test;
  const remarks: string[] = [];
  const read = async (part: Part): Promise<LabelledImages | null> => {
    if (!parts[part] && !all) return null;
    const file = files[part];
    if (file !== null) {
      if (all && part === 'test' && !(await isLabelledCsv(file))) return null; // Kaggle's unlabelled test images
      const reader = await readCsv(file);
      const images = reader.finish();
      if (part === 'test' && partOfName(basename(file)) === 'validation')
        remarks.push(`${file} is taken for the test part`);
      remarks.push(...describe(file, reader));
      return images;
    }
    if (all) return null;
    const other = files[part === 'train' ? 'test' : 'train'];
    const wanted = `${NAMES[part].join(' or ')} (or either with .gz)`;
    throw new DataError(`${folder} has no ${part} part: looked for ${wanted}; or name ${other} itself`);
  };
  const [train, test] = [await read('train'), await read('test')];
  return { name: folder, train, test, ...(remarks.length > 0 ? { remarks } : {}) };
}

/**
 * A file contains a single split: the training split if that is requested, else the test split, and the training
 * split if none is requested.
 *
 * @throws {DataError} if both are requested, or it cannot be read
 */
export async function readCsvFile(file: string, parts: DatasetParts = {}): Promise<Dataset> {
  if (parts.train && parts.test) {
    throw new DataError(
      `${file} has no train/test split: give a folder that holds ${NAMES.train[0]} and ${NAMES.test[0]}`,
    );
  }
  const reader = await readCsv(file);
  const images = reader.finish();
  const remarks = describe(file, reader);
  const also = remarks.length > 0 ? { remarks } : {};
  return parts.test
    ? { name: file, train: null, test: images, ...also }
    : { name: file, train: images, test: null, ...also };
}

/** Only the images, with or without labels. @throws as `readCsvFile` */
export async function readCsvImages(file: string): Promise<ImageRows> {
  return (await readCsv(file)).finishRows();
}

/** Whether the rows of a file have labels, judging by its first lines. */
export async function isLabelledCsv(file: string): Promise<boolean> {
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of await openStream(file)) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size >= HEAD_BYTES) break;
    }
    const head = Buffer.concat(chunks)
      .subarray(0, HEAD_BYTES)
      .toString('latin1')
      .replace(/^\xef\xbb\xbf/, '');
    const whole = size < HEAD_BYTES ? head : head.slice(0, head.lastIndexOf('\n') + 1);
    return findLayout(whole, file).roles.some((role) => role === LABEL || role === FIRST);
  } catch {
    return false; // reading it will report the error
  }
}

function describe(file: string, { remarks }: CsvReader): string[] {
  return remarks.length === 0 ? [] : [`${file}: ${remarks.join('; ')}`];
}

/** Detects gzip by content. @throws {DataError} if it cannot be read, or a line is invalid */
async function readCsv(file: string): Promise<CsvReader> {
  try {
    const entry = await stat(file);
    if (!entry.isFile()) throw new DataError(`${file} is not a file`); // opening a pipe would block
    const reader = new CsvReader(file, limitFor(limits.packedCsvImages, entry.size));
    const most = Math.min(MAX_BYTES, limitFor(limits.unpackedBytes, entry.size));
    let size = 0;
    for await (const chunk of await openStream(file)) {
      size += (chunk as Buffer).length;
      if (size > most) throw new DataError(`${file} is too large: more than ${most} bytes; use a part of it`);
      reader.push(chunk as Buffer);
    }
    return reader;
  } catch (cause) {
    if (cause instanceof NnError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code?.startsWith('Z_')) {
      const problem =
        code === 'Z_BUF_ERROR'
          ? 'cut short: its gzip data end early'
          : 'damaged: its gzip data are not valid';
      throw new DataError(`${file} is ${problem}; download the file again`, { cause });
    }
    throw new DataError(`${file} cannot be read (${explainSystemError(cause)}); check the path`, { cause });
  }
}

async function openStream(file: string): Promise<Readable> {
  const handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  await handle.close();
  const bytes = createReadStream(file, { highWaterMark: 1 << 18 });
  if (bytesRead < 2 || buffer[0] !== 0x1f || buffer[1] !== 0x8b) return bytes;
  const unpacked = createGunzip({ chunkSize: 1 << 18 });
  bytes.on('error', (error) => unpacked.destroy(error));
  return bytes.pipe(unpacked);
}
