/** Where kernels will put what they make next: the same before and after work that gives its memory back. */

import type { Kernels } from '../../src/matrix/kernels.ts';

/** An address that only shared memory can tell; 0 for the plain reference. */
export function addressAhead(kernels: Kernels): number {
  const scope = kernels.scope();
  const { byteOffset } = scope.bytes(2 ** 20).fill(255); // larger than any hole
  scope.release();
  return byteOffset;
}
