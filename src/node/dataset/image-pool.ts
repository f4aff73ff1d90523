/** Reads picture files on several threads, or on this one where they are few. */

import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { NnError, SystemError } from '../../errors.ts';
import type { CandidateOptions } from '../../image/segment/candidates.ts';
import { hasRoomForThreads } from '../address-space.ts';
import { sharpVersions } from '../decode.ts';
import { decoderMemory } from '../decoder-memory.ts';
import { type FileCandidates, type FormBatch, prepareFiles, readCandidates } from './image-batch.ts';
import type { ImageRequest, ImageResponse, ImageWorkerData, Problem } from './image-worker.ts';
import { type CachedForms, noForms } from './preprocess-cache.ts';

/** Files of a batch: few enough for a lively progress bar. */
export const BATCH_FILES = 32;

/** A thread takes 50 ms to start, in which this one reads some dozens of small pictures. */
const FEW = 64;
const MOST_THREADS = 16;

/** Batches that are under way at once: each thread has its next one at hand. */
const AHEAD = 2;

export interface ImageReader {
  /** Batches worth asking for before the first is answered. */
  readonly ahead: number;
  find(paths: readonly string[], options: CandidateOptions): Promise<readonly FileCandidates[]>;
  prepare(paths: readonly string[], options: CandidateOptions, version: string): Promise<FormBatch>;
  close(): Promise<void>;
}

/**
 * @param count how many files there are to read, about
 * @param threads as many as the machine has cores if not given; 1 is this thread alone
 * @throws {SystemError} where a thread does not start
 */
export async function openImageReader(
  count: number,
  known: CachedForms = noForms,
  threads: number = availableParallelism(),
): Promise<ImageReader> {
  const useful = Math.min(threads, MOST_THREADS, Math.ceil(count / FEW));
  if (useful <= 1 || !hasRoomForThreads(useful)) return new SingleReader(known);
  await sharpVersions(); // its library must stay in memory for as long as any thread may use it
  try {
    return new ImagePool(known, useful);
  } catch {
    return new SingleReader(known); // the system gives no more threads
  }
}

class SingleReader implements ImageReader {
  readonly ahead = 1;
  readonly #known: CachedForms;

  constructor(known: CachedForms) {
    this.#known = known;
  }

  async find(paths: readonly string[], options: CandidateOptions): Promise<FileCandidates[]> {
    await setImmediate(); // Ctrl-C and the progress bar have their turn
    return readCandidates(paths, options);
  }

  async prepare(paths: readonly string[], options: CandidateOptions, version: string): Promise<FormBatch> {
    await setImmediate();
    return prepareFiles(paths, options, version, this.#known);
  }

  async close(): Promise<void> {}
}

/** Tests run the sources in src/; what is compiled lies in dist/ all the same. */
const entry = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/node/dataset/image-worker.js' : 'image-worker.js',
  import.meta.url,
);

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
      worker.on('exit', () => this.#fail('ended before its time'));
      this.#workers.push(one);
    }
  }

  /** @throws the system's error where it gives no more threads; those that were started are ended */
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
    if (!('found' in answer)) throw new TypeError('forms where candidates were asked for');
    return answer.found.map((one) => ('message' in one ? toError(one) : one));
  }

  async prepare(paths: readonly string[], options: CandidateOptions, version: string): Promise<FormBatch> {
    const answer = await this.#ask({ paths, options, version });
    if ('found' in answer) throw new TypeError('candidates where forms were asked for');
    const problems = new Map(answer.problems.map(([n, problem]) => [n, toError(problem)]));
    return { pixels: answer.pixels, keys: answer.keys, known: answer.known, problems };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#workers.map(({ worker }) => worker.terminate()));
  }
}

const toError = ({ kind, message }: Problem): NnError => new NnError(kind, message);
