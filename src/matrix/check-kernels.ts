/** Refuses what are no kernels at the doors of the library. */

import { checkArgument } from '../errors.ts';
import type { Kernels } from './kernels.ts';

/** @throws UsageError */
export function checkKernels(kernels: Kernels): void {
  const isValid = typeof kernels?.scope === 'function';
  checkArgument(isValid, 'kernels', 'what `await createKernels()` returns', kernels);
}
