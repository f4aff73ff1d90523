/** Model files: there and back with the same bits; older and newer ones; and what is no model file at all. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatModel, parseModel } from '../../src/network/model-file.ts';
import { parseNetwork } from '../../src/network/parse-network.ts';
import { predict } from '../../src/network/predict.ts';
import { expectSameBits, floatOf } from '../support/compare.ts';
import {
  modelTree as fresh,
  type Json,
  refusal,
  refusalOf,
  type Tree,
  modelText as text,
} from '../support/model-text.ts';
import { everyLayerModel, smallModel } from '../support/small-model.ts';

const model = smallModel();

describe('there and back', () => {
  test('gives the same model', () => {
    const read = parseModel(text, 'model.json');
    expect(read.architecture).toEqual(model.architecture);
    expect(read.training).toEqual(model.training);
    expect(read.parameters.length).toBe(4);
    read.parameters.forEach((numbers, k) => {
      expectSameBits(`parameter ${k}`, numbers, model.parameters[k]);
    });
    expect([...formatModel(read)].join('')).toBe(text);
  });

  test('keeps the bits of every kind of number', () => {
    const odd = smallModel();
    odd.parameters[0].set([0, -0, 1e-45, -1e-45, 3.4028235e38, -3.4028235e38, 0.01, 0.1, 2 ** -24, 16777216]);
    for (let k = 10; k < 1568; k++) odd.parameters[0][k] = floatOf((k * 0x01234567) % 0x7f800000);
    const read = parseModel([...formatModel(odd)].join(''), 'odd.json');
    expectSameBits('weights', read.parameters[0], odd.parameters[0]);
  });

  test('a person can read it: a line a row, and what it is at the top', () => {
    const lines = text.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '{',
      '"format": "nn-model",',
      '"version": 2,',
      '"network": "784-2-10",',
    ]);
    expect(lines.filter((line) => /^\[[^[]*\],?$/.test(line)).length).toBe(784 + 2);
    expect(text.endsWith(']\n}\n')).toBe(true);
  });

  test('files from before calibration have no temperature: 1', () => {
    const { temperature, ...older } = fresh();
    expect(temperature).toBe(1.25);
    expect(parseModel(text, 'x').temperature).toBe(1.25);
    expect(parseModel(JSON.stringify(older), 'x').temperature).toBe(1);
  });

  test('fields that a later version may add are let be', () => {
    const tree = { ...fresh(), note: 'mine' };
    expect(parseModel(JSON.stringify(tree), 'x').architecture).toEqual(model.architecture);
  });
});

describe('a net of every kind of layer', () => {
  const every = everyLayerModel();
  const text = [...formatModel(every)].join('');

  test('gives the same model', () => {
    const read = parseModel(text, 'model.json');
    expect(read).toEqual(every);
    expect([...formatModel(read)].join('')).toBe(text);
  });

  test('its network is the text that --network takes', () => {
    const { network } = JSON.parse(text) as { network: string };
    expect(network).toBe(every.training?.options.network);
    expect(parseNetwork(network, 'mse')).toMatchObject({ architecture: every.architecture });
  });

  test('weights of a convolution: a row for each filter', () => {
    const tree = JSON.parse(text) as { layers: { weights: number[][]; bias: number[] }[] };
    expect(tree.layers[0].weights.map((row) => row.length)).toEqual([9, 9, 9]);
    tree.layers[0].weights[1].pop();
    expect(refusal(JSON.stringify(tree))).toBe('bad.json: layers[0].weights[1]: expected 9 numbers, got 8');
    tree.layers[0].weights.pop();
    expect(refusal(JSON.stringify(tree))).toBe('bad.json: layers[0].weights: expected 3 rows, got 2');
  });
});

describe('files of version 1', () => {
  const old = JSON.parse(readFileSync(new URL('../golden/model-1.json', import.meta.url), 'utf8')) as {
    model: Json;
    image: number[];
    probabilities: number[];
  };

  test('are read, with the loss and the input that all nets had', async () => {
    const model = parseModel(JSON.stringify(old.model), 'old.json');
    expect(model).toMatchObject({ loss: 'cross-entropy', binarize: false });
    const [prediction] = await predict(model, Uint8Array.from(old.image));
    expect(prediction.probabilities).toEqual(old.probabilities);
  });

  test('are checked as closely', () => {
    const { model } = old;
    const wrong = { ...(model as Tree), input: 5 };
    expect(refusal(JSON.stringify(wrong))).toContain('bad.json: input: expected Object, got 5');
  });
});

describe('not a model file', () => {
  test.each([
    ['', /^bad\.json: not a model file: it is empty$/],
    ['  \n', /it is empty/],
    ['hello\nworld', /^bad\.json: not a model file: it is not JSON$/],
    ['root:x:0:0:secret', /^bad\.json: not a model file: it is not JSON$/],
    ['{"format": \ufffd\u0001}', /^bad\.json: not a model file: it is not valid JSON$/],
    [text.slice(0, 5000), /^bad\.json: not a model file: /],
    [`${text}x`, /^bad\.json: not a model file: /],
    ['null', /^bad\.json: not a model file of nn: "format" is not "nn-model"$/],
    ['[]', /"format"/],
    ['7', /"format"/],
    ['{"format":"keras"}', /"format"/],
    ['['.repeat(100_000) + ']'.repeat(100_000), /"format"/],
    [text.replace('0,', 'NaN,'), /^bad\.json: not a model file: .*N/],
  ])('%#', (text, message) => {
    const line = refusal(text);
    expect(line).toMatch(message);
    expect(line).not.toContain('\n');
    expect(line.length).toBeLessThan(300);
  });

  test('another version', () => {
    expect(refusalOf(['version'], 3)).toBe(
      'bad.json: version 3 of the model format; this nn reads versions 1 to 2',
    );
    expect(refusalOf(['version'], '1')).toContain('version "1"');
    expect(refusalOf(['version'], undefined)).toContain('version nothing');
  });
});
