/** Every backend that must pass the contract suite, bit for bit as the plain reference. */

import type { Kernels } from '../../src/matrix/kernels.ts';
import { SimdKernels } from '../../src/matrix/wasm/simd-kernels.ts';
import { loadKernels } from '../../src/node/kernel-host.ts';
import { createKernels } from '../../src/node/kernels.ts';

export interface BackendUnderTest {
  readonly name: string;
  /** Fresh kernels; whoever asks for them closes them. */
  readonly create: () => Promise<Kernels>;
}

/** Three threads share out most sizes unevenly; with four, some find nothing to do. */
export const backends: readonly BackendUnderTest[] = [
  { name: 'reference', create: () => createKernels({ backend: 'reference' }) },
  { name: 'simd', create: () => createKernels({ backend: 'simd', threads: 1 }) },
  { name: 'simd, plain memory', create: async () => new SimdKernels(await loadKernels(undefined, false)) },
  { name: 'simd, 2 threads', create: () => createKernels({ backend: 'simd', threads: 2 }) },
  { name: 'simd, 3 threads', create: () => createKernels({ backend: 'simd', threads: 3 }) },
  { name: 'simd, 4 threads', create: () => createKernels({ backend: 'simd', threads: 4 }) },
];
