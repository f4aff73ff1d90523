/** The backends that must give the same bits as the reference. */

import type { Kernels } from '../../src/matrix/kernels.ts';
import { SimdKernels } from '../../src/matrix/wasm/simd-kernels.ts';
import { loadKernels } from '../../src/node/kernel-host.ts';
import { createKernels } from '../../src/node/kernels.ts';
import { exhaustive } from './exhaustive.ts';

export interface BackendUnderTest {
  readonly name: string;
  /** Creates kernels, which the caller closes. */
  readonly create: () => Promise<Kernels>;
}

const withThreads = (threads: number): BackendUnderTest => ({
  name: `simd, ${threads} threads`,
  create: () => createKernels({ backend: 'simd', threads }),
});

/** Three threads divide most sizes unevenly, and are idle for the smallest; four even more often. */
export const backends: readonly BackendUnderTest[] = [
  { name: 'reference', create: () => createKernels({ backend: 'reference' }) },
  { name: 'simd', create: () => createKernels({ backend: 'simd', threads: 1 }) },
  { name: 'simd, plain memory', create: async () => new SimdKernels(await loadKernels(undefined, false)) },
  ...(exhaustive ? [2, 3, 4] : [3]).map(withThreads),
];
