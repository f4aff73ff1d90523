/** The kernels in Node. */

import { checkOptions, optionNames } from '../check-options.ts';
import { createKernels as createPortableKernels, type KernelOptions } from '../matrix/create.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { threadHost, wasmFile } from './kernel-host.ts';

const knownOptions = optionNames<KernelOptions>({ backend: true, threads: true, onRemark: true });

/**
 * Creates the kernels for a run; the caller must close them.
 * @throws UsageError for an unknown option or a thread count out of range; SystemError if the requested backend is not available
 */
export async function createKernels(options: KernelOptions = {}): Promise<Kernels> {
  checkOptions(options, knownOptions);
  return createPortableKernels({ ...options, wasm: wasmFile(), ...threadHost() });
}

let forReading: Promise<Kernels> | null = null;

/**
 * Shared single-threaded kernels for callers that pass none. They start in milliseconds, and read one image twice and a
 * line of digits five times as fast as the reference kernels. A process creates them once, because each WebAssembly
 * memory reserves 10 GB of address space.
 */
export function kernelsForReading(): Promise<Kernels> {
  forReading ??= createKernels({ threads: 1 });
  return forReading;
}
