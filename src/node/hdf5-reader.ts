/**
 * Reads untrusted HDF5 files in a worker thread: the HDF5 library is large, written in C, and trusts its input. Its
 * memory and time are limited, and failures do not affect this thread.
 */

import { Worker } from 'node:worker_threads';
import { ModelError } from '../errors.ts';
import type { Hdf5Contents } from '../exchange/keras/hdf5.ts';
import { callAfterRunning } from '../running-time.ts';
import type { Hdf5Answer } from './hdf5-worker.ts';
import { builtFile } from './package-files.ts';

export interface Hdf5Limits {
  /** Time limit; real files take less than a second. */
  readonly seconds: number;
  /** Limit of memory outside WebAssembly, which has its own limit: see `hdf5-worker.ts`. */
  readonly megabytes: number;
}

const LIMITS: Hdf5Limits = { seconds: 60, megabytes: 1024 };

const broken = (error: string): Hdf5Answer => ({ error, broken: true });

export class Hdf5Reader {
  readonly #limits: Hdf5Limits;
  readonly #entry: URL;
  #worker: Worker | null = null;

  /** @param entry the script of the thread; replaced in tests of failure */
  constructor(limits: Hdf5Limits = LIMITS, entry: URL = builtFile('node/hdf5-worker.js')) {
    this.#limits = limits;
    this.#entry = entry;
  }

  /**
   * Reads one file at a time.
   * @param name the source of the bytes, for messages
   * @throws ModelError if they cannot be read, or take too much time or memory
   */
  async read(bytes: Uint8Array, name: string): Promise<Hdf5Contents> {
    const answer = await this.#ask(bytes);
    if ('contents' in answer) return answer.contents;
    throw new ModelError(`${name}: not an HDF5 file that can be read: ${answer.error}`);
  }

  #ask(bytes: Uint8Array): Promise<Hdf5Answer> {
    const { seconds } = this.#limits;
    const worker = this.#worker ?? this.#start();
    this.#worker = null; // until it has responded, so that a failed worker is not reused
    return new Promise((resolve) => {
      const end = (answer: Hdf5Answer): void => {
        cancel();
        worker.off('message', end).off('error', onError).off('exit', onExit);
        if ('contents' in answer || !answer.broken) this.#worker = worker;
        else void worker.terminate();
        resolve(answer);
      };
      const onError = (error: Error): void => end(broken(error.message));
      const onExit = (): void => end(broken('what reads it came to an end'));
      const cancel = callAfterRunning(seconds * 1000, () => end(broken(`it takes more than ${seconds} s`)));
      worker.on('message', end).on('error', onError).on('exit', onExit);
      worker.postMessage(bytes);
    });
  }

  /** Discards the library's output about damaged files, which is for its developers. */
  #start(): Worker {
    return new Worker(this.#entry, {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.megabytes },
      stdout: true,
      stderr: true,
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }
}
