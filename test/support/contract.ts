/** Compares kernels with the oracle, on every backend and at every awkward size. */

import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Kernels } from '../../src/matrix/kernels.ts';
import type { Weights } from '../../src/matrix/matrix.ts';
import { Random } from '../../src/random.ts';
import { backends } from './backends.ts';
import { expectSameBits } from './compare.ts';
import { expectRestKept, type Size, sizes, used } from './operands.ts';

/** Runs a kernel on random operands of one size and compares its output with the oracle. */
export type Check = (kernels: Kernels, size: Size, random: Random) => void;

/** Checks that the values in use are bit for bit the expected ones, and that nothing else was written. */
export function expectWritten(kernels: Kernels, what: string, got: Weights, expected: Float32Array): void {
  kernels.finish();
  expectSameBits(what, used(got), expected);
  expectRestKept(what, got);
}

/**
 * Defines a test for each check and backend.
 * @param rounds number of repetitions for each size, with different random numbers
 */
export function checkContract(rounds: number, checks: Readonly<Record<string, Check>>): void {
  describe.each(backends)('$name', ({ create }) => {
    let kernels: Kernels;
    beforeAll(async () => {
      kernels = await create();
    });
    afterAll(() => kernels.close());

    test.each(Object.keys(checks))('%s gives the same bits as the oracle', (name) => {
      const random = Random.stream(1, name);
      for (const size of Array.from({ length: rounds }, () => sizes(random)).flat()) {
        try {
          checks[name](kernels, size, random);
        } catch (error) {
          const { message } = error as Error;
          throw new Error(`${name} with ${JSON.stringify(size)}: ${message}`, { cause: error });
        }
      }
    });
  });
}
