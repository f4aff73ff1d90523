/** The contract of `kernels.ts`, for every backend: the same bits as the oracle, at every awkward size. */

import { expect } from 'vitest';
import type { Kernels } from '../../src/matrix/kernels.ts';
import type { Panels } from '../../src/matrix/matrix.ts';
import type { Random } from '../../src/random.ts';
import { type Check, checkContract, expectWritten } from '../support/contract.ts';
import { batch, filled, panels, pixels, used, widths } from '../support/operands.ts';
import * as oracle from '../support/oracle.ts';

/** Ones on the diagonal: a product with it gives back its left operand. */
function identity(kernels: Kernels, size: number, width: number): Panels {
  const numbers = Float32Array.from({ length: size * size }, (_, k) => (k % (size + 1) === 0 ? 1 : 0));
  return panels(kernels, { rows: size, cols: size }, width, numbers);
}

/** Runs a product with the same weights in both widths of panels. */
function inEachWidth(
  kernels: Kernels,
  weights: { rows: number; cols: number; numbers: Random },
  run: (w: Panels, numbers: Float32Array, width: number) => void,
): void {
  const numbers = used(panels(kernels, weights, 8, weights.numbers));
  for (const width of widths) run(panels(kernels, weights, width, numbers), numbers, width);
}

const { softmaxCrossEntropy, sigmoidSquaredError, sigmoidCrossEntropy } = oracle;
const losses = { softmaxCrossEntropy, sigmoidSquaredError, sigmoidCrossEntropy };

/** Images of every class, and of none. */
function checkLoss(loss: keyof typeof losses, ...smoothing: [] | [number]): Check {
  return (kernels, { N, O }, random) => {
    const [dZ, z, out] = [O, O, 1].map((cols) => filled(kernels, N, cols, random));
    for (let k = 0; k < N * O; k++) z.data[k] *= 60;
    const labels = kernels.bytes(N + 2);
    for (let n = 0; n < N; n++) labels[n] = random.below(O + 1);
    labels.fill(255, N); // of no image: not looked at
    const expected = losses[loss](N, O, z.data, labels, ...smoothing);
    kernels[loss](dZ, out, z, labels, ...smoothing);
    expectWritten(kernels, 'dZ', dZ, expected.dZ);
    expectWritten(kernels, 'losses', out, expected.losses);
    kernels[loss](z, out, z, labels, ...smoothing);
    expectWritten(kernels, 'dZ that is z', z, expected.dZ);
  };
}

checkContract(1, {
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
    const zero = kernels.matrix(1, I);
    const [narrow, wide] = widths.map((width) => identity(kernels, I, width));
    for (const start of [2, 0]) {
      x.rows = N; // the second batch leaves nothing of the first behind
      kernels.gather(x, images, order, start);
      const expected = Float32Array.from({ length: N * I }, (_, k) => {
        const image = order[start + Math.floor(k / I)];
        return bytes[image * I + (k % I)] / 255;
      });
      for (const weights of [narrow, wide]) {
        const out = filled(kernels, N, I, random);
        kernels.sparseAffine(out, x, weights, zero);
        expectWritten(kernels, `images ${start} on`, out, expected);
      }
    }
  },

  sparseAffine(kernels, { N, I, O }, random) {
    const { x, dense } = batch(kernels, N, I, random);
    const b = filled(kernels, 1, O, random);
    inEachWidth(kernels, { rows: I, cols: O, numbers: random }, (w, numbers, width) => {
      const out = filled(kernels, N, O, random);
      kernels.sparseAffine(out, x, w, b);
      expectWritten(kernels, `out, panels of ${width}`, out, oracle.affine(N, I, O, dense, numbers, b.data));
    });
  },

  affine(kernels, { N, I, O }, random) {
    const [x, b] = [filled(kernels, N, I, random), filled(kernels, 1, O, random)];
    inEachWidth(kernels, { rows: I, cols: O, numbers: random }, (w, numbers, width) => {
      const out = filled(kernels, N, O, random);
      kernels.affine(out, x, w, b);
      expectWritten(kernels, `out, panels of ${width}`, out, oracle.affine(N, I, O, x.data, numbers, b.data));
    });
  },

  matmul(kernels, { N, I, O }, random) {
    const a = filled(kernels, N, I, random);
    inEachWidth(kernels, { rows: I, cols: O, numbers: random }, (b, numbers, width) => {
      const out = filled(kernels, N, O, random);
      kernels.matmul(out, a, b);
      expectWritten(kernels, `out, panels of ${width}`, out, oracle.matmul(N, I, O, a.data, numbers));
    });
  },

  sparseWeightGradient(kernels, { N, I, O }, random) {
    const { x, dense } = batch(kernels, N, I, random);
    const dOut = filled(kernels, N, O, random);
    const expected = oracle.weightGradient(N, I, O, dense, dOut.data);
    for (const width of widths) {
      const dW = panels(kernels, { rows: I, cols: O }, width, random);
      kernels.sparseWeightGradient(dW, x, dOut);
      expectWritten(kernels, `dW, panels of ${width}`, dW, expected);
    }
  },

  weightGradient(kernels, { N, I, O }, random) {
    const [x, dOut] = [filled(kernels, N, I, random), filled(kernels, N, O, random)];
    const expected = oracle.weightGradient(N, I, O, x.data, dOut.data);
    for (const width of widths) {
      const dW = panels(kernels, { rows: I, cols: O }, width, random);
      kernels.weightGradient(dW, x, dOut);
      expectWritten(kernels, `dW, panels of ${width}`, dW, expected);
    }
  },

  columnSums(kernels, { N, O }, random) {
    const [out, a] = [filled(kernels, 1, O, random), filled(kernels, N, O, random)];
    kernels.columnSums(out, a);
    expectWritten(kernels, 'out', out, oracle.columnSums(N, O, a.data));
  },

  transpose(kernels, { I, O }, random) {
    inEachWidth(kernels, { rows: I, cols: O, numbers: random }, (a, numbers, width) => {
      for (const outWidth of widths) {
        const out = panels(kernels, { rows: O, cols: I }, outWidth, random);
        kernels.transpose(out, a);
        expectWritten(kernels, `panels of ${width} to ${outWidth}`, out, oracle.transpose(I, O, numbers));
      }
    });
  },

  relu(kernels, { N, I }, random) {
    const [out, z] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    kernels.activate('relu', out, z);
    expectWritten(kernels, 'out', out, oracle.relu(used(z)));
  },

  reluBackward(kernels, { N, I }, random) {
    const [dOut, out] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    const expected = oracle.reluBackward(used(dOut), used(out));
    const dZ = filled(kernels, N, I, random);
    kernels.activateBackward('relu', dZ, dOut, out);
    expectWritten(kernels, 'dZ', dZ, expected);
    kernels.activateBackward('relu', dOut, dOut, out);
    expectWritten(kernels, 'dZ that is dOut', dOut, expected);
  },

  sigmoid(kernels, { N, I }, random) {
    const [out, z] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    for (let k = 0; k < N * I; k++) z.data[k] *= 30;
    kernels.activate('sigmoid', out, z);
    expectWritten(kernels, 'out', out, oracle.sigmoid(used(z)));
  },

  sigmoidBackward(kernels, { N, I }, random) {
    const [dOut, out] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    const expected = oracle.sigmoidBackward(used(dOut), used(out));
    const dZ = filled(kernels, N, I, random);
    kernels.activateBackward('sigmoid', dZ, dOut, out);
    expectWritten(kernels, 'dZ', dZ, expected);
    kernels.activateBackward('sigmoid', dOut, dOut, out);
    expectWritten(kernels, 'dZ that is dOut', dOut, expected);
  },

  tanh(kernels, { N, I }, random) {
    const [out, z] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    for (let k = 0; k < N * I; k++) z.data[k] *= 12;
    kernels.activate('tanh', out, z);
    expectWritten(kernels, 'out', out, oracle.tanh(used(z)));
  },

  tanhBackward(kernels, { N, I }, random) {
    const [dOut, out] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    const expected = oracle.tanhBackward(used(dOut), used(out));
    const dZ = filled(kernels, N, I, random);
    kernels.activateBackward('tanh', dZ, dOut, out);
    expectWritten(kernels, 'dZ', dZ, expected);
    kernels.activateBackward('tanh', dOut, dOut, out);
    expectWritten(kernels, 'dZ that is dOut', dOut, expected);
  },

  leakyRelu(kernels, { N, I }, random) {
    const [out, z] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    for (const slope of [0.01, 0.3]) {
      kernels.activate('leakyRelu', out, z, slope);
      expectWritten(kernels, `slope ${slope}`, out, oracle.leakyRelu(used(z), slope));
    }
  },

  leakyReluBackward(kernels, { N, I }, random) {
    const [dOut, out] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    const expected = oracle.leakyReluBackward(used(dOut), used(out), 0.2);
    const dZ = filled(kernels, N, I, random);
    kernels.activateBackward('leakyRelu', dZ, dOut, out, 0.2);
    expectWritten(kernels, 'dZ', dZ, expected);
    kernels.activateBackward('leakyRelu', dOut, dOut, out, 0.2);
    expectWritten(kernels, 'dZ that is dOut', dOut, expected);
  },

  gelu(kernels, { N, I }, random) {
    const [out, z] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    for (let k = 0; k < N * I; k++) z.data[k] *= 12;
    kernels.activate('gelu', out, z);
    expectWritten(kernels, 'out', out, oracle.gelu(used(z)));
  },

  geluBackward(kernels, { N, I }, random) {
    const [dOut, z] = [filled(kernels, N, I, random), filled(kernels, N, I, random)];
    for (let k = 0; k < N * I; k++) z.data[k] *= 12;
    const expected = oracle.geluBackward(used(dOut), used(z));
    const dZ = filled(kernels, N, I, random);
    kernels.activateBackward('gelu', dZ, dOut, z);
    expectWritten(kernels, 'dZ', dZ, expected);
    kernels.activateBackward('gelu', dOut, dOut, z);
    expectWritten(kernels, 'dZ that is dOut', dOut, expected);
  },

  softmax(kernels, { N, O }, random) {
    const [out, z] = [filled(kernels, N, O, random), filled(kernels, N, O, random)];
    for (let k = 0; k < N * O; k++) z.data[k] *= 60;
    for (const temperature of [1, 0.3, 2.7]) {
      kernels.softmax(out, z, temperature);
      expectWritten(kernels, `at ${temperature}`, out, oracle.softmax(N, O, z.data, temperature));
    }
    const expected = oracle.softmax(N, O, z.data, 1.3);
    kernels.softmax(z, z, 1.3);
    expectWritten(kernels, 'out that is z', z, expected);
  },

  dropout(kernels, { N, I }, random) {
    const x = filled(kernels, N, I, random);
    for (const rate of [0, 0.1, 0.5, 0.97]) {
      const key = random.bits();
      const out = filled(kernels, N, I, random);
      kernels.dropout(out, x, key, rate);
      expectWritten(kernels, `rate ${rate}`, out, oracle.dropout(used(x), key, rate));
    }
    const expected = oracle.dropout(used(x), 7, 0.3);
    kernels.dropout(x, x, 7, 0.3);
    expectWritten(kernels, 'out that is x', x, expected);
  },

  softmaxCrossEntropy: checkLoss('softmaxCrossEntropy'),
  'softmaxCrossEntropy with smoothing': checkLoss('softmaxCrossEntropy', 0.1),
  sigmoidSquaredError: checkLoss('sigmoidSquaredError'),
  sigmoidCrossEntropy: checkLoss('sigmoidCrossEntropy'),
});
