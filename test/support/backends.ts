/** Every backend that must pass the contract suite, bit for bit as the plain reference. */

import type { Kernels } from '../../src/matrix/kernels.ts';
import { SimdKernels } from '../../src/matrix/wasm/simd-kernels.ts';
import { loadKernels } from '../../src/node/kernel-host.ts';
import { createKernels } from '../../src/node/kernels.ts';
import { exhaustive } from './exhaustive.ts';

export interface BackendUnderTest {
  readonly name: string;
  /** Fresh kernels; whoever asks for them closes them. */
  readonly create: () => Promise<Kernels>;
}

const withThreads = (threads: number): BackendUnderTest => ({
  name: `simd, ${threads} threads`,
  create: () => createKernels({ backend: 'simd', threads }),
});

/** Three threads share out most sizes unevenly, and find nothing to do in the smallest; with four, that is so more often. */
export const backends: readonly BackendUnderTest[] = [
  { name: 'reference', create: () => createKernels({ backend: 'reference' }) },
  { name: 'simd', create: () => createKernels({ backend: 'simd', threads: 1 }) },
  { name: 'simd, plain memory', create: async () => new SimdKernels(await loadKernels(undefined, false)) },
  ...(exhaustive ? [2, 3, 4] : [3]).map(withThreads),
];
