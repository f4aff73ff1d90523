/** Runs checks of kernels against the oracle, on every backend and at every awkward size. */

import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Kernels } from '../../src/matrix/kernels.ts';
import type { Weights } from '../../src/matrix/matrix.ts';
import { Random } from '../../src/random.ts';
import { backends } from './backends.ts';
import { expectSameBits } from './compare.ts';
import { expectRestKept, type Size, sizes, used } from './operands.ts';

/** Runs a kernel on random operands of one size and compares what it wrote with the oracle. */
export type Check = (kernels: Kernels, size: Size, random: Random) => void;

/** The numbers in use are the expected ones, bit for bit, and nothing else was touched. */
export function expectWritten(kernels: Kernels, what: string, got: Weights, expected: Float32Array): void {
  kernels.finish();
  expectSameBits(what, used(got), expected);
  expectRestKept(what, got);
}

/**
 * One test for each check and backend.
 * @param rounds how often each size is tried, with other random numbers
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
