/** The kernels in Node. */

import { createKernels as createPortableKernels, type KernelOptions } from '../matrix/create.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { threadHost, wasmFile } from './kernel-host.ts';

/**
 * Creates the kernels for a run; the caller must close them.
 * @throws UsageError for a thread count out of range; SystemError if the requested backend is not available
 */
export function createKernels(options: KernelOptions = {}): Promise<Kernels> {
  return createPortableKernels({ ...options, wasm: wasmFile(), ...threadHost() });
}

let forReading: Promise<Kernels> | null = null;

/**
 * Kernels on this thread for whoever gives none: they start in milliseconds, read one image twice and a line of digits
 * five times as fast as the plain ones, and are started once in a process, for each memory reserves 10 GB of addresses.
 */
export function kernelsForReading(): Promise<Kernels> {
  forReading ??= createKernels({ threads: 1 });
  return forReading;
}
