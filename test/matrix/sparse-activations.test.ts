/** Products over activations with their zeros left out: the same bits as the dense ones, at every awkward size. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kernels } from '../../src/matrix/kernels.ts';
import {
  DENSE_PANEL,
  type Matrix,
  type Panels,
  SPARSE_PANEL,
  type SparseRows,
} from '../../src/matrix/matrix.ts';
import { Random } from '../../src/random.ts';
import { backends } from '../support/backends.ts';
import { expectSameBits } from '../support/compare.ts';
import { filled, type Size, sizes, used } from '../support/operands.ts';
import * as oracle from '../support/oracle.ts';

/** As ReLU leaves them: about half are zero, some rows wholly. */
function afterRelu(kernels: Kernels, rows: number, cols: number, random: Random): Matrix {
  const z = filled(kernels, rows, cols, random);
  for (let k = 0; k < rows * cols; k++) if (random.below(2) === 0) z.data[k] = 0;
  if (rows > 1) z.data.fill(0, cols, 2 * cols);
  return z;
}

function listed(kernels: Kernels, z: Matrix): SparseRows {
  const x = kernels.sparseActivations(z.rows + 2, z.cols);
  x.rows = z.rows;
  kernels.compressRows(x, z);
  return x;
}

function panelsOf(kernels: Kernels, w: Matrix, width: number): Panels {
  const panels = kernels.panels(w.rows, w.cols, width);
  panels.copyIn(used(w));
  return panels;
}

const widths = [DENSE_PANEL, SPARSE_PANEL];

describe.each(backends)('$name', ({ create }) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await create();
  });
  afterAll(() => kernels.close());

  /** Lists of one part up to 239 units, of two from 240, of five with 800; 801 is no multiple of four. */
  const wide = [239, 240, 241, 800, 801, 1000].map((I) => ({ N: 5, I, O: 40 }));
  const list: readonly Size[] = [...sizes(Random.stream(5, 'sparse activations')), ...wide];

  test.each(list)('products without zeros, N $N, I $I, O $O', ({ N, I, O }) => {
    const random = Random.stream(6, N, I, O);
    const x = afterRelu(kernels, N, I, random);
    const [w, b] = [filled(kernels, I, O, random), filled(kernels, 1, O, random)];
    const dOut = filled(kernels, N, O, random);
    const sparse = listed(kernels, x);
    for (const width of widths) {
      const out = filled(kernels, N, O, random);
      kernels.sparseAffine(out, sparse, panelsOf(kernels, w, width), b);
      kernels.finish();
      expectSameBits(`affine, panels of ${width}`, used(out), oracle.affine(N, I, O, x.data, w.data, b.data));

      kernels.sparseMatmul(out, sparse, panelsOf(kernels, w, width));
      kernels.finish();
      expectSameBits(`matmul, panels of ${width}`, used(out), oracle.matmul(N, I, O, x.data, w.data));

      const dW = kernels.panels(I, O, width);
      kernels.sparseWeightGradient(dW, sparse, dOut);
      kernels.finish();
      const expected = oracle.weightGradient(N, I, O, x.data, dOut.data);
      expectSameBits(`gradient, panels of ${width}`, dW.copyOut(), expected);
    }
  });
});

/** The reference keeps both in one form, and takes either. */
const apart = backends.filter(({ name }) => name !== 'reference');

test.each(apart)(
  '$name: a batch of images takes no activations, and is not multiplied without a bias',
  async ({ create }) => {
    const kernels = await create();
    const images = kernels.sparseRows(2, 5);
    const z = kernels.matrix(2, 5);
    const message = 'this batch holds images, not activations';
    expect(() => kernels.compressRows(images, z)).toThrow(`compressRows: ${message}`);
    expect(() => kernels.sparseMatmul(z, images, kernels.panels(5, 5))).toThrow(`sparseMatmul: ${message}`);
    await kernels.close();
  },
);
