/**
 * Gradients of wide layers as sums over a batch by columns (`assembly/columns.ts`), and SGD that takes them out of the
 * registers: only where V8 may join vectors, but nothing of it needs such vectors, so that it is tested on every machine.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kernels } from '../../../src/matrix/kernels.ts';
import { type Matrix, type Panels, SPARSE_PANEL, type SparseRows } from '../../../src/matrix/matrix.ts';
import { ReferenceKernels } from '../../../src/matrix/reference/reference-kernels.ts';
import { ownRows } from '../../../src/matrix/wasm/sparse-records.ts';
import { Random } from '../../../src/random.ts';
import { expectSameBits } from '../../support/compare.ts';
import { hashWeights } from '../../support/hash-weights.ts';
import { madeDataset } from '../../support/made-digits.ts';
import { batch, filled, panels, used } from '../../support/operands.ts';
import * as oracle from '../../support/oracle.ts';
import { trainToEnd } from '../../support/train-to-end.ts';
import { createWide } from '../../support/wide-kernels.ts';

/**
 * Segments of 64 pixels, whole and not; parts of 160 units, one and several; panels of 32 columns, the last not whole, and
 * pairs of them, the last not whole. Enough columns for three threads.
 */
const sizes = [
  { N: 1, I: 1, O: 576 },
  { N: 3, I: 63, O: 576 },
  { N: 5, I: 64, O: 577 },
  { N: 4, I: 129, O: 624 },
  { N: 7, I: 241, O: 608 },
  { N: 2, I: 801, O: 578 },
  { N: 33, I: 784, O: 576 },
];

/** Half of them zero. */
function activations(kernels: Kernels, rows: number, cols: number, random: Random): Matrix {
  const z = filled(kernels, rows, cols, random);
  for (let k = 0; k < rows * cols; k++) if (random.below(2) === 0) z.data[k] = 0;
  return z;
}

describe.each([1, 3])('gradients of wide layers, threads: %i', (threads) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await createWide(threads);
  });
  afterAll(() => kernels.close());

  test.each(sizes)('of pixels, batch after batch: N $N, I $I, O $O', ({ N, I, O }) => {
    const random = Random.stream(7, N, I, O);
    const count = N + 3;
    const bytes = Uint8Array.from({ length: count * I }, () =>
      random.below(3) === 0 ? 1 + random.below(255) : 0,
    );
    const order = kernels.integers(count);
    for (let n = 0; n < count; n++) order[n] = count - 1 - n;
    const images = kernels.adopt(bytes, I);
    const x = kernels.sparseRows(N + 1, I);
    const dW = kernels.panels(I, O, SPARSE_PANEL);
    const [w, b] = [kernels.panels(I, O, SPARSE_PANEL), filled(kernels, 1, O, random)];
    for (const [rows, start] of [
      [N, 0],
      [N, 2],
      [N + 1, 1],
      [Math.max(1, N - 1), 0],
    ]) {
      x.rows = rows;
      kernels.gather(x, images, order, start);
      const [out, dOut] = [filled(kernels, rows, O, random), filled(kernels, rows, O, random)];
      kernels.sparseAffine(out, x, w, b);
      kernels.sparseWeightGradient(dW, x, dOut);
      kernels.finish();
      const dense = Float32Array.from({ length: rows * I }, (_, k) => {
        const image = order[start + Math.floor(k / I)];
        return bytes[image * I + (k % I)] / 255;
      });
      const expected = oracle.weightGradient(rows, I, O, dense, dOut.data);
      expectSameBits(`${rows} from ${start} on`, dW.copyOut(), expected);
    }
    expect(ownRows(x).columns).not.toBeNull();
  });

  test.each(sizes)('of activations, batch after batch: N $N, I $I, O $O', ({ N, I, O }) => {
    const random = Random.stream(8, N, I, O);
    const x = kernels.sparseActivations(N, I);
    const dW = kernels.panels(I, O, SPARSE_PANEL);
    const [w, b] = [kernels.panels(I, O, SPARSE_PANEL), filled(kernels, 1, O, random)];
    for (const rows of [N, N, Math.max(1, N - 1)]) {
      const z = activations(kernels, rows, I, random);
      const [out, dOut] = [filled(kernels, rows, O, random), filled(kernels, rows, O, random)];
      x.rows = rows;
      kernels.compressRows(x, z);
      kernels.sparseAffine(out, x, w, b);
      kernels.sparseWeightGradient(dW, x, dOut);
      kernels.finish();
      expectSameBits(`${rows} rows`, dW.copyOut(), oracle.weightGradient(rows, I, O, z.data, dOut.data));
      expectSameBits(`out of ${rows}`, out.copyOut(), oracle.affine(rows, I, O, z.data, used(w), b.data));
    }
    expect(ownRows(x).columns).not.toBeNull();
  });

  test('of one batch for layers of several widths', () => {
    const random = Random.stream(10);
    const { x, dense } = batch(kernels, 6, 130, random);
    for (const O of [576, 704, 608]) {
      const dOut = filled(kernels, 6, O, random);
      const dW = kernels.panels(130, O, SPARSE_PANEL);
      kernels.sparseWeightGradient(dW, x, dOut);
      kernels.finish();
      expectSameBits(`${O}`, dW.copyOut(), oracle.weightGradient(6, 130, O, dense, dOut.data));
    }
  });
});

describe.each([1, 3])('SGD of wide layers, threads: %i', (threads) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await createWide(threads);
  });
  afterAll(() => kernels.close());

  interface Operands {
    readonly k: Kernels;
    readonly x: SparseRows;
    readonly w: Panels;
    readonly dW: Panels;
    readonly dOut: Matrix;
  }

  /** The same operands for both kernels: a batch of pixels or of activations, and dW of sevens. */
  function operands(k: Kernels, { N, I, O }: (typeof sizes)[number], pixels: boolean): Operands {
    const random = Random.stream(12, N, I, O);
    let { x } = batch(k, N, I, random);
    if (!pixels) {
      const z = activations(k, N, I, random);
      x = k.sparseActivations(N, I);
      k.compressRows(x, z);
    }
    const w = panels(k, { rows: I, cols: O }, SPARSE_PANEL, random);
    const dW = k.panels(I, O, SPARSE_PANEL);
    dW.data.fill(7);
    return { k, x, w, dW, dOut: filled(k, N, O, random) };
  }

  const step = ({ k, w, dW }: Operands, lr = 0.1, decay = 0): void => k.update('sgd', [w, dW], { lr, decay });

  /** Returns what it has written besides w. */
  type Calls = (o: Operands) => readonly Matrix[];

  /** Compares w after the same calls with that of the plain kernels, and whatever else they wrote. */
  function compare(size: (typeof sizes)[number], pixels: boolean, calls: Calls): Operands {
    const [expected, got] = [new ReferenceKernels(), kernels].map((k) => operands(k, size, pixels));
    const [wanted, written] = [expected, got].map((o) => {
      const others = calls(o);
      o.k.finish();
      return others;
    });
    expectSameBits('w', got.w.copyOut(), expected.w.copyOut());
    for (const [k, { data }] of written.entries()) expectSameBits(`matrix ${k}`, data, wanted[k].data);
    return got;
  }

  describe.each([true, false])('pixels: %s', (pixels) => {
    test.each(sizes)('subtracts sums that are in registers: N $N, I $I, O $O', (size) => {
      const { dW } = compare(size, pixels, (o) => {
        for (const lr of [0.1, 0.3]) {
          o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
          step(o, lr);
          o.k.finish();
        }
        return [];
      });
      if (threads > 1) return; // whose blocks may be single panels
      const pairs = Math.floor((size.O + 31) / 64); // what is left over is added to one panel of dW
      const untouched = dW.data.subarray(0, pairs * 64 * size.I);
      expect(untouched.every((value) => value === 7)).toBe(true);
    });

    /** Between or after the gradient and the step: what has to find dW written, or w as it was. */
    const others: Record<string, Calls> = {
      'w is read': (o) => {
        o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
        o.k.addL1Gradient(o.dW, o.w, 0.01);
        step(o);
        return [];
      },
      'the layer is used in between': (o) => {
        const out = o.k.matrix(o.x.rows, o.w.cols);
        o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
        o.k.sparseAffine(out, o.x, o.w, o.k.matrix(1, o.w.cols));
        step(o);
        return [out];
      },
      'other weights are updated by the same gradient': (o) => {
        o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
        step(o);
        step({ ...o, w: o.k.panels(o.w.rows, o.w.cols, SPARSE_PANEL) });
        return [];
      },
      'the next batch is empty': (o) => {
        o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
        step(o);
        o.k.finish();
        const z = o.k.matrix(0, o.x.cols);
        o.x.rows = 0;
        o.dOut.rows = 0;
        if (!pixels) o.k.compressRows(o.x, z);
        else o.k.gather(o.x, o.k.adopt(new Uint8Array(o.x.cols), o.x.cols), o.k.integers(1), 0);
        o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
        step(o);
        return [];
      },
      'dW is scaled': (o) => {
        o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
        o.k.scale(o.dW, 0.5);
        step(o);
        return [];
      },
      'dW is summed up': (o) => {
        const squares = o.k.matrix(1, o.dW.cols);
        o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
        o.k.columnSquares(squares, o.dW);
        step(o);
        return [squares];
      },
      'the gradient has been computed, then scaled': (o) => {
        o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
        o.k.finish();
        o.k.scale(o.dW, 0.5);
        step(o);
        return [];
      },
      'a second step': (o) => {
        o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
        o.k.finish();
        step(o);
        step(o);
        return [];
      },
      'weights decay': (o) => {
        o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
        step(o, 0.1, 0.01);
        return [];
      },
      'a rate of 0, or too small for a float': (o) => {
        for (const lr of [0, 1e-50]) {
          o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
          step(o, lr);
          o.k.finish();
        }
        return [];
      },
      'other weights': (o) => {
        const other = o.k.panels(o.w.rows, o.w.cols, SPARSE_PANEL);
        o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
        o.k.update('sgd', [other, o.dW], { lr: 0.1, decay: 0 });
        o.k.sparseWeightGradient(o.dW, o.x, o.dOut);
        step(o);
        o.k.lerp(o.w, other, 0.5);
        return [];
      },
    };
    test.each(Object.keys(others))('has the same bits: %s', (name) => {
      compare(sizes[4], pixels, others[name]);
    });
  });
});

test('a wide net has the same weights, and batches too large for lists by columns are trained without', async () => {
  const settings = {
    hidden: [610, 580],
    epochs: 2,
    batchSize: 16,
    validation: 0.1,
    styles: 0,
    seed: 7,
  } as const;
  const hashes: string[] = [];
  for (const [threads, wideVectors, batchSize] of [
    [1, false, 16],
    [1, true, 16],
    [3, true, 16],
    [1, false, 2000],
    [1, true, 2000],
  ] as const) {
    const kernels = await createWide(threads, wideVectors);
    const { model } = await trainToEnd({ ...settings, batchSize, dataset: madeDataset(150), kernels });
    hashes.push(hashWeights(model));
    await kernels.close();
  }
  expect(hashes[1]).toBe(hashes[0]);
  expect(hashes[2]).toBe(hashes[0]);
  expect(hashes[4]).toBe(hashes[3]);
  expect(hashes[3]).not.toBe(hashes[0]);
});
