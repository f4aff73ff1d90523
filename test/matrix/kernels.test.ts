/** The contract of `kernels.ts`, for every backend: the same bits as the oracle, at every awkward size. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kernels } from '../../src/matrix/kernels.ts';
import { DENSE_PANEL, type Matrix, type Panels, SEGMENT, SPARSE_PANEL } from '../../src/matrix/matrix.ts';
import { Random } from '../../src/random.ts';
import { backends } from '../support/backends.ts';
import { expectSameBits } from '../support/compare.ts';
import { batch, expectUnusedRowsKept, filled, pixels, type Size, sizes, used } from '../support/operands.ts';
import * as oracle from '../support/oracle.ts';

/** Runs a kernel on random operands of one size and compares what it wrote with the oracle. */
type Check = (kernels: Kernels, size: Size, random: Random) => void;

const settings = { stepSize: 0.01, rootCorrection: 0.3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

function expectMatrix(kernels: Kernels, what: string, got: Matrix, expected: Float32Array): void {
  kernels.finish();
  expectSameBits(what, used(got), expected);
  expectUnusedRowsKept(what, got);
}

/** Weights as products read them; nothing may depend on the columns that the last panel has to spare. */
function packed(kernels: Kernels, matrix: Matrix, width: number = DENSE_PANEL): Panels {
  const panels = kernels.panels(matrix.rows, matrix.cols, width);
  panels.data.fill(NaN);
  kernels.pack(panels, matrix);
  return panels;
}

/** Panels read by the picture in `matrix.ts`, row-major. */
function unpacked({ rows, cols, width, data }: Panels): Float32Array {
  return Float32Array.from({ length: rows * cols }, (_, k) => {
    const [r, c] = [Math.floor(k / cols), k % cols];
    const panel = Math.floor(c / width);
    return data[panel * rows * width + r * width + (c - panel * width)];
  });
}

const widths = [DENSE_PANEL, SPARSE_PANEL];

/** w, its state, and a gradient as optimizers see them; squares are not negative. */
function parameters(kernels: Kernels, { I, O }: Size, random: Random): Matrix[] {
  const [w, m, v, dW] = Array.from({ length: 4 }, () => filled(kernels, I, O, random));
  for (let k = 0; k < I * O; k++) v.data[k] = Math.abs(v.data[k]);
  return [w, m, v, dW];
}

const checks: Record<string, Check> = {
  gather(kernels, { N, I }, random) {
    const M = N + 3;
    const bytes = pixels(M * I, random);
    bytes.fill(255, 0, I); // one image all ink, and one all paper
    bytes.fill(0, I, 2 * I);
    const images = kernels.adopt(bytes, I);
    expect([images.count, images.cols]).toEqual([M, I]);
    const order = kernels.integers(N + 2);
    for (let n = 0; n < order.length; n++) order[n] = random.below(M);
    order.set([1, 0]);
    const x = kernels.sparseRows(N + 1, I);
    for (const start of [2, 0]) {
      x.rows = N; // the second batch leaves nothing of the first behind
      kernels.gather(x, images, order, start);
      kernels.finish();
      for (let n = 0; n < N; n++) {
        const first = order[start + n] * I;
        const { indices, values } = oracle.inked(bytes.subarray(first, first + I));
        const list = n * x.pitch;
        expect(x.counts[n]).toBe(indices.length);
        expectSameBits('indices', x.indices.subarray(list, list + indices.length), indices);
        expectSameBits('values', x.values.subarray(list, list + indices.length), values);
        const starts = x.starts.subarray(n * (x.segments + 1), (n + 1) * (x.segments + 1));
        const expected = Array.from(starts, (_, s) => indices.filter((i) => i < s * SEGMENT).length);
        expectSameBits('starts of segments', starts, expected);
      }
    }
  },

  sparseAffine(kernels, { N, I, O }, random) {
    const { x, dense } = batch(kernels, N, I, random);
    const [w, b] = [filled(kernels, I, O, random), filled(kernels, 1, O, random)];
    const out = filled(kernels, N, O, random);
    const expected = oracle.affine(N, I, O, dense, w.data, b.data);
    for (const width of widths) {
      kernels.sparseAffine(out, x, packed(kernels, w, width), b);
      expectMatrix(kernels, `out from panels of ${width}`, out, expected);
    }
  },

  affine(kernels, { N, I, O }, random) {
    const [x, w] = [filled(kernels, N, I, random), filled(kernels, I, O, random)];
    const b = filled(kernels, 1, O, random);
    const out = filled(kernels, N, O, random);
    const expected = oracle.affine(N, I, O, x.data, w.data, b.data);
    for (const width of widths) {
      kernels.affine(out, x, packed(kernels, w, width), b);
      expectMatrix(kernels, `out from panels of ${width}`, out, expected);
    }
  },

  matmul(kernels, { N, I, O }, random) {
    const [a, b] = [filled(kernels, N, I, random), filled(kernels, I, O, random)];
    const out = filled(kernels, N, O, random);
    const expected = oracle.matmul(N, I, O, a.data, b.data);
    for (const width of widths) {
      kernels.matmul(out, a, packed(kernels, b, width));
      expectMatrix(kernels, `out from panels of ${width}`, out, expected);
    }
  },

  sparseWeightGradient(kernels, { N, I, O }, random) {
    const { x, dense } = batch(kernels, N, I, random);
    const [dOut, dW] = [filled(kernels, N, O, random), filled(kernels, I, O, random)];
    kernels.sparseWeightGradient(dW, x, dOut);
    expectMatrix(kernels, 'dW', dW, oracle.weightGradient(N, I, O, dense, dOut.data));
  },

  weightGradient(kernels, { N, I, O }, random) {
    const [x, dOut] = [filled(kernels, N, I, random), filled(kernels, N, O, random)];
    const dW = filled(kernels, I, O, random);
    kernels.weightGradient(dW, x, dOut);
    expectMatrix(kernels, 'dW', dW, oracle.weightGradient(N, I, O, x.data, dOut.data));
  },

  columnSums(kernels, { N, O }, random) {
    const [out, a] = [filled(kernels, 1, O, random), filled(kernels, N, O, random)];
    kernels.columnSums(out, a);
    expectMatrix(kernels, 'out', out, oracle.columnSums(N, O, a.data));
  },

  pack(kernels, { I, O }, random) {
    const a = filled(kernels, I, O, random);
    for (const width of widths) {
      const out = packed(kernels, a, width);
      kernels.finish();
      expectSameBits(`panels of ${width}`, unpacked(out), used(a));
    }
  },

  packTransposed(kernels, { I, O }, random) {
    const a = filled(kernels, I, O, random);
    const expected = oracle.transpose(I, O, a.data);
    for (const width of widths) {
      const out = kernels.panels(O, I, width);
      kernels.packTransposed(out, a);
      kernels.finish();
      expectSameBits(`panels of ${width}`, unpacked(out), expected);
    }
  },

  relu(kernels, { N, I }, random) {
    const [out, z] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    kernels.relu(out, z);
    expectMatrix(kernels, 'out', out, oracle.relu(used(z)));
  },

  reluBackward(kernels, { N, I }, random) {
    const [dOut, out] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    const expected = oracle.reluBackward(used(dOut), used(out));
    const dZ = filled(kernels, N, I, random);
    kernels.reluBackward(dZ, dOut, out);
    expectMatrix(kernels, 'dZ', dZ, expected);
    kernels.reluBackward(dOut, dOut, out);
    expectMatrix(kernels, 'dZ that is dOut', dOut, expected);
  },

  sigmoid(kernels, { N, I }, random) {
    const [out, z] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    for (let k = 0; k < N * I; k++) z.data[k] *= 30;
    kernels.sigmoid(out, z);
    expectMatrix(kernels, 'out', out, oracle.sigmoid(used(z)));
  },

  sigmoidBackward(kernels, { N, I }, random) {
    const [dOut, out] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    const expected = oracle.sigmoidBackward(used(dOut), used(out));
    const dZ = filled(kernels, N, I, random);
    kernels.sigmoidBackward(dZ, dOut, out);
    expectMatrix(kernels, 'dZ', dZ, expected);
    kernels.sigmoidBackward(dOut, dOut, out);
    expectMatrix(kernels, 'dZ that is dOut', dOut, expected);
  },

  softmax(kernels, { N, O }, random) {
    const [out, z] = [filled(kernels, N, O, random), filled(kernels, N, O, random)];
    for (let k = 0; k < N * O; k++) z.data[k] *= 60;
    kernels.softmax(out, z);
    expectMatrix(kernels, 'out', out, oracle.softmax(N, O, z.data));
  },

  dropout(kernels, { N, I }, random) {
    const x = filled(kernels, N, I, random);
    for (const rate of [0, 0.1, 0.5, 0.97]) {
      const key = random.bits();
      const out = filled(kernels, N, I, random);
      kernels.dropout(out, x, key, rate);
      expectMatrix(kernels, `rate ${rate}`, out, oracle.dropout(used(x), key, rate));
    }
    const expected = oracle.dropout(used(x), 7, 0.3);
    kernels.dropout(x, x, 7, 0.3);
    expectMatrix(kernels, 'out that is x', x, expected);
  },

  softmaxCrossEntropy(kernels, { N, O }, random) {
    const [dZ, z, losses] = [O, O, 1].map((cols) => filled(kernels, N, cols, random));
    for (let k = 0; k < N * O; k++) z.data[k] *= 60;
    const labels = kernels.bytes(N + 2);
    for (let n = 0; n < N; n++) labels[n] = random.below(O);
    labels.fill(255, N); // of no image: not looked at
    kernels.softmaxCrossEntropy(dZ, losses, z, labels);
    const expected = oracle.softmaxCrossEntropy(N, O, z.data, labels);
    expectMatrix(kernels, 'dZ', dZ, expected.dZ);
    expectMatrix(kernels, 'losses', losses, expected.losses);
  },

  sgd(kernels, size, random) {
    for (const decay of [0, 0.01]) {
      const [w, , , dW] = parameters(kernels, size, random);
      const expected = oracle.sgd(used(w), used(dW), 0.3, decay);
      kernels.sgd(w, dW, 0.3, decay);
      expectMatrix(kernels, `w with decay ${decay}`, w, expected);
    }
  },

  momentum(kernels, size, random) {
    for (const decay of [0, 0.01]) {
      const [w, v, , dW] = parameters(kernels, size, random);
      const expected = oracle.momentum([used(w), used(v), used(dW)], 0.3, 0.9, decay);
      kernels.momentum(w, v, dW, 0.3, 0.9, decay);
      expectMatrix(kernels, `v with decay ${decay}`, v, expected.v);
      expectMatrix(kernels, `w with decay ${decay}`, w, expected.w);
    }
  },

  adam(kernels, size, random) {
    for (const decay of [0, 0.01]) {
      const [w, m, v, dW] = parameters(kernels, size, random);
      const expected = oracle.adam([w, m, v, dW].map(used), { ...settings, decay });
      kernels.adam(w, m, v, dW, { ...settings, decay });
      expectMatrix(kernels, `m with decay ${decay}`, m, expected.m);
      expectMatrix(kernels, `v with decay ${decay}`, v, expected.v);
      expectMatrix(kernels, `w with decay ${decay}`, w, expected.w);
    }
  },
};

describe.each(backends)('$name', ({ create }) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await create();
  });
  afterAll(() => kernels.close());

  test.each(Object.keys(checks))('%s gives the same bits as the oracle', (name) => {
    const random = Random.stream(1, name);
    for (const size of sizes(random, 20)) {
      try {
        checks[name](kernels, size, random);
      } catch (error) {
        throw new Error(`${name} with ${JSON.stringify(size)}: ${(error as Error).message}`, {
          cause: error,
        });
      }
    }
  });
});
