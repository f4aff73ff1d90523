/** Every field of a model file that is invalid is refused by its name. */

import { describe, expect, test } from 'vitest';
import { ModelError } from '../../src/errors.ts';
import { parseModel } from '../../src/network/model-file.ts';
import {
  modelTree as fresh,
  type Json,
  refusal,
  refusalOf,
  type Tree,
  modelText as text,
} from '../support/model-text.ts';

const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as Json;
const L = 'layers';

const PICTURE = { height: 28, width: 28, channels: 1 };

/** A convolution that fits in the first place, but for what is wrong. */
function convolution(wrong: Tree): Tree {
  const fitting = { kind: 'conv2d', input: PICTURE, filters: 2, kernel: [5, 5], stride: 1, padding: 0 };
  return { ...fitting, weights: [], bias: [], ...wrong };
}

/** Where, what is put there, and what the message must say. */
const wrongFields: readonly (readonly [
  path: readonly (string | number)[],
  value: Json | undefined,
  says: string,
])[] = [
  [['input', 'width'], 32, 'bad.json: input.width: expected 28, got 32'],
  [['input', 'scale'], undefined, 'bad.json: input.scale is missing'],
  [['input', 'binarize'], undefined, 'bad.json: input.binarize is missing'],
  [['input', 'binarize'], 1, 'input.binarize: expected boolean, got 1'],
  [['loss'], undefined, 'bad.json: loss is missing'],
  [['loss'], 'hinge', 'loss: expected ("cross-entropy" | "mse" | "bce"), got "hinge"'],
  [['input'], null, 'input: expected Object, got null'],
  [['labels'], [0, 1, 2], 'labels: expected'],
  [
    ['labels'],
    [1, 0, 2, 3, 4, 5, 6, 7, 8, 9],
    'labels: expected the digits 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, in this order, or ten different names',
  ],
  [['labels'], 'x'.repeat(1e6), 'labels: expected Array, got "xxx'],
  [['temperature'], 0, 'temperature: expected >=0.01, got 0'],
  [['temperature'], 1e9, 'temperature: expected <=100, got 1000000000'],
  [['temperature'], '1.2', 'temperature: expected number, got "1.2"'],
  [['labels', 3], 'three', 'labels: expected the digits'],
  [['labels'], Array(10).fill('shoe'), 'labels: expected the digits'],
  [['labels'], ['', ...'abcdefghi'], 'labels: expected the digits'],
  [['labels'], [...'abcdefghi', 'x'.repeat(41)], 'labels: expected the digits'],
  [['labels'], [...'abcdefghijk'], 'labels: expected the digits'],
  [[L], [], 'layers: expected >=1 of them, got 0'],
  [[L], undefined, 'bad.json: layers is missing'],
  [[L, 0], null, 'layers[0]: expected Object, got null'],
  [[L, 0, 'kind'], 'conv9d', 'layers[0].kind: expected'],
  [[L, 0, 'inputs'], 1e9, 'layers[0].inputs: expected <=100000, got 1000000000'],
  [[L, 0, 'inputs'], 785, 'layers[0].inputs: expected 784, got 785'],
  [[L, 0, 'inputs'], 1.5, 'layers[0].inputs: expected a whole number, got 1.5'],
  [[L, 0, 'outputs'], 1e9, 'layers[0].outputs: expected <=100000, got 1000000000'],
  [[L, 0, 'outputs'], -1, 'layers[0].outputs: expected >=1, got -1'],
  [[L, 0, 'outputs'], 100_000, 'layers[3].inputs: expected 100000, got 2'],
  [[L, 0, 'outputs'], 3, 'layers[3].inputs: expected 3, got 2'],
  [[L, 0, 'weights'], [], 'layers[0].weights: expected 784 rows, got 0'],
  [[L, 0, 'weights'], 5, 'layers[0].weights: expected Array, got 5'],
  [[L, 0, 'weights', 17], [1], 'layers[0].weights[17]: expected 2 numbers, got 1'],
  [[L, 0, 'weights', 17], '[1,2]', 'layers[0].weights[17]: expected a list of 2 numbers'],
  [[L, 0, 'weights', 17], { length: 2 }, 'layers[0].weights[17]: expected a list of 2 numbers'],
  [[L, 0, 'weights', 17, 1], null, 'layers[0].weights[17][1]: expected a number, got null'],
  [[L, 0, 'weights', 17, 1], '0.5', 'layers[0].weights[17][1]: expected a number, got "0.5"'],
  [[L, 0, 'weights', 17, 1], 1e39, 'layers[0].weights[17][1]: too large for a float32'],
  [[L, 0, 'weights', 17, 1], -1e300, 'layers[0].weights[17][1]: too large for a float32'],
  [[L, 0, 'weights', 17, 1], deep, 'layers[0].weights[17][1]: expected a number, got a list'],
  [[L, 0, 'weights', 17, 1], 'x'.repeat(1e6), 'layers[0].weights[17][1]: expected a number, got "xxx'],
  [[L, 0, 'bias'], undefined, 'layers[0].bias is missing'],
  [[L, 0, 'bias'], [1, 2, 3], 'layers[0].bias: expected 2 numbers, got 3'],
  [[L, 0, 'bias', 1], 1e39, 'layers[0].bias[1]: too large for a float32'],
  [[L, 2, 'rate'], 1, 'layers[2].rate: expected <1, got 1'],
  [[L, 2, 'rate'], '0.5', 'layers[2].rate: expected number, got "0.5"'],
  [
    [L, 3, 'outputs'],
    9,
    'layers[3].outputs: the last layer must be dense 10, a neuron for each digit, not 9',
  ],
  [
    [L, 3],
    { kind: 'relu' },
    'layers[3].kind: the last layer must be dense 10, a neuron for each digit, not relu',
  ],
  [[L, 0], { kind: 'relu' }, 'layers[0].kind: relu cannot come first'],
  [[L, 1], { kind: 'leaky-relu', slope: 0 }, 'layers[1].slope: expected >0, got 0'],
  [
    [L, 1],
    { kind: 'maxpool2d', input: PICTURE, size: 2, stride: 2 },
    'layers[1].kind: maxpool needs an image',
  ],
  [
    [L, 0],
    convolution({ input: { ...PICTURE, height: 29 } }),
    'layers[0].input: expected 28x28x1, got 29x28x1',
  ],
  [
    [L, 0],
    convolution({ kernel: [5, 29] }),
    'layers[0].kernel: kernel 5x29 is larger than its input of 28x28',
  ],
  [[L, 0], convolution({ kernel: [5] }), 'layers[0].kernel[1]'],
  [[L, 0], convolution({ kernel: [5, 5, 1] }), 'layers[0].kernel'],
  [[L, 0], convolution({ padding: 5 }), 'layers[0].padding: padding must be smaller than the kernel, got 5'],
  [[L, 0], convolution({ stride: 0 }), 'layers[0].stride: expected >=1, got 0'],
  [[L, 0], convolution({ filters: 1e9 }), 'layers[0].filters: expected <=100000, got 1000000000'],
  [[L, 0], convolution({ filters: 100_000 }), 'layers[3].inputs: expected 57600000, got 2'],
  [[L, 0], convolution({}), 'layers[3].inputs: expected 1152, got 2'],
  [[L], new Array<Json>(2000).fill({ kind: 'relu' }), 'layers: expected <=1000 of them, got 2000'],
  [['training', 'epoch'], 'two', 'training.epoch: expected number, got "two"'],
  [['training', 'history', 0, 'epoch'], 0, 'training.history[0].epoch: expected >=1, got 0'],
  [['training', 'history', 1, 'loss'], null, 'training.history[1].loss: expected number, got null'],
  [['training', 'data', 'hash'], 5, 'training.data.hash: expected string, got 5'],
  [['training', 'options', 'lr'], { deep: 1 }, 'training.options.lr: expected'],
  [['training', 'options', 'k'.repeat(1e6)], {}, 'training.options.kkk'],
  [[L, 1], undefined, 'layers[1]: expected Object, got null'],
  [['layers'], undefined, 'bad.json: layers is missing'],
];

describe('a wrong field', () => {
  test.each(wrongFields.map(([path, value, says]) => ({ path: path.join('.'), at: path, value, says })))(
    '$says',
    ({ at, value, says }) => {
      // JSON.stringify cannot write what is nested so deep
      const line = value === deep ? refusal(nested(at)) : refusalOf(at, value);
      expect(line).toContain(says);
      expect(line.startsWith('bad.json: ')).toBe(true);
      expect(line.length).toBeLessThan(300);
    },
  );

  /** The text with something very deep at a path. */
  function nested(path: readonly (string | number)[]): string {
    const tree = fresh();
    let place = tree as unknown as Record<string | number, Json>;
    for (const key of path.slice(0, -1)) place = place[key] as unknown as Record<string | number, Json>;
    place[path[path.length - 1]] = 'DEEP';
    return JSON.stringify(tree).replace('"DEEP"', '['.repeat(100_000) + ']'.repeat(100_000));
  }

  test.each(['version', 'format', 'input', 'labels', 'layers', 'training'])(
    '%s nested very deep',
    (field) => {
      expect(refusal(nested([field]))).toContain(field);
    },
  );

  test('more weights than are allowed are refused before they are looked at', () => {
    const tree = fresh();
    tree.layers = [
      { kind: 'dense', inputs: 784, outputs: 100_000, weights: [], bias: [] },
      { kind: 'dense', inputs: 100_000, outputs: 10, weights: [], bias: [] },
    ];
    expect(refusal(JSON.stringify(tree))).toBe(
      'bad.json: layers: the net has 79500010 weights (0.3 GB, and as much again for each gradient); ' +
        'at most 30000000 are allowed: make the hidden layers smaller',
    );
  });

  test('keys of prototypes do no harm', () => {
    const hostile = text.replace(
      '"training": {',
      '"__proto__": {"polluted": 1},\n"training": {"__proto__": 5,',
    );
    try {
      parseModel(hostile, 'x');
    } catch (error) {
      expect(error).toBeInstanceOf(ModelError);
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
