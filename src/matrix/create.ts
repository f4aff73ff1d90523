/** Chooses the kernels for a run, in Node and in browsers. */

import { checkChoice } from '../check-options.ts';
import { MAX_THREADS } from '../constants.ts';
import { SystemError, UsageError } from '../errors.ts';
import type { Kernels } from './kernels.ts';
import { ReferenceKernels } from './reference/reference-kernels.ts';
import { compileKernels, type WasmSource } from './wasm/load.ts';
import { canShareMemory } from './wasm/memory.ts';
import { SimdKernels } from './wasm/simd-kernels.ts';
import { ThreadedKernels } from './wasm/threaded-kernels.ts';
import type { Spawn } from './wasm/worker.ts';

export type Backend = (typeof backends)[number];
export const backends = ['auto', 'reference', 'simd'] as const;

export interface KernelOptions {
  readonly backend?: Backend;
  /** Including the calling thread; by default, as many as are useful. */
  readonly threads?: number;
  /** Called with the reason where something slower is used than requested, or than would be possible elsewhere. */
  readonly onRemark?: (remark: string) => void;
}

/** What kernels need from the platform. */
export interface KernelHost {
  readonly wasm: WasmSource;
  readonly spawn: Spawn;
  /** The reason that this many threads cannot be started; null if none is known. */
  readonly obstacle?: (threads: number) => string | null;
  /** Number of processor cores. */
  readonly cores: number;
}

/**
 * A step of a typical network takes a tenth of a millisecond: with more threads, synchronization outweighs the gain.
 */
const HELPFUL_THREADS = 4;

/**
 * Creates the kernels for a run; the caller must close them.
 * @throws UsageError for an unknown backend or a thread count out of range; SystemError if the requested backend is not available
 */
export async function createKernels(options: KernelHost & KernelOptions): Promise<Kernels> {
  const { backend = 'auto', threads = Math.min(options.cores, HELPFUL_THREADS) } = options;
  checkChoice('backend', backend, backends);
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    throw new UsageError(`threads: must be a whole number from 1 to ${MAX_THREADS}, got ${threads}`);
  }
  if (backend === 'reference') return new ReferenceKernels();
  try {
    return await createSimdKernels(options, threads);
  } catch (error) {
    if (backend === 'simd' || !(error instanceof SystemError)) throw error;
    options.onRemark?.(`${error.message}. Using the plain reference kernels, which are slower.`);
    return new ReferenceKernels();
  }
}

async function createSimdKernels(options: KernelHost & KernelOptions, threads: number): Promise<Kernels> {
  const { wasm, spawn, cores, backend, onRemark } = options;
  const sharedMemory = canShareMemory();
  const obstacle =
    threads === 1 ? null : (obstacleToThreads(sharedMemory) ?? options.obstacle?.(threads) ?? null);
  const module = await compileKernels(wasm, sharedMemory);
  if (obstacle !== null) onRemark?.(`${obstacle}. Using one thread.`);
  if (threads === 1 || obstacle !== null) return new SimdKernels(module);
  try {
    return await ThreadedKernels.start(module, { threads, spawn, cores });
  } catch (error) {
    if (backend === 'simd' || !(error instanceof SystemError)) throw error;
    onRemark?.(`${error.message}. Using one thread.`);
    return new SimdKernels(module);
  }
}

/** The reason that threads are not available; null if they are. */
function obstacleToThreads(sharedMemory: boolean): string | null {
  if (!sharedMemory) {
    return (
      'threads share no memory here: a page needs the headers Cross-Origin-Opener-Policy: same-origin and ' +
      'Cross-Origin-Embedder-Policy: require-corp for that'
    );
  }
  if (!canWait()) return "a page's main thread must not wait for others: use a dedicated worker for more";
  return null;
}

/** Whether this thread may block. */
function canWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0); // 0 is not 1: returns immediately
    return true;
  } catch {
    return false;
  }
}
