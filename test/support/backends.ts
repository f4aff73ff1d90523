/** Every backend that must pass the contract suite, bit for bit as the plain reference. */

import type { Kernels } from '../../src/matrix/kernels.ts';
import { ReferenceKernels } from '../../src/matrix/reference.ts';

export interface BackendUnderTest {
  readonly name: string;
  /** Fresh kernels; whoever asks for them closes them. */
  readonly create: () => Promise<Kernels>;
}

export const backends: readonly BackendUnderTest[] = [
  { name: 'reference', create: async () => new ReferenceKernels() },
];
