/**
 * What kernels do otherwise where V8 may join vectors: products take two panels at once, and gradients of filters have wider
 * tiles; wide layers are in `columns.test.ts`. Nothing of it needs such vectors, so that it is tested on every machine.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kernels } from '../../../src/matrix/kernels.ts';
import { DENSE_PANEL, SPARSE_PANEL } from '../../../src/matrix/matrix.ts';
import * as phases from '../../../src/matrix/wasm/phases.ts';
import { Schedule, UNITS } from '../../../src/matrix/wasm/schedule.ts';
import { Random } from '../../../src/random.ts';
import { expectSameBits } from '../../support/compare.ts';
import { hashWeights } from '../../support/hash-weights.ts';
import { madeDataset } from '../../support/made-digits.ts';
import { batch, filled, panels, used } from '../../support/operands.ts';
import * as oracle from '../../support/oracle.ts';
import { trainToEnd } from '../../support/train-to-end.ts';
import { createWide } from '../../support/wide-kernels.ts';

describe.each([1, 2, 3])('dense products, threads: %i', (threads) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await createWide(threads);
  });
  afterAll(() => kernels.close());

  // a panel alone, a pair, a pair and one that is left over, and each with a last column that does not fill its panel
  const widths = [7, 8, 9, 10, 16, 17, 23, 24, 40, 63, 64, 100];
  test.each([
    { width: DENSE_PANEL, N: 9, I: 33 },
    { width: DENSE_PANEL, N: 3, I: 1 },
    { width: SPARSE_PANEL, N: 8, I: 66 },
    { width: SPARSE_PANEL, N: 1, I: 5 },
  ])('have the same bits: panels of $width, N $N, I $I', ({ width, N, I }) => {
    for (const O of widths) {
      const random = Random.stream(11, width, N, O);
      const x = filled(kernels, N, I, random);
      const w = panels(kernels, { rows: I, cols: O }, width, random);
      const [b, dOut] = [filled(kernels, 1, O, random), filled(kernels, N, O, random)];
      const [out, product] = [kernels.matrix(N, O), kernels.matrix(N, O)];
      const dW = kernels.panels(I, O, width);
      kernels.affine(out, x, w, b);
      kernels.matmul(product, x, w);
      kernels.weightGradient(dW, x, dOut);
      kernels.finish();
      const zeros = new Float32Array(O);
      expectSameBits(`out, ${O}`, out.copyOut(), oracle.affine(N, I, O, x.data, used(w), b.data));
      expectSameBits(`product, ${O}`, product.copyOut(), oracle.affine(N, I, O, x.data, used(w), zeros));
      expectSameBits(`dW, ${O}`, dW.copyOut(), oracle.weightGradient(N, I, O, x.data, dOut.data));
    }
  });
});

describe.each([1, 2, 3])('products over pixels, threads: %i', (threads) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await createWide(threads);
  });
  afterAll(() => kernels.close());

  // one pair of panels, several, and with one that is left over or not whole; segments as above
  test.each([
    { N: 3, I: 784, O: 64 },
    { N: 9, I: 129, O: 96 },
    { N: 5, I: 784, O: 100 },
    { N: 33, I: 784, O: 128 },
    { N: 4, I: 63, O: 160 },
    { N: 8, I: 65, O: 256 },
  ])('have the same bits: N $N, I $I, O $O', ({ N, I, O }) => {
    const random = Random.stream(9, N, I, O);
    const { x, dense } = batch(kernels, N, I, random);
    const w = panels(kernels, { rows: I, cols: O }, SPARSE_PANEL, random);
    const [b, dOut] = [filled(kernels, 1, O, random), filled(kernels, N, O, random)];
    const [out, dW] = [kernels.matrix(N, O), kernels.panels(I, O, SPARSE_PANEL)];
    kernels.sparseAffine(out, x, w, b);
    kernels.sparseWeightGradient(dW, x, dOut);
    kernels.finish();
    expectSameBits('out', out.copyOut(), oracle.affine(N, I, O, dense, used(w), b.data));
    expectSameBits('dW', dW.copyOut(), oracle.weightGradient(N, I, O, dense, dOut.data));
  });
});

test('a convolutional net has the same weights', async () => {
  // rows of windows of 48, 60 and 78 elements: one tile and a part, and more than one
  const network =
    'conv 16 5x5, relu, conv 20 3x3, relu, maxpool 2, conv 26 3x3, relu, conv 9 3x3, relu, dense 10';
  const settings = { network, epochs: 1, batchSize: 20, validation: 0.1, styles: 0, seed: 7 } as const;
  const hashes: string[] = [];
  for (const [threads, wideVectors] of [
    [1, false],
    [1, true],
    [3, true],
  ] as const) {
    const kernels = await createWide(threads, wideVectors);
    const { model } = await trainToEnd({ ...settings, dataset: madeDataset(90), kernels });
    hashes.push(hashWeights(model));
    await kernels.close();
  }
  expect(hashes[1]).toBe(hashes[0]);
  expect(hashes[2]).toBe(hashes[0]);
});

describe('blocks of units', () => {
  /** The units of each thread. */
  function shares(threads: number, extent: number, wideVectors: boolean): number[] {
    const control = new Int32Array(phases.CONTROL_WORDS);
    const schedule = new Schedule(control, threads, wideVectors, () => {});
    schedule.add('relu', UNITS, extent, [], []);
    schedule.flush();
    const rows = schedule.blockRows(UNITS, extent);
    return Array.from({ length: threads }, (_, thread) => {
      let units = 0;
      for (let item = schedule.ranges[2 * thread]; item < schedule.ranges[2 * thread + 1]; item++) {
        const begin = control[phases.BLOCKS + 2 * item + 1];
        units += Math.min(extent, begin + rows) - begin;
      }
      return units;
    });
  }

  test.each([1, 2, 3, 4, 7, 8])('of two panels leave no thread of %i with more', (threads) => {
    for (let extent = 1; extent <= 1100; extent++) {
      const wide = shares(threads, extent, true);
      expect(
        wide.reduce((a, b) => a + b),
        `${extent}`,
      ).toBe(extent);
      expect(Math.max(...wide), `${extent}`).toBeLessThanOrEqual(Math.max(...shares(threads, extent, false)));
    }
  });

  test.each([
    [1, 96],
    [2, 100],
    [2, 800],
    [4, 800],
    [8, 1024],
  ])('are two panels where they can be: %i threads, %i units', (threads, extent) => {
    const schedule = new Schedule(new Int32Array(phases.CONTROL_WORDS), threads, true, () => {});
    expect(schedule.blockRows(UNITS, extent) % 64).toBe(0);
  });
});
