/** SIMD kernels as for vectors of 256 bits, or not, whatever this machine has. */

import type { Kernels } from '../../src/matrix/kernels.ts';
import { SimdKernels } from '../../src/matrix/wasm/simd-kernels.ts';
import { ThreadedKernels } from '../../src/matrix/wasm/threaded-kernels.ts';
import { loadKernels, threadHost } from '../../src/node/kernel-host.ts';

export async function createWide(threads: number, wideVectors = true): Promise<Kernels> {
  const module = { ...(await loadKernels()), wideVectors };
  return threads === 1
    ? new SimdKernels(module)
    : ThreadedKernels.start(module, { threads, ...threadHost() });
}
