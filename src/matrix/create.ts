/** Chooses the kernels for a run, for Node and pages alike. */

import { MAX_THREADS } from '../constants.ts';
import { SystemError, UsageError } from '../errors.ts';
import type { Kernels } from './kernels.ts';
import { ReferenceKernels } from './reference/reference-kernels.ts';
import { compileKernels, type WasmSource } from './wasm/load.ts';
import { canShareMemory } from './wasm/memory.ts';
import { SimdKernels } from './wasm/simd-kernels.ts';
import { ThreadedKernels } from './wasm/threaded-kernels.ts';
import type { Spawn } from './wasm/worker.ts';

export type Backend = 'auto' | 'reference' | 'simd';

export interface KernelOptions {
  readonly backend?: Backend;
  /** Including the thread that asks for the kernels; as many as help if not given. */
  readonly threads?: number;
  /** Told where something slower is used than was asked for, or could be had elsewhere. */
  readonly onRemark?: (remark: string) => void;
}

/** What kernels need of the place that they run in. */
export interface KernelHost {
  readonly wasm: WasmSource;
  readonly spawn: Spawn;
  /** Why so many threads cannot be started here; null where nothing is known against it. */
  readonly obstacle?: (threads: number) => string | null;
  /** Cores of the machine. */
  readonly cores: number;
}

/** A step of a usual net takes a tenth of a millisecond: more threads wait for one another longer than they work. */
const HELPFUL_THREADS = 4;

/**
 * The kernels that a run works with; whoever asks for them closes them.
 * @throws UsageError for a thread count out of range; SystemError where the backend asked for cannot be had
 */
export async function createKernels(options: KernelHost & KernelOptions): Promise<Kernels> {
  const { backend = 'auto', threads = Math.min(options.cores, HELPFUL_THREADS) } = options;
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

/** Why threads cannot work together here; null where they can. */
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

/** Whether this thread may sleep; asking does not make it sleep. */
function canWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0); // 0 is not 1: it returns at once
    return true;
  } catch {
    return false;
  }
}
