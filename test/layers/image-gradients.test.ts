/** Convolution and pooling against central differences, at odd sizes, strides and paddings. */

import { describe, expect, test } from 'vitest';
import { Conv2d, type Conv2dSettings } from '../../src/layers/conv2d.ts';
import type { Layer } from '../../src/layers/layer.ts';
import { AveragePool2d, MaxPool2d, type Pool2dSettings } from '../../src/layers/pool2d.ts';
import { Random } from '../../src/random.ts';
import { checkGradient, doubleKernels, fillWeights, projection } from '../support/gradient-check.ts';
import { batch } from '../support/operands.ts';

const pass = { training: true, randomKey: 1 };
const kernels = doubleKernels();

function conv(
  input: readonly [height: number, width: number, channels: number],
  filters: number,
  kernel: readonly [number, number],
  stride = 1,
  padding = 0,
): Conv2dSettings {
  const [height, width, channels] = input;
  return { input: { height, width, channels }, filters, kernel, stride, padding };
}

const convolutions: Record<string, Conv2dSettings> = {
  'one by one': conv([3, 2, 3], 2, [1, 1]),
  '3x3': conv([5, 5, 2], 3, [3, 3]),
  'as large as its input': conv([4, 3, 2], 5, [4, 3]),
  'higher than wide': conv([7, 4, 1], 2, [5, 2]),
  'stride 2, a column left over': conv([5, 6, 2], 2, [3, 3], 2),
  'stride 3': conv([7, 8, 1], 3, [2, 3], 3),
  'padding 1': conv([4, 3, 2], 2, [3, 3], 1, 1),
  'padding 2, stride 2': conv([4, 5, 1], 2, [5, 5], 2, 2),
};

/** The layer's outputs for a batch, weighed at random, as a function of whatever it is made from. */
function outputs(layer: Layer, x: Parameters<Layer['forward']>[1], random: Random) {
  const out = kernels.matrix(x.rows, layer.outputSize);
  const { dOut, value } = projection(out, random);
  const f = (): number => {
    layer.parametersChanged();
    layer.forward(out, x, pass);
    return value();
  };
  return { out, dOut, f };
}

/** Random pictures; no two numbers of one are so close that a step of the differences would swap them. */
function pictures(rows: number, cols: number, random: Random) {
  const x = kernels.matrix(rows, cols);
  const order = Int32Array.from({ length: cols }, (_, k) => k);
  for (let n = 0; n < rows; n++) {
    random.shuffle(order);
    for (let k = 0; k < cols; k++) x.data[n * cols + k] = (2 * order[k] + 1) / cols - 1;
  }
  return x;
}

function checkInput(layer: Layer, rows: number, random: Random): void {
  const x = pictures(rows, layer.inputSize, random);
  const { out, dOut, f } = outputs(layer, x, random);
  f();
  const dX = kernels.matrix(rows, layer.inputSize);
  layer.backward(dX, dOut, out, pass);
  checkGradient(`${layer.kind}, input`, f, x.data, dX.data);
}

function randomConv(settings: Conv2dSettings, random: Random): Conv2d {
  const layer = new Conv2d(kernels, settings);
  for (const { value } of layer.parameters) fillWeights(value, random);
  return layer;
}

describe.each(Object.keys(convolutions))('convolution, %s', (name) => {
  const settings = convolutions[name];

  // nine pictures are two groups
  test.each([1, 9])('%i pictures: input and parameters', (rows) => {
    const random = Random.stream(1, name, rows);
    const layer = randomConv(settings, random);
    checkInput(layer, rows, random);
    const x = pictures(rows, layer.inputSize, random);
    const { dOut, f } = outputs(layer, x, random);
    f();
    layer.parameterGradients(x, dOut);
    layer.sumGradients();
    for (const p of layer.parameters) checkGradient(p.name, f, p.value.data, p.gradient.data);
  });

  test('images: parameters', () => {
    const random = Random.stream(2, name);
    const layer = randomConv(settings, random);
    const { x, dense } = batch(kernels, 10, layer.inputSize, random);
    expect(dense.some((ink) => ink > 0)).toBe(true);
    const { dOut, f } = outputs(layer, x, random);
    f();
    layer.parameterGradients(x, dOut);
    layer.sumGradients();
    for (const p of layer.parameters) checkGradient(p.name, f, p.value.data, p.gradient.data);
  });
});

const pools: readonly Pool2dSettings[] = [
  { input: { height: 4, width: 6, channels: 3 }, size: 2, stride: 2 },
  { input: { height: 5, width: 7, channels: 2 }, size: 2, stride: 2 },
  { input: { height: 5, width: 4, channels: 5 }, size: 3, stride: 1 },
  { input: { height: 7, width: 6, channels: 1 }, size: 2, stride: 3 },
];

describe.each(pools)('pooling of $input.height x $input.width, size $size, stride $stride', (settings) => {
  test.each([1, 5])('%i pictures', (rows) => {
    const random = Random.stream(3, rows, settings.size, settings.stride);
    checkInput(new MaxPool2d(kernels, settings), rows, random);
    checkInput(new AveragePool2d(kernels, settings), rows, random);
  });
});

describe('shapes', () => {
  test('of convolutions, from the table of Dumoulin and Visin', () => {
    const shapes = Object.values(convolutions).map((settings) => new Conv2d(kernels, settings).shape);
    const [sizes, channels] = [
      shapes.map(({ height, width }) => [height, width]),
      shapes.map(({ channels }) => channels),
    ];
    expect(sizes).toEqual([
      [3, 2],
      [3, 3],
      [1, 1],
      [3, 3],
      [2, 2],
      [2, 2],
      [4, 3],
      [2, 3],
    ]);
    expect(channels).toEqual(Object.values(convolutions).map(({ filters }) => filters));
  });

  test('of pooling: windows that do not fit are left out', () => {
    const shapes = pools.map((settings) => new MaxPool2d(kernels, settings).shape);
    expect(shapes).toEqual([
      { height: 2, width: 3, channels: 3 },
      { height: 2, width: 3, channels: 2 },
      { height: 3, width: 2, channels: 5 },
      { height: 2, width: 2, channels: 1 },
    ]);
  });
});

test('filters start with the bound of He et al. for what a window sees, biases at zero', () => {
  const layer = new Conv2d(kernels, conv([9, 9, 6], 40, [5, 5]));
  layer.bias.value.data.fill(9);
  layer.initialise(Random.stream(4));
  const bound = Math.sqrt(6 / (5 * 5 * 6));
  const largest = Math.max(...Array.from(layer.weights.value.copyOut(), Math.abs));
  expect(largest / bound).toBeGreaterThan(0.995);
  expect(largest / bound).toBeLessThanOrEqual(1 + 1e-7);
  expect(layer.bias.value.data.every((b) => b === 0)).toBe(true);
});

test('a first layer that does not propagate says so', () => {
  const layer = new Conv2d(kernels, conv([3, 3, 1], 2, [2, 2]), false);
  expect(() => layer.backward(kernels.matrix(1, 9), kernels.matrix(1, 8))).toThrow(
    'does not propagate gradients',
  );
});

test('pooling cannot come first', () => {
  const x = kernels.sparseRows(1, 24 * 3);
  const layer = new MaxPool2d(kernels, pools[0]);
  expect(() => layer.forward(kernels.matrix(1, layer.outputSize), x)).toThrow(
    'a maxpool2d layer cannot come first',
  );
});

test('a batch smaller than the one before leaves nothing of it behind', () => {
  const settings = convolutions['padding 1'];
  const random = Random.stream(5);
  const [used, fresh] = [1, 2].map(() => randomConv(settings, Random.stream(6)));
  const large = pictures(17, used.inputSize, random);
  const gradients = (layer: Conv2d, x: typeof large): number[] => {
    const { dOut, f } = outputs(layer, x, Random.stream(7));
    f();
    layer.parameterGradients(x, dOut);
    layer.sumGradients();
    return layer.parameters.flatMap(({ gradient }) => [...gradient.data]);
  };
  const small = kernels.matrix(17, used.inputSize);
  small.data.set(large.data);
  gradients(used, large);
  small.rows = 3;
  expect(gradients(used, small)).toEqual(gradients(fresh, small));
});
