/** Chooses the kernels for a run. */

import type { Kernels } from './kernels.ts';
import { ReferenceKernels } from './reference.ts';

export interface KernelOptions {
  readonly backend?: 'auto' | 'reference' | 'simd';
  /** As many as help if not given. */
  readonly threads?: number;
  /** Told once where `auto` falls back to something slower. */
  readonly onRemark?: (remark: string) => void;
}

export async function createKernels(_options: KernelOptions = {}): Promise<Kernels> {
  return new ReferenceKernels();
}
