/** What layers promise beside their gradients. */

import { describe, expect, test } from 'vitest';
import { Activation } from '../../src/layers/activation.ts';
import { Dense } from '../../src/layers/dense.ts';
import { Dropout } from '../../src/layers/dropout.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { Random } from '../../src/random.ts';

const kernels = new ReferenceKernels();

function ones(rows: number, cols: number) {
  const matrix = kernels.matrix(rows, cols);
  matrix.data.fill(1);
  return matrix;
}

describe('dense', () => {
  test('starts with He-uniform weights: their bound, their variance, and biases of zero', () => {
    const layer = new Dense(kernels, 150, 200);
    layer.bias.value.data.fill(9);
    layer.initialise(Random.stream(1, 'weights', 0));
    const weights = layer.weights.value.copyOut();
    const bound = Math.fround(Math.sqrt(6 / 150));
    let [sum, squares, largest] = [0, 0, 0];
    for (const w of weights) {
      sum += w;
      squares += w * w;
      largest = Math.max(largest, Math.abs(w));
    }
    const variance = 2 / 150; // of He et al., 2015
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(0.999 * bound);
    expect(Math.abs(sum / weights.length)).toBeLessThan(5 * Math.sqrt(variance / weights.length));
    expect(Math.abs(squares / weights.length / variance - 1)).toBeLessThan(0.03);
    expect(layer.bias.value.data.every((b) => b === 0)).toBe(true);
  });

  test('Glorot-uniform weights, for sigmoid and tanh: their bound and their variance', () => {
    const layer = new Dense(kernels, 150, 200);
    layer.initialise(Random.stream(1, 'weights', 0), 'glorot');
    const weights = Array.from(layer.weights.value.copyOut());
    const bound = Math.fround(Math.sqrt(6 / 350));
    const largest = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(0.999 * bound);
    const variance = 2 / 350; // of Glorot and Bengio, 2010
    const squares = weights.reduce((sum, w) => sum + w * w, 0);
    expect(Math.abs(squares / weights.length / variance - 1)).toBeLessThan(0.03);
  });

  test('its backward pass sees new weights once told of them', () => {
    const layer = new Dense(kernels, 2, 3);
    layer.weights.value.copyIn([1, 2, 3, 4, 5, 6]);
    layer.parametersChanged();
    const dX = kernels.matrix(1, 2);
    layer.backward(dX, ones(1, 3));
    expect([...dX.data]).toEqual([6, 15]);
  });
});

test('a first layer that does not propagate says so', () => {
  const layer = new Dense(kernels, 2, 3, false);
  expect(() => layer.backward(kernels.matrix(1, 2), ones(1, 3))).toThrow('does not propagate gradients');
});

describe('activations and dropout', () => {
  test.each([
    new Activation(kernels, 'relu', 4),
    new Activation(kernels, 'sigmoid', 4),
    new Activation(kernels, 'tanh', 4),
    new Activation(kernels, 'leaky-relu', 4, 0.1),
    new Activation(kernels, 'gelu', 4),
    new Dropout(kernels, 4, 0.5, 1),
  ])('$kind cannot take images', (layer) => {
    const pass = { training: true, randomKey: 1 };
    const x = kernels.sparseRows(1, 4);
    expect(() => layer.forward(kernels.matrix(1, 4), x, pass)).toThrow(TypeError);
    expect(() => layer.forward(kernels.matrix(1, 4), x, pass)).toThrow(
      `a ${layer.kind} layer cannot come first`,
    );
  });
});

describe('dropout', () => {
  const drop = (place: number, pass: { training: boolean; randomKey: number }) => {
    const out = kernels.matrix(20, 20);
    new Dropout(kernels, 20, 0.25, place).forward(out, ones(20, 20), pass);
    return Array.from(out.data);
  };

  test('does nothing in evaluation', () => {
    expect(drop(1, { training: false, randomKey: 5 })).toEqual(new Array(400).fill(1));
  });

  test('scales what it keeps, so that the mean stays', () => {
    const out = drop(1, { training: true, randomKey: 5 });
    expect(new Set(out)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    const mean = out.reduce((a, b) => a + b) / out.length;
    expect(Math.abs(mean - 1)).toBeLessThan(5 * Math.sqrt(0.25 / 0.75 / out.length));
  });

  test('two layers of one net, and two steps, drop differently; the same step drops alike', () => {
    const first = drop(1, { training: true, randomKey: 5 });
    expect(drop(1, { training: true, randomKey: 5 })).toEqual(first);
    expect(drop(2, { training: true, randomKey: 5 })).not.toEqual(first);
    expect(drop(1, { training: true, randomKey: 900 })).not.toEqual(first);
  });
});

test('GELU is what its inventors say, and never less than x where x is large', () => {
  const x = kernels.matrix(1, 6);
  x.data.set([-20, -3, -1, 0, 1, 20]);
  const out = kernels.matrix(1, 6);
  const gelu = new Activation(kernels, 'gelu', 6);
  gelu.forward(out, x, { training: false, randomKey: 0 });
  const exact = [0, -0.00404969, -0.15865525, 0, 0.84134475, 20]; // x times the normal distribution function
  for (const [k, value] of exact.entries()) expect(Math.abs(out.data[k] - value)).toBeLessThan(5e-4);
  expect(() => new Activation(kernels, 'gelu', 6).backward(out, out, out)).toThrow(
    'a gelu layer needs forward before backward',
  );
});
