/**
 * Reads folders of images with the layouts of `image-layout.ts`: `<digit>/*.png` and the like, or the same for each
 * split.
 */

import { realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  type Dataset,
  type DatasetParts,
  IMAGE_PIXELS,
  type ImageFolderReport,
  type LabelledImages,
} from '../../dataset/dataset.ts';
import { DataError, type NnError } from '../../errors.ts';
import type { CandidateOptions } from '../../image/segment/candidates.ts';
import { sharpVersions } from '../decode.ts';
import { findImages, IMAGE_EXTENSIONS, MAX_NAMES } from './image-files.ts';
import { classFolders, findImageLayout, type ImageLayout } from './image-layout.ts';
import { BATCH_FILES, type ImageReader, openImageReader } from './image-pool.ts';
import { readLabelFile } from './label-file.ts';
import {
  cacheFile,
  KEY_LENGTH,
  noForms,
  preparationVersion,
  readForms,
  writeForms,
} from './preprocess-cache.ts';

/** How images are preprocessed. */
export interface ImageFolderOptions {
  /** False if they are already 28x28 and in MNIST's form. Default: true. */
  readonly preprocess?: boolean | undefined;
  /** Whether ink is lighter than paper. Default: `auto`. */
  readonly invert?: CandidateOptions['invert'] | undefined;
  /** The cache folder for preprocessed images; none by default. */
  readonly cacheFolder?: string | null | undefined;
  /** Number of threads; by default the number of cores. */
  readonly threads?: number | undefined;
  /** Called several times a second with the number of images read. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

type Part = 'train' | 'test';

/** An image to read, and the digit of its folder. */
interface Listed {
  readonly part: Part;
  readonly path: string;
  readonly label: number;
}

type Refused = ImageFolderReport['refused'][number];

/**
 * Reads a folder of images and converts each to MNIST's form. Files that cannot be used are reported in `pictures`;
 * it is only an error if no others remain.
 *
 * A folder without split subfolders is a single split: the training split if that is requested, else the test split,
 * and the training split if none is requested.
 *
 * @throws {DataError} if a split is missing, the layout is ambiguous, or none of the images can be used
 */
export async function readImageFolder(
  folder: string,
  parts: DatasetParts = {},
  options: ImageFolderOptions = {},
  layout: ImageLayout | null = findImageLayout(folder),
): Promise<Dataset> {
  if (layout === null) throw new DataError(`${folder} holds no images in folders of digits`);
  const listed: Listed[] = [];
  const refused: Refused[] = [];
  const folders = partFolders(folder, layout, parts);
  for (const [part, path] of folders) {
    if (layout.labelFile === undefined) listPart(path, part, listed, refused);
    else listLabelled(layout.labelFile, path, part, listed, refused);
  }
  if (listed.length > MAX_NAMES) {
    throw new DataError(`${folder} holds more than ${MAX_NAMES} pictures; use a part of them`);
  }
  const { images, labels, kept, cached } = await readAll(
    folders.map(([, path]) => path),
    listed,
    refused,
    options,
  );
  const partOf = (part: Part): LabelledImages | null => {
    const first = kept.findIndex((listed) => listed.part === part);
    if (first < 0) return null;
    const end = kept.findLastIndex((listed) => listed.part === part) + 1;
    return {
      count: end - first,
      images: images.subarray(first * IMAGE_PIXELS, end * IMAGE_PIXELS),
      labels: labels.subarray(first, end),
    };
  };
  const dataset: Dataset = {
    name: folder,
    train: partOf('train'),
    test: partOf('test'),
    pictures: { read: kept.length, cached, refused },
  };
  for (const [part, path] of folders) if (dataset[part] === null) throw nothing(path, refused);
  return dataset;
}

/** The requested splits, with the folders that contain their digits. */
function partFolders(folder: string, { parts: found }: ImageLayout, parts: DatasetParts): [Part, string][] {
  if (found.whole !== undefined) {
    if (parts.train && parts.test) {
      throw new DataError(
        `${folder} has no train/test split: put its digits into ${folder}/train/0 to 9 and ${folder}/test/0 to 9`,
      );
    }
    return [[parts.test ? 'test' : 'train', found.whole]];
  }
  const { train, test = found.validation } = found;
  const there: Partial<Record<Part, string>> = {
    ...(train === undefined ? {} : { train }),
    ...(test === undefined ? {} : { test }),
  };
  const all = !parts.train && !parts.test;
  return (['train', 'test'] as const)
    .filter((part) => parts[part] || (all && there[part] !== undefined))
    .map((part) => {
      const path = there[part];
      if (path !== undefined) return [part, path];
      const other = there[part === 'train' ? 'test' : 'train'];
      const instead = other === undefined ? '' : `, or name ${other} itself`;
      throw new DataError(
        `${folder} has no ${part} part: looked for ${join(folder, part, '0')} to 9${instead}`,
      );
    });
}

function listPart(folder: string, part: Part, listed: Listed[], refused: Refused[]): void {
  for (const { digit: label, path: ofDigit } of classFolders(folder)) {
    for (const { path, problem } of findImages(ofDigit)) {
      if (problem === undefined) listed.push({ part, path, label });
      else refused.push(toRefused(path, problem));
    }
  }
}

function listLabelled(file: string, folder: string, part: Part, listed: Listed[], refused: Refused[]): void {
  const { files, problems } = readLabelFile(file, folder);
  for (const one of files) listed.push({ part, ...one });
  for (const problem of problems) refused.push(toRefused(file, new DataError(problem)));
}

const toRefused = (image: string, { kind, message }: NnError): Refused => ({
  image,
  error: { kind, message },
});

interface Read {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  /** The images that were used. */
  readonly kept: readonly Listed[];
  readonly cached: number;
}

/** Reads all images, and updates the cache. Errors of individual images are added to `refused`. */
async function readAll(
  folders: readonly string[],
  listed: readonly Listed[],
  refused: Refused[],
  options: ImageFolderOptions,
): Promise<Read> {
  const view: CandidateOptions = {
    preprocess: options.preprocess ?? true,
    invert: options.invert ?? 'auto',
  };
  const { cacheFolder = null, threads = availableParallelism(), onProgress = () => {} } = options;
  const how = JSON.stringify([view.preprocess, view.invert]);
  const code = cacheFolder === null ? null : await preparationVersion(await sharpVersions());
  const cache =
    cacheFolder === null || code === null
      ? null
      : {
          folder: cacheFolder,
          file: cacheFile(
            cacheFolder,
            folders.map((path) => realpathSync(path)),
            how,
          ),
        };
  const known = cache === null ? noForms : await readForms(cache.file);
  const version = cache === null ? '' : `${code} ${how}\n`;

  // The operating system only commits pages that are written: rejected images cost no memory.
  const images = new Uint8Array(listed.length * IMAGE_PIXELS);
  const keys = new Uint8Array(cache === null ? 0 : listed.length * KEY_LENGTH);
  const isGood = new Uint8Array(listed.length);
  const problems: [index: number, problem: NnError][] = [];
  let cached = 0;
  let done = 0;
  const readBatch = async (reader: ImageReader, start: number): Promise<void> => {
    const paths = listed.slice(start, start + BATCH_FILES).map(({ path }) => path);
    const batch = await reader.prepare(paths, view, version);
    images.set(batch.pixels, start * IMAGE_PIXELS);
    if (cache !== null) keys.set(batch.keys, start * KEY_LENGTH);
    isGood.fill(1, start, start + paths.length);
    for (const [n, problem] of batch.problems) {
      isGood[start + n] = 0;
      problems.push([start + n, problem]);
    }
    cached += batch.known;
    done += paths.length;
    onProgress(done, listed.length);
  };
  const reader = await openImageReader(listed.length, known, threads);
  try {
    let next = 0;
    const takeTurns = async (): Promise<void> => {
      while (next < listed.length) {
        const start = next;
        next += BATCH_FILES;
        await readBatch(reader, start);
      }
    };
    await Promise.all(Array.from({ length: reader.ahead }, takeTurns));
  } finally {
    await reader.close();
  }

  problems.sort(([a], [b]) => a - b);
  for (const [n, problem] of problems) refused.push(toRefused(listed[n].path, problem));
  const count = keepGood(images, IMAGE_PIXELS, isGood);
  if (cache !== null && cached < count) {
    keepGood(keys, KEY_LENGTH, isGood);
    const length = count * KEY_LENGTH;
    await writeForms(
      cache.file,
      cache.folder,
      keys.subarray(0, length),
      images.subarray(0, count * IMAGE_PIXELS),
    );
  }
  const kept = listed.filter((_, n) => isGood[n] === 1);
  const labels = Uint8Array.from(kept, ({ label }) => label);
  return { images: images.subarray(0, count * IMAGE_PIXELS), labels, kept, cached };
}

/** Moves the valid rows to the front, in order; returns their number. */
function keepGood(rows: Uint8Array, length: number, isGood: Uint8Array): number {
  let count = 0;
  for (let n = 0; n < isGood.length; n++) {
    if (isGood[n] === 0) continue;
    if (count < n) rows.copyWithin(count * length, n * length, (n + 1) * length);
    count++;
  }
  return count;
}

function nothing(folder: string, refused: readonly Refused[]): DataError {
  if (refused.length === 0) {
    return new DataError(
      `${folder} holds no pictures: no ${IMAGE_EXTENSIONS} files are in its folders 0 to 9`,
    );
  }
  const { message } = refused[0].error;
  const count = refused.length === 1 ? 'its only picture is refused' : `all ${refused.length} are refused`;
  return new DataError(`${folder} holds no picture that can be used: ${count}; the first: ${message}`);
}
