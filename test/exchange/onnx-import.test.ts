/** ONNX files that come in: PyTorch's (test/fixtures/exchange/make-torch.py), our own, and what cannot be taken. */

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { ModelError, UsageError } from '../../src/errors.ts';
import { exportOnnx } from '../../src/exchange/onnx/export.ts';
import { importOnnx } from '../../src/exchange/onnx/import.ts';
import { formatNetwork } from '../../src/network/format-network.ts';
import { isThorough } from '../support/exhaustive.ts';
import { modelOf, nets } from './support/architectures.ts';
import { compareAnswers, predictions, testDigits } from './support/digits.ts';
import { type Graph, onnxFile } from './support/onnx-file.ts';
import { runOnnx } from './support/onnx-runtime.ts';

let images: Uint8Array;
beforeAll(async () => {
  images = await testDigits();
});

const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`../fixtures/exchange/${name}.onnx`, import.meta.url));

const peers = [
  ['torch-mlp-script', '784-12-10', 'cross-entropy'],
  [
    'torch-classic-script',
    'conv 4 3x3, relu, conv 6 3x3, relu, maxpool 2, dense 16, relu, dense 10',
    'cross-entropy',
  ],
  [
    'torch-batchnorm-script',
    // the first two: input normalised before zeros are put around it, as only a layer of its own does
    'conv 1 1x1, conv 4 5x5 padding 2, relu, maxpool 2, conv 6 3x3 padding 1, relu, conv 6 1x1, maxpool 2, dense 10',
    'cross-entropy',
  ],
  [
    'torch-batchnorm-dynamo',
    'conv 1 1x1, conv 4 5x5 padding 2, relu, maxpool 2, conv 6 3x3 padding 1, relu, conv 6 1x1, maxpool 2, dense 10',
    'cross-entropy',
  ],
  ['torch-gelu-script', 'dense 10, gelu, dense 10, leaky-relu 0.1, dense 10', 'cross-entropy'],
  ['torch-gelu-dynamo', 'dense 10, gelu, dense 10, leaky-relu 0.1, dense 10', 'cross-entropy'],
  ['torch-gelu-tanh-dynamo', 'conv 3 3x3 stride 2, gelu, avgpool 2, dense 10, tanh, dense 10', 'bce'],
  ['torch-global-script', 'conv 6 5x5 stride 2, relu, conv 10 3x3, avgpool 10, dense 10', 'cross-entropy'],
  ['torch-global-dynamo', 'conv 6 5x5 stride 2, relu, conv 10 3x3, avgpool 10, dense 10', 'cross-entropy'],
] as const;

describe('nets of PyTorch give the answers that ONNX Runtime gives', () => {
  test.each(peers.filter((_, n) => isThorough || n % 3 === 0))('%s', async (name, network, loss) => {
    const { model, notes } = importOnnx(fixture(name), name);
    expect(formatNetwork(model.architecture)).toBe(network);
    expect(model.loss).toBe(loss);
    expect(model.training).toBeUndefined();
    expect(notes).toEqual(
      name.startsWith('torch-gelu-t') || !name.includes('gelu') ? [] : [expect.stringMatching(/GELU/)],
    );
    const theirs = await runOnnx(fixture(name), images);
    const own = await predictions(model, images);
    // a digit that two answers share to the last bits may fall either way
    const { others } = compareAnswers(own, theirs);
    expect(others).toBeLessThanOrEqual(notes.length > 0 ? 5 : 0);
    expect(new Set(own.map(({ digit }) => digit)).size).toBeGreaterThan(1);
  });
});

/** Made by test/fixtures/exchange/make-keras.py and make-sklearn.py; `output`: that ONNX Runtime can hand out. */
const others = [
  ['tf2onnx-mlp', '784-8-10', 1, [28, 28]],
  [
    'tf2onnx-cnn',
    'conv 4 3x5 stride 2, leaky-relu 0.1, conv 6 3x3 padding 1, tanh, conv 6 1x1, maxpool 2, dense 12, relu, dense 10',
    255,
    [28, 28, 1],
  ],
  [
    'tf2onnx-functional',
    'conv 6 3x3 padding 1, relu, avgpool 2, conv 8 3x3, sigmoid, avgpool 12, dense 10',
    1,
    [784],
  ],
  ['sklearn-mlp', '784-8-10', 1, [784], 'output_label'],
  ['sklearn-mlp-words', '784-8-10', 255, [784], 'output_label'],
  ['sklearn-mlp-array', '784-8-10', 255, [784]],
  ['sklearn-logistic', '784-10', 1, [784], 'output_label'],
] as const;

describe('nets of Keras by tf2onnx, and of scikit-learn by skl2onnx, give the answers that ONNX Runtime gives', () => {
  test.each(others)('%s', async (name, network, most, shape, output?: string) => {
    const { model, notes } = importOnnx(fixture(name), name);
    expect(formatNetwork(model.architecture)).toBe(network);
    expect(notes).toEqual(most === 1 ? [] : [expect.stringContaining('from 0 to 255')]);
    const asked = output === undefined ? { most, shape } : { most, shape, output };
    const theirs = await runOnnx(fixture(name), images, asked);
    const own = await predictions(model, images);
    expect(compareAnswers(own, theirs).others).toBe(0);
    expect(new Set(own.map(({ digit }) => digit)).size).toBeGreaterThan(1);
  });
});

test.each(nets)('what was exported comes back, to the last bit: $network', (net) => {
  const model = modelOf(net);
  const architecture = model.architecture.filter(({ kind }) => kind !== 'dropout'); // ONNX has none outside training
  expect(importOnnx(exportOnnx(model), 'net').model).toEqual({ ...model, architecture });
});

const weights = (rows: number, cols: number): number[] =>
  Array.from({ length: rows * cols }, (_, k) => Math.sin(k * 12.9898 + rows) * 0.3);
const dense = { name: 'w', dims: [784, 10], numbers: weights(784, 10) };
const mlp = (nodes: Graph['nodes'], more: Partial<Graph> = {}): Graph => ({
  nodes,
  constants: [dense],
  ...more,
});

describe('nets of other programs', () => {
  test.each<[string, Graph, number, number[]]>([
    [
      'scikit-learn: pixels to 255 that the net divides, flat, MatMul and Add',
      mlp(
        [
          { op: 'Div', in: ['image', 'most'], out: 'x' },
          { op: 'MatMul', in: ['x', 'w'], out: 'y' },
          { op: 'Add', in: ['y', 'b'], out: 'z' },
          { op: 'Softmax', in: ['z'], out: 'p' },
        ],
        {
          shape: [784],
          constants: [
            dense,
            { name: 'most', dims: [], numbers: [255] },
            { name: 'b', dims: [10], numbers: weights(1, 10) },
          ],
        },
      ),
      255,
      [784],
    ],
    [
      'Keras: N, H, W, C, transposed for the convolution and back',
      {
        shape: [28, 28, 1],
        constants: [
          { name: 'k', dims: [3, 1, 5, 5], numbers: weights(3, 25) },
          { name: 'shape', dims: [2], numbers: [-1, 1728], int: true },
          { name: 'v', dims: [1728, 10], numbers: weights(1728, 10) },
          { name: 'per', dims: [1, 3, 1, 1], numbers: [0.5, -1, 2] },
        ],
        nodes: [
          { op: 'Transpose', in: ['image'], out: 'a', ints: { perm: [0, 3, 1, 2] } },
          { op: 'Conv', in: ['a', 'k'], out: 'b' },
          { op: 'Mul', in: ['b', 'per'], out: 'c' },
          { op: 'Relu', in: ['c'], out: 'd' },
          { op: 'Transpose', in: ['d'], out: 'e', ints: { perm: [0, 2, 3, 1] } },
          { op: 'Reshape', in: ['e', 'shape'], out: 'f' },
          { op: 'MatMul', in: ['f', 'v'], out: 'g' },
        ],
      },
      1,
      [28, 28, 1],
    ],
    [
      'a mean image that is subtracted, and another scale for each pixel',
      mlp(
        [
          { op: 'Sub', in: ['image', 'mean'], out: 'x' },
          { op: 'Mul', in: ['x', 'scale'], out: 'y' },
          { op: 'Flatten', in: ['y'], out: 'z' },
          { op: 'Gemm', in: ['z', 'w'], out: 'p' },
        ],
        {
          constants: [
            dense,
            { name: 'mean', dims: [1, 1, 28, 28], numbers: weights(784, 1) },
            { name: 'scale', dims: [28, 28], numbers: weights(28, 28).map((w) => w + 1) },
          ],
        },
      ),
      1,
      [1, 28, 28],
    ],
  ])('%s', async (_, graph, most, shape) => {
    const file = onnxFile(graph);
    const { model } = importOnnx(file, 'net');
    const theirs = await runOnnx(file, images, { most, shape });
    expect(compareAnswers(await predictions(model, images), theirs).others).toBe(0);
  });

  test('--normalize is what the program did before the net', async () => {
    const file = fixture('torch-classic-script');
    const { model } = importOnnx(file, 'net', { normalize: { mean: 0.1307, deviation: 0.3081 } });
    const inside = importOnnx(fixture('torch-classic-script'), 'net').model;
    expect(model.parameters[0]).not.toEqual(inside.parameters[0]);
    // the same with the normalisation written into the file
    const [a, b] = [fixture('torch-batchnorm-script'), images.subarray(0, 784 * 1000)];
    const normalised = importOnnx(a, 'net').model;
    expect(compareAnswers(await predictions(normalised, b), await runOnnx(a, b)).others).toBe(0);
  });
});

describe('what cannot be taken is named', () => {
  test('a net with a branch', () => {
    expect(() => importOnnx(fixture('torch-residual-dynamo'), 'net')).toThrow(
      /^net: cannot be imported: Add \(node ".*"\): joins two branches; nn supports only sequential networks$/,
    );
  });

  test('GELU written out with tanh, as the older exporter of PyTorch does', () => {
    expect(() => importOnnx(fixture('torch-gelu-tanh-script'), 'net')).toThrow(
      /Mul \(node ".*"\): joins two branches/,
    );
  });

  test.each<[string, Graph, RegExp]>([
    [
      'an operator',
      mlp([{ op: 'LRN', in: ['image'], out: 'x' }]),
      /^net: cannot be imported: LRN \(node "x"\): is an operator that nn does not support$/,
    ],
    [
      'groups',
      {
        nodes: [{ op: 'Conv', in: ['image', 'k'], out: 'x', ints: {}, int: { group: 2 } }],
        constants: [{ name: 'k', dims: [2, 1, 3, 3], numbers: weights(2, 9) }],
      },
      /Conv \(node "x"\): works in 2 groups of channels/,
    ],
    [
      'padding on one side',
      {
        nodes: [{ op: 'Conv', in: ['image', 'k'], out: 'x', ints: { pads: [0, 0, 1, 1] } }],
        constants: [{ name: 'k', dims: [2, 1, 3, 3], numbers: weights(2, 9) }],
      },
      /Conv \(node "x"\): pads with 0, 0, 1, 1; nn supports only equal padding on all sides/,
    ],
    [
      'another input',
      { ...mlp([]), shape: [3, 32, 32] },
      /^net: input "image" is Nx3x32x32, not N x 1 x 28 x 28 or N x 784$/,
    ],
    [
      'other answers',
      mlp(
        [
          { op: 'Flatten', in: ['image'], out: 'x' },
          { op: 'Gemm', in: ['x', 'w'], out: 'y' },
        ],
        { constants: [{ ...dense, dims: [784, 5], numbers: weights(784, 5) }] },
      ),
      /^net: gives 5 numbers, not one for each of ten digits$/,
    ],
    [
      'a dense layer on what is not flat',
      mlp([{ op: 'MatMul', in: ['image', 'w'], out: 'y' }]),
      /MatMul \(node "y"\): works on an image of 1x28x28 without flattening it/,
    ],
    [
      'numbers that are none',
      mlp(
        [
          { op: 'Flatten', in: ['image'], out: 'x' },
          { op: 'Gemm', in: ['x', 'w'], out: 'y' },
        ],
        { constants: [{ ...dense, numbers: dense.numbers.map(() => Number.NaN) }] },
      ),
      /^net: has weights that are not finite as float32$/,
    ],
  ])('%s', (_, graph, message) => {
    expect(() => importOnnx(onnxFile(graph), 'net')).toThrow(ModelError);
    expect(() => importOnnx(onnxFile(graph), 'net')).toThrow(message);
  });
});

test('a description beside that of the file is refused, not left aside', () => {
  expect(() => importOnnx(fixture('torch-mlp-script'), 'net', { network: 'dense 10' })).toThrow(
    new UsageError('network: is for files with weights only, and net describes its network itself'),
  );
});
