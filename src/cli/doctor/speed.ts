/** Measures the speed of the matrix kernels, and of the reference kernels to compare with. */

import { SystemError } from '../../errors.ts';
import type { Backend } from '../../matrix/create.ts';
import { createKernels } from '../../node/kernels.ts';

/** In GFLOP/s; null if these kernels are not available. */
export interface Speed {
  readonly reference: number;
  readonly simd: number | null;
  readonly threaded: number | null;
}

/** A product of dense matrices, N x I by I x O. */
const N = 64;
const SIDE = 800;
/** Approximate duration for each kind of kernels, and minimum number of calls. */
const MILLISECONDS = 600;
const LEAST_CALLS = 2;

/** Takes about two seconds. */
export async function measureSpeed(): Promise<Speed> {
  return {
    reference: (await gigaflops('reference', 1)) ?? 0,
    simd: await gigaflops('simd', 1),
    threaded: await gigaflops('simd'),
  };
}

/** The best of several calls, because other processes may use the processor too. */
async function gigaflops(backend: Backend, threads?: number): Promise<number | null> {
  try {
    const kernels = await createKernels({ backend, ...(threads === undefined ? {} : { threads }) });
    try {
      const a = kernels.matrix(N, SIDE);
      const b = kernels.panels(SIDE, SIDE);
      const out = kernels.matrix(N, SIDE);
      a.data.fill(0.5);
      b.data.fill(0.25);
      let best = Number.POSITIVE_INFINITY;
      const end = performance.now() + MILLISECONDS;
      for (let calls = 0; calls < LEAST_CALLS || performance.now() < end; calls++) {
        const started = performance.now();
        kernels.matmul(out, a, b);
        kernels.finish();
        best = Math.min(best, performance.now() - started);
      }
      return (2 * N * SIDE * SIDE) / best / 1e6;
    } finally {
      await kernels.close();
    }
  } catch (error) {
    if (error instanceof SystemError) return null;
    throw error;
  }
}
