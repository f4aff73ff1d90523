/** Reads image files on several threads, or on this one if there are few. */

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { NnError, SystemError } from '../../errors.ts';
import type { CandidateOptions } from '../../image/segment/candidates.ts';
import type { Predict } from '../../image/segment/prune-lattice.ts';
import { hasRoomForThreads } from '../address-space.ts';
import { sharpVersions } from '../decode.ts';
import { decoderMemory } from '../decoder-memory.ts';
import { builtFile } from '../package-files.ts';
import { type FileCandidates, type FormBatch, prepareFiles, readCandidates } from './image-batch.ts';
import type { ImageRequest, ImageResponse, ImageWorkerData, Problem } from './image-worker.ts';
import { type CachedForms, noForms } from './preprocess-cache.ts';

/** Files per batch: few enough for a responsive progress bar. */
export const BATCH_FILES = 32;

/** Starting a thread takes 50 ms, in which this one reads dozens of small images. */
const FEW = 64;
const MOST_THREADS = 16;

/** Batches in flight per thread, so that each thread has its next one ready. */
const AHEAD = 2;

export interface ImageReader {
  /** Number of batches worth requesting before the first one completes. */
  readonly ahead: number;
  /** @param predict used if the files are read on this thread */
  find(
    paths: readonly string[],
    options: CandidateOptions,
    predict?: Predict,
  ): Promise<readonly FileCandidates[]>;
  prepare(paths: readonly string[], options: CandidateOptions, version: string): Promise<FormBatch>;
  close(): Promise<void>;
}

/**
 * @param count the approximate number of files
 * @param threads by default as many as there are cores; 1 is this thread only
 * @throws {SystemError} if a thread does not start
 */
export async function openImageReader(
  count: number,
  known: CachedForms = noForms,
  threads: number = availableParallelism(),
): Promise<ImageReader> {
  const useful = Math.min(threads, MOST_THREADS, Math.ceil(count / FEW));
  if (useful <= 1 || !hasRoomForThreads(useful) || !existsSync(entry)) return new SingleReader(known);
  const pool = startPool(known, useful);
  await sharpVersions(); // while they start; its library must stay loaded as long as threads may use it
  return pool ?? new SingleReader(known);
}

/** Undefined if no more threads are available. */
function startPool(known: CachedForms, threads: number): ImagePool | undefined {
  try {
    return new ImagePool(known, threads);
  } catch {
    return undefined;
  }
}

class SingleReader implements ImageReader {
  readonly ahead = 1;
  readonly #known: CachedForms;

  constructor(known: CachedForms) {
    this.#known = known;
  }

  async find(
    paths: readonly string[],
    options: CandidateOptions,
    predict?: Predict,
  ): Promise<FileCandidates[]> {
    await setImmediate(); // yields to Ctrl-C and the progress bar
    return readCandidates(paths, options, predict);
  }

  async prepare(paths: readonly string[], options: CandidateOptions, version: string): Promise<FormBatch> {
    await setImmediate();
    return prepareFiles(paths, options, version, this.#known);
  }

  async close(): Promise<void> {}
}

const entry = builtFile('node/dataset/image-worker.js');

interface Waiting {
  readonly resolve: (answer: ImageResponse) => void;
  readonly reject: (error: Error) => void;
}

class ImagePool implements ImageReader {
  readonly ahead: number;
  readonly #workers: { readonly worker: Worker; load: number }[] = [];
  readonly #waiting = new Map<number, Waiting>();
  #failure: SystemError | null = null;
  #closed = false;
  #lastId = 0;

  constructor(known: CachedForms, threads: number) {
    this.ahead = threads * AHEAD;
    for (let number = 1; number <= threads; number++) {
      const worker = this.#start({ known, memory: decoderMemory() });
      const one = { worker, load: 0 };
      worker.on('message', (answer: ImageResponse) => {
        one.load--;
        this.#waiting.get(answer.id)?.resolve(answer);
        this.#waiting.delete(answer.id);
      });
      worker.on('error', (error) => this.#fail(`failed: ${error.message}`));
      worker.on('exit', () => this.#fail('ended unexpectedly'));
      this.#workers.push(one);
    }
  }

  /** @throws the system's error if no more threads are available; those already started are stopped */
  #start(workerData: ImageWorkerData): Worker {
    try {
      return new Worker(entry, { workerData });
    } catch (error) {
      void this.close();
      throw error;
    }
  }

  #fail(reason: string): void {
    if (this.#closed) return;
    this.#failure ??= new SystemError(`a thread that reads pictures ${reason}; try again`);
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }

  #ask(request: Omit<ImageRequest, 'id'>): Promise<ImageResponse> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const id = ++this.#lastId;
    const idlest = this.#workers.reduce((best, one) => (one.load < best.load ? one : best));
    idlest.load++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      idlest.worker.postMessage({ ...request, id });
    });
  }

  async find(paths: readonly string[], options: CandidateOptions): Promise<FileCandidates[]> {
    const answer = await this.#ask({ paths, options, version: null });
    if (!('found' in answer)) throw new TypeError('got forms instead of candidates');
    return answer.found.map((one) => ('message' in one ? toError(one) : one));
  }

  async prepare(paths: readonly string[], options: CandidateOptions, version: string): Promise<FormBatch> {
    const answer = await this.#ask({ paths, options, version });
    if ('found' in answer) throw new TypeError('got candidates instead of forms');
    const problems = new Map(answer.problems.map(([n, problem]) => [n, toError(problem)]));
    return { pixels: answer.pixels, keys: answer.keys, known: answer.known, problems };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#workers.map(({ worker }) => worker.terminate()));
  }
}

const toError = ({ kind, message }: Problem): NnError => new NnError(kind, message);
