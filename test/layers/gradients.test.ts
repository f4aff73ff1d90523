/** Every layer and the loss against central differences, at odd sizes. */

import { describe, expect, test } from 'vitest';
import { Activation, activationKinds } from '../../src/layers/activation.ts';
import { Dense } from '../../src/layers/dense.ts';
import { Dropout } from '../../src/layers/dropout.ts';
import type { Layer } from '../../src/layers/layer.ts';
import { BinaryCrossEntropy } from '../../src/losses/binary-cross-entropy.ts';
import { MeanSquaredError } from '../../src/losses/mean-squared-error.ts';
import { SoftmaxCrossEntropy } from '../../src/losses/softmax-cross-entropy.ts';
import { Random } from '../../src/random.ts';
import {
  checkGradient,
  doubleKernels,
  fillAwayFromZero,
  fillWeights,
  projection,
} from '../support/gradient-check.ts';
import { batch } from '../support/operands.ts';

const pass = { training: true, randomKey: 12345 };
const kernels = doubleKernels();

const total = (numbers: ArrayLike<number>): number => Array.from(numbers).reduce((a, b) => a + b, 0);

/** A batch of random numbers. */
function input(rows: number, cols: number, random: Random) {
  const x = kernels.matrix(rows, cols);
  fillAwayFromZero(x.data, random);
  return x;
}

/** Checks dX of a layer that takes a matrix. */
function checkInput(layer: Layer, rows: number, random: Random): void {
  const x = input(rows, layer.inputSize, random);
  const [out, dX] = [kernels.matrix(rows, layer.outputSize), kernels.matrix(rows, layer.inputSize)];
  const { dOut, value } = projection(out, random);
  layer.forward(out, x, pass);
  layer.backward(dX, dOut, out, pass);
  const f = (): number => {
    layer.forward(out, x, pass);
    return value();
  };
  checkGradient(`${layer.kind} ${rows}x${layer.inputSize}, input`, f, x.data, dX.data);
}

function randomDense(inputs: number, outputs: number, random: Random): Dense {
  const layer = new Dense(kernels, inputs, outputs);
  for (const { value } of layer.parameters) fillWeights(value, random);
  layer.parametersChanged();
  return layer;
}

const shapes = [
  [1, 1, 1],
  [3, 5, 7],
  [4, 13, 2],
  [9, 2, 11],
] as const;

describe('dense', () => {
  test.each(shapes)('%i images, %i inputs, %i outputs: input and parameters', (N, I, O) => {
    const random = Random.stream(1, 'dense', N, I, O);
    const layer = randomDense(I, O, random);
    checkInput(layer, N, random);
    const x = input(N, I, random);
    const out = kernels.matrix(N, O);
    const { dOut, value } = projection(out, random);
    layer.parameterGradients(x, dOut);
    const f = (): number => {
      layer.parametersChanged();
      layer.forward(out, x);
      return value();
    };
    for (const p of layer.parameters) checkGradient(`dense ${p.name}`, f, p.value.data, p.gradient.data);
  });

  test.each(shapes)('%i images, %i pixels, %i outputs: parameters', (N, I, O) => {
    const random = Random.stream(2, 'sparse', N, I, O);
    const { x, dense } = batch(kernels, N, I * 7, random); // enough pixels that some have ink
    const layer = randomDense(I * 7, O, random);
    expect(dense.some((ink) => ink > 0)).toBe(true);
    const out = kernels.matrix(N, O);
    const { dOut, value } = projection(out, random);
    layer.parameterGradients(x, dOut);
    const f = (): number => {
      layer.parametersChanged();
      layer.forward(out, x);
      return value();
    };
    for (const p of layer.parameters) checkGradient(`sparse ${p.name}`, f, p.value.data, p.gradient.data);
    expect(layer.parameters.map((p) => p.decays)).toEqual([true, false]);
  });
});

describe.each([1, 3, 8])('%i images', (rows) => {
  test.each(activationKinds)('%s', (kind) =>
    checkInput(new Activation(kernels, kind, 7, 0.1), rows, Random.stream(3, kind, rows)),
  );
  test('dropout', () => checkInput(new Dropout(kernels, 9, 0.4, 2), rows, Random.stream(5, 'dropout', rows)));

  test.each([SoftmaxCrossEntropy, MeanSquaredError, BinaryCrossEntropy])('$name', (Loss) => {
    const random = Random.stream(6, 'loss', rows);
    const C = 5;
    const z = input(rows, C, random);
    for (let k = 0; k < z.data.length; k++) z.data[k] *= 4;
    const [dZ, losses] = [kernels.matrix(rows, C), kernels.matrix(rows, 1)];
    const labels = Uint8Array.from({ length: rows }, (_, n) => (n % 3 === 1 ? C : random.below(C)));
    const loss = new Loss(kernels);
    const scratch = kernels.matrix(rows, C);
    loss.forwardBackward(dZ, losses, z, labels, true);
    const f = (): number => {
      loss.forwardBackward(scratch, losses, z, labels, true);
      return total(losses.data) / rows;
    };
    checkGradient(loss.kind, f, z.data, dZ.data);
    if (!(loss instanceof SoftmaxCrossEntropy)) return;
    for (let n = 0; n < rows; n++) {
      const row = dZ.data.subarray(n * C, (n + 1) * C);
      expect(Math.abs(total(row))).toBeLessThan(1e-15);
    }
  });
});
