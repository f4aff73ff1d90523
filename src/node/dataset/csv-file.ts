/** CSV files on disk, gzipped or not: one part in a file, or both in a folder. */

import { createReadStream, existsSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvReader, MAX_IMAGES } from '../../dataset/csv.ts';
import { type Dataset, type DatasetParts, IMAGE_PIXELS, type LabelledImages } from '../../dataset/dataset.ts';
import { DataError, NnError } from '../../errors.ts';
import { explainSystemError } from '../files.ts';

const NAMES = {
  train: ['train.csv', 'mnist_train.csv'],
  test: ['test.csv', 'mnist_test.csv'],
} as const;

/** Unpacked; four bytes a value, and as much again for spaces and quotes. A gzipped file could go on for days. */
const MAX_BYTES = MAX_IMAGES * (IMAGE_PIXELS + 1) * 8;

type Part = keyof typeof NAMES;

export function isCsvName(path: string): boolean {
  return /\.csv(\.gz)?$/i.test(path);
}

/** The CSV files of a folder, by part. */
export function csvFilesIn(folder: string): { train: string | null; test: string | null } {
  const find = (part: Part): string | null => {
    const names = NAMES[part].flatMap((name) => [name, `${name}.gz`]);
    const name = names.find((name) => existsSync(join(folder, name)));
    return name === undefined ? null : join(folder, name);
  };
  return { train: find('train'), test: find('test') };
}

/** @throws {DataError} where a part that is asked for is not there, or cannot be read */
export async function readCsvFolder(folder: string, parts: DatasetParts = {}): Promise<Dataset> {
  const files = csvFilesIn(folder);
  const all = !parts.train && !parts.test;
  const read = async (part: Part): Promise<LabelledImages | null> => {
    if (!parts[part] && !all) return null;
    const file = files[part];
    if (file !== null) return readCsv(file);
    if (all) return null;
    const other = files[part === 'train' ? 'test' : 'train'];
    const wanted = `${NAMES[part].join(' or ')} (or either with .gz)`;
    throw new DataError(`${folder} has no ${part} part: looked for ${wanted}; or name ${other} itself`);
  };
  return { name: folder, train: await read('train'), test: await read('test') };
}

/**
 * A file is one part: the training part if that is asked for, else the test part, and the training part where none is.
 *
 * @throws {DataError} where both are asked for, or it cannot be read
 */
export async function readCsvFile(file: string, parts: DatasetParts = {}): Promise<Dataset> {
  if (parts.train && parts.test) {
    throw new DataError(
      `${file} is not parted: give a folder that holds ${NAMES.train[0]} and ${NAMES.test[0]}`,
    );
  }
  const images = await readCsv(file);
  return parts.test ? { name: file, train: null, test: images } : { name: file, train: images, test: null };
}

/** Whether it is gzipped is told by its content. @throws {DataError} where it cannot be read, or a line is wrong */
async function readCsv(file: string): Promise<LabelledImages> {
  try {
    if (!(await stat(file)).isFile()) throw new DataError(`${file} is not a file`); // to open a pipe would wait for ever
    const reader = new CsvReader(file);
    let size = 0;
    for await (const chunk of await openStream(file)) {
      size += (chunk as Buffer).length;
      if (size > MAX_BYTES)
        throw new DataError(`${file} is too large: more than ${MAX_BYTES} bytes; use a part of it`);
      reader.push(chunk as Buffer);
    }
    return reader.finish();
  } catch (cause) {
    if (cause instanceof NnError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code?.startsWith('Z_')) {
      const problem =
        code === 'Z_BUF_ERROR'
          ? 'cut short: its gzip data end early'
          : 'damaged: its gzip data are not valid';
      throw new DataError(`${file} is ${problem}; get the file again`, { cause });
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
