/** Preprocesses image files on several threads; a cache of the results saves most of the work the next time. */

import { realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { IMAGE_PIXELS } from '../../dataset/dataset.ts';
import type { NnError } from '../../errors.ts';
import type { CandidateOptions } from '../../image/segment/candidates.ts';
import { sharpVersions } from '../decode.ts';
import type { FormBatch } from './image-batch.ts';
import { BATCH_FILES, type ImageReader, openImageReader } from './image-pool.ts';
import {
  type CachedForms,
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

export interface PreprocessedFiles {
  /** N x 784 bytes: the files that could be used, in their order. */
  readonly images: Uint8Array;
  /** Their indices among all files, ascending. */
  readonly used: readonly number[];
  /** Number of them that were found in the cache. */
  readonly cached: number;
  /** Why the others could not be used, in their order. */
  readonly problems: readonly (readonly [index: number, problem: NnError])[];
}

/**
 * Preprocesses all files, and updates the cache.
 * @param folders that contain the files: they have one cache file
 */
export async function preprocessFiles(
  paths: readonly string[],
  folders: readonly string[],
  options: ImageFolderOptions,
): Promise<PreprocessedFiles> {
  const view: CandidateOptions = {
    preprocess: options.preprocess ?? true,
    invert: options.invert ?? 'auto',
  };
  const { cacheFolder = null, threads = availableParallelism(), onProgress = () => {} } = options;
  const cache = cacheFolder === null ? null : await openCache(cacheFolder, folders, view);
  const forms = new Forms(paths.length, cache !== null);
  const reader = await openImageReader(paths.length, cache?.known ?? noForms, threads);
  try {
    await readBatches(reader, paths, view, cache?.version ?? '', (start, count, batch) => {
      forms.add(start, count, batch);
      onProgress(forms.done, paths.length);
    });
  } finally {
    await reader.close();
  }
  const { images, keys, used } = forms.compact();
  if (cache !== null && forms.cached < used.length) await writeForms(cache.file, cache.folder, keys, images);
  const problems = forms.problems.sort(([a], [b]) => a - b);
  return { images, used, cached: forms.cached, problems };
}

interface Cache {
  readonly folder: string;
  readonly file: string;
  readonly known: CachedForms;
  /** Of the preprocessing: part of each key. */
  readonly version: string;
}

/** Null if the version of the preprocessing is unknown. */
async function openCache(
  folder: string,
  folders: readonly string[],
  { preprocess, invert }: CandidateOptions,
): Promise<Cache | null> {
  const code = await preparationVersion(await sharpVersions());
  if (code === null) return null;
  const how = JSON.stringify([preprocess, invert]);
  const file = cacheFile(
    folder,
    folders.map((path) => realpathSync(path)),
    how,
  );
  return { folder, file, known: await readForms(file), version: `${code} ${how}\n` };
}

/** Keeps as many batches in flight as the reader has use for; they complete in any order. */
async function readBatches(
  reader: ImageReader,
  paths: readonly string[],
  view: CandidateOptions,
  version: string,
  onBatch: (start: number, count: number, batch: FormBatch) => void,
): Promise<void> {
  let next = 0;
  const takeTurns = async (): Promise<void> => {
    while (next < paths.length) {
      const start = next;
      next += BATCH_FILES;
      const some = paths.slice(start, next);
      onBatch(start, some.length, await reader.prepare(some, view, version));
    }
  };
  await Promise.all(Array.from({ length: reader.ahead }, takeTurns));
}

/** The results of all batches. */
class Forms {
  readonly problems: [index: number, problem: NnError][] = [];
  done = 0;
  cached = 0;
  readonly #pixels: Uint8Array;
  readonly #keys: Uint8Array;
  readonly #isGood: Uint8Array;

  constructor(count: number, hasKeys: boolean) {
    // The operating system only commits pages that are written: rejected images cost no memory.
    this.#pixels = new Uint8Array(count * IMAGE_PIXELS);
    this.#keys = new Uint8Array(hasKeys ? count * KEY_LENGTH : 0);
    this.#isGood = new Uint8Array(count);
  }

  add(start: number, count: number, { pixels, keys, known, problems }: FormBatch): void {
    this.#pixels.set(pixels, start * IMAGE_PIXELS);
    if (this.#keys.length > 0) this.#keys.set(keys, start * KEY_LENGTH);
    this.#isGood.fill(1, start, start + count);
    for (const [n, problem] of problems) {
      this.#isGood[start + n] = 0;
      this.problems.push([start + n, problem]);
    }
    this.cached += known;
    this.done += count;
  }

  /** Moves the forms without a problem to the front, in order. */
  compact(): { images: Uint8Array; keys: Uint8Array; used: readonly number[] } {
    const used = Array.from(this.#isGood.keys()).filter((n) => this.#isGood[n] === 1);
    const images = keepRows(this.#pixels, IMAGE_PIXELS, used);
    return { images, keys: keepRows(this.#keys, KEY_LENGTH, used), used };
  }
}

/** Moves rows to the front. @param used their indices, ascending */
function keepRows(rows: Uint8Array, length: number, used: readonly number[]): Uint8Array {
  for (const [to, from] of used.entries()) {
    if (to < from) rows.copyWithin(to * length, from * length, (from + 1) * length);
  }
  return rows.subarray(0, used.length * length);
}
