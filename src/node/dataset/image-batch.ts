/** Reads a batch of image files: in a thread of `image-pool.ts`, or in the main thread if there are few. */

import { createHash } from 'node:crypto';
import { IMAGE_PIXELS } from '../../dataset/dataset.ts';
import { ModelError, NnError } from '../../errors.ts';
import {
  type CandidateOptions,
  type Candidates,
  findCandidate,
  findCandidates,
} from '../../image/segment/candidates.ts';
import type { Predict } from '../../image/segment/prune-lattice.ts';
import { decodeImage, readImageFile } from '../decode.ts';
import { type CachedForms, findForm, KEY_LENGTH } from './preprocess-cache.ts';

/** Number of images decoded concurrently: keeps sharp's threads busy, and limits memory. */
const IN_FLIGHT = 4;

/** The candidates of each file, or the error. */
export type FileCandidates = Candidates | NnError;

/** The digits of n files as plain bytes, which are cheap to transfer between threads. */
export interface FormBatch {
  /** n x 784 bytes; zeros for files with an error. */
  readonly pixels: Uint8Array;
  /** n x 32 bytes: the cache keys; zeros without a cache. */
  readonly keys: Uint8Array;
  /** Number of images found in the cache. */
  readonly known: number;
  readonly problems: ReadonlyMap<number, NnError>;
}

/** Reads files in order, and decodes several concurrently. Exceptions are bugs. */
async function forEachFile(count: number, read: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const takeTurns = async (): Promise<void> => {
    while (next < count) await read(next++);
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, count) }, takeTurns));
}

/** @param predict as for `findCandidates` */
export async function readCandidates(
  paths: readonly string[],
  options: CandidateOptions,
  predict?: Predict,
): Promise<FileCandidates[]> {
  const all: FileCandidates[] = [];
  await forEachFile(paths.length, async (n) => {
    const path = paths[n];
    try {
      all[n] = findCandidates(await decodeImage(readImageFile(path), path), options, path, predict);
    } catch (error) {
      if (!(error instanceof NnError) || error instanceof ModelError) throw error;
      all[n] = error;
    }
  });
  return all;
}

/** @param version identifies the code that converts a file to MNIST's form; empty if there is no cache */
export async function prepareFiles(
  paths: readonly string[],
  options: CandidateOptions,
  version: string,
  known: CachedForms,
): Promise<FormBatch> {
  const pixels = new Uint8Array(paths.length * IMAGE_PIXELS);
  const keys = new Uint8Array(paths.length * KEY_LENGTH);
  const problems = new Map<number, NnError>();
  let found = 0;
  await forEachFile(paths.length, async (n) => {
    const path = paths[n];
    try {
      const bytes = readImageFile(path);
      if (version !== '') {
        const key = createHash('sha256').update(version).update(bytes).digest();
        keys.set(key, n * KEY_LENGTH);
        const index = findForm(known, key);
        if (index >= 0) {
          found++;
          const start = index * IMAGE_PIXELS;
          pixels.set(known.pixels.subarray(start, start + IMAGE_PIXELS), n * IMAGE_PIXELS);
          return;
        }
      }
      const candidate = findCandidate(await decodeImage(bytes, path), options, path);
      pixels.set(candidate.pixels, n * IMAGE_PIXELS);
    } catch (error) {
      if (!(error instanceof NnError)) throw error;
      problems.set(n, error);
    }
  });
  return { pixels, keys, known: found, problems };
}
