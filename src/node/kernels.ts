/** The kernels under Node. */

import { createKernels as createPortableKernels, type KernelOptions } from '../matrix/create.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { threadHost, wasmFile } from './kernel-host.ts';

/**
 * The kernels that a run works with; whoever asks for them closes them.
 * @throws UsageError for a thread count out of range; SystemError where the backend asked for cannot be had
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
