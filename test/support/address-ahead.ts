/** The next address of the allocator: the same before and after work that releases its memory. */

import type { Kernels } from '../../src/matrix/kernels.ts';

/** An address in WebAssembly memory; 0 for the reference kernels. */
export function addressAhead(kernels: Kernels): number {
  const scope = kernels.scope();
  const { byteOffset } = scope.bytes(2 ** 20).fill(255); // larger than any free block
  scope.release();
  return byteOffset;
}
