/** Keras files (test/fixtures/exchange/make-keras.py) against tf2onnx's files of the same nets, and what cannot be taken. */

import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { ModelError } from '../../src/errors.ts';
import type { Imported, ImportOptions } from '../../src/exchange/import-options.ts';
import { readKerasArchive } from '../../src/exchange/keras/archive.ts';
import { type Hdf5Contents, readHdf5 } from '../../src/exchange/keras/hdf5.ts';
import { importKeras } from '../../src/exchange/keras/import.ts';
import { formatNetwork } from '../../src/network/format-network.ts';
import { compareAnswers, predictions, testDigits } from './support/digits.ts';
import { runOnnx } from './support/onnx-runtime.ts';

const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`../fixtures/exchange/${name}`, import.meta.url));

async function read(name: string, options: ImportOptions = {}): Promise<Imported> {
  if (!name.endsWith('.keras')) return importKeras(null, await readHdf5(fixture(name)), name, options);
  const { config, weights } = readKerasArchive(fixture(name), name);
  return importKeras(config, await readHdf5(weights), name, options);
}

let images: Uint8Array;
beforeAll(async () => {
  images = await testDigits();
});

const CNN =
  'conv 4 3x5 stride 2, leaky-relu 0.1, conv 6 3x3 padding 1, tanh, conv 6 1x1, maxpool 2, dense 12, relu, dense 10';
const FUNCTIONAL = 'conv 6 3x3 padding 1, relu, avgpool 2, conv 8 3x3, sigmoid, avgpool 12, dense 10';

describe('nets of Keras give the answers that ONNX Runtime gives for what tf2onnx makes of them', () => {
  test.each<[string, string, string, readonly number[], number, ImportOptions]>([
    ['keras-mlp.keras', 'tf2onnx-mlp', '784-8-10', [28, 28], 1, {}],
    ['keras-mlp.h5', 'tf2onnx-mlp', '784-8-10', [28, 28], 1, {}],
    ['keras-mlp.weights.h5', 'tf2onnx-mlp', '784-8-10', [28, 28], 1, { network: '784-8-10' }],
    ['keras-cnn.keras', 'tf2onnx-cnn', CNN, [28, 28, 1], 255, {}],
    ['keras-functional.keras', 'tf2onnx-functional', FUNCTIONAL, [784], 1, {}],
  ])('%s', async (name, onnx, network, shape, most, options) => {
    const { model, notes } = await read(name, options);
    expect(formatNetwork(model.architecture)).toBe(network);
    expect(model.loss).toBe(name.includes('functional') ? 'bce' : 'cross-entropy');
    expect(notes).toEqual(most === 1 ? [] : [expect.stringContaining('from 0 to 255')]);
    const theirs = await runOnnx(fixture(`${onnx}.onnx`), images, { most, shape });
    const own = await predictions(model, images);
    expect(compareAnswers(own, theirs).others).toBe(0);
    expect(new Set(own.map(({ digit }) => digit)).size).toBeGreaterThan(1);
  });
});

describe('what cannot be taken is named', () => {
  const layer = (kind: string, config: object = {}): object => ({
    class_name: kind,
    config: { name: 'it', ...config },
  });
  const net = (...layers: object[]): string =>
    JSON.stringify({
      class_name: 'Sequential',
      config: { layers: [layer('InputLayer', { batch_shape: [null, 28, 28, 1] }), ...layers] },
    });
  const filters = { dims: [3, 3, 1, 2], numbers: new Float32Array(18) };
  const contents: Hdf5Contents = { arrays: new Map([['layers/conv2d/vars/0', filters]]), texts: new Map() };

  test.each<[string, string, RegExp | string]>([
    ['a layer', net(layer('LSTM')), 'LSTM (layer "it"): is a layer that nn does not support'],
    [
      'an activation',
      net(layer('Conv2D', { activation: 'swish' })),
      'has the activation "swish", which nn does not support',
    ],
    ['strides', net(layer('Conv2D', { strides: [1, 2] })), 'has strides of 1 and 2'],
    [
      'padding',
      net(layer('Conv2D', { padding: 'same', strides: 2 })),
      'pads with 0, 1, 0, 1; nn supports only equal padding',
    ],
    ['groups', net(layer('Conv2D', { groups: 3 })), 'has groups of filters'],
    ['channels first', net(layer('Conv2D', { data_format: 'channels_first' })), 'has its channels first'],
    ['weights that are not there', net(layer('Dense')), 'works on an image without flattening it'],
    [
      'weights that are not there, flat',
      net(layer('Flatten'), layer('Dense')),
      'Dense (layer "it"): has no weights in the file',
    ],
    ['a window', net(layer('MaxPooling2D', { pool_size: [2, 3] })), 'has a window of 2x3'],
    [
      'what is no number',
      net(layer('Conv2D', { strides: 'two' })),
      'its strides is "two", not a list of numbers',
    ],
    [
      'softmax in the middle',
      net(layer('Flatten'), layer('Softmax'), layer('Activation', { activation: 'relu' })),
      'follows a Softmax',
    ],
    [
      'another input',
      JSON.stringify({
        class_name: 'Sequential',
        config: [layer('Flatten', { batch_input_shape: [null, 32, 32, 3] })],
      }),
      'its input is 32 x 32 x 3',
    ],
    ['another class', '{"class_name":"MyNet","config":{}}', 'its network has the class "MyNet"'],
    ['no answers', net(layer('Flatten')), /^it: gives 784 numbers, not one for each of ten digits$/],
    ['no JSON', '{', 'it: its network description is not JSON'],
  ])('%s', (_, config, message) => {
    const take = (): unknown => importKeras(config, contents, 'it');
    expect(take).toThrow(ModelError);
    expect(take).toThrow(message);
  });

  test('two branches', async () => {
    await expect(read('keras-residual.keras')).rejects.toThrow(
      'keras-residual.keras: cannot be imported: Add (layer "sum"): joins branches',
    );
  });

  test.each<[string, string]>([
    ['784-9-10', 'dense 9: takes 784 x 9 numbers, but the file has 784 x 8'],
    ['784-8-10-10', 'dense 10: has no weights in the file'],
    ['784-10', 'cannot be imported: 2 of its arrays have no layer in the network given'],
  ])('weights alone, said to be %s', async (network, message) => {
    await expect(read('keras-mlp.weights.h5', { network })).rejects.toThrow(
      `keras-mlp.weights.h5: ${message}`,
    );
  });

  test('weights alone, and no word of the net', async () => {
    await expect(read('keras-mlp.weights.h5')).rejects.toThrow(
      'has weights and no architecture; describe the network',
    );
  });

  test('a zip of something else, and one that would be too large', () => {
    expect(() => readKerasArchive(zipSync({ 'a.txt': new Uint8Array(3) }), 'it')).toThrow(
      'it: is a zip without config.json',
    );
    const bomb = zipSync({
      'config.json': new Uint8Array(10_000_001),
      'model.weights.h5': new Uint8Array(1),
    });
    expect(() => readKerasArchive(bomb, 'it')).toThrow('its config.json has 10000001 bytes');
  });
});
