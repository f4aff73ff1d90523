/** Chooses the kernels for a run. */

import { availableParallelism } from 'node:os';
import { SystemError, UsageError } from '../errors.ts';
import type { Kernels } from './kernels.ts';
import { ReferenceKernels } from './reference/reference-kernels.ts';
import { loadKernels } from './wasm/load.ts';
import { SimdKernels } from './wasm/simd-kernels.ts';
import { ThreadedKernels } from './wasm/threaded-kernels.ts';

export type Backend = 'auto' | 'reference' | 'simd';

export interface KernelOptions {
  readonly backend?: Backend;
  /** Including the main thread; as many as help if not given. */
  readonly threads?: number;
  /** Told once where `auto` falls back to something slower. */
  readonly onRemark?: (remark: string) => void;
}

export const MAX_THREADS = 64;
/** A step of a usual net takes a tenth of a millisecond: more threads wait for one another longer than they work. */
const HELPFUL_THREADS = 4;

/**
 * The kernels that a run works with; whoever asks for them closes them.
 * @throws UsageError for a thread count out of range; SystemError where the backend asked for cannot be had
 */
export async function createKernels(options: KernelOptions = {}): Promise<Kernels> {
  const { backend = 'auto', threads = Math.min(availableParallelism(), HELPFUL_THREADS) } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    throw new UsageError(`threads: must be a whole number from 1 to ${MAX_THREADS}, got ${threads}`);
  }
  if (backend === 'reference') return new ReferenceKernels();
  try {
    const module = await loadKernels();
    return threads === 1 ? new SimdKernels(module) : await ThreadedKernels.start(module, { threads });
  } catch (error) {
    if (backend === 'simd' || !(error instanceof SystemError)) throw error;
    options.onRemark?.(`${error.message}. Going on with the plain reference kernels, which are slower.`);
    return new ReferenceKernels();
  }
}
