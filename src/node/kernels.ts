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
