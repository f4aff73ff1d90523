/** Nets as text: what is understood, and that it comes back. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import type { Architecture } from '../../src/network/architecture.ts';
import { formatNetwork as describeNetwork } from '../../src/network/format-network.ts';
import type { UnresolvedLayer } from '../../src/network/layer-output.ts';
import { countParameters, multiplyAddsOf } from '../../src/network/model-size.ts';
import { multilayerPerceptron } from '../../src/network/multilayer-perceptron.ts';
import { parseNetwork } from '../../src/network/parse-network.ts';
import { presets } from '../../src/network/presets.ts';
import { resolveLayers } from '../../src/network/shape-inference.ts';

const CNN = 'conv 8 5x5, relu, maxpool 2, conv 16 5x5, relu, maxpool 2, dense 128, relu, dense 10';

/** The layers of a text that says each of them. */
function layersOf(text: string): Architecture {
  const read = parseNetwork(text);
  if (read.form !== 'layers') throw new Error(`${text} is in sizes`);
  return read.architecture;
}

describe('sizes', () => {
  test.each([
    ['784-300-100-10', [300, 100]],
    ['784-10', []],
    [' 784-30-10\n', [30]],
  ])('%j', (text, hidden) => {
    expect(parseNetwork(text)).toEqual({ form: 'sizes', hidden, loss: 'cross-entropy' });
    expect(parseNetwork(text, 'mse').loss).toBe('mse');
  });
});

describe('layers', () => {
  test('get their sizes from one another', () => {
    expect(layersOf(CNN)).toEqual([
      {
        kind: 'conv2d',
        input: { height: 28, width: 28, channels: 1 },
        filters: 8,
        kernel: [5, 5],
        stride: 1,
        padding: 0,
      },
      { kind: 'relu' },
      { kind: 'maxpool2d', input: { height: 24, width: 24, channels: 8 }, size: 2, stride: 2 },
      {
        kind: 'conv2d',
        input: { height: 12, width: 12, channels: 8 },
        filters: 16,
        kernel: [5, 5],
        stride: 1,
        padding: 0,
      },
      { kind: 'relu' },
      { kind: 'maxpool2d', input: { height: 8, width: 8, channels: 16 }, size: 2, stride: 2 },
      { kind: 'dense', inputs: 256, outputs: 128 },
      { kind: 'relu' },
      { kind: 'dense', inputs: 128, outputs: 10 },
    ]);
    expect(countParameters(layersOf(CNN))).toBe(208 + 3216 + 32_896 + 1290);
    expect(layersOf(CNN).map(multiplyAddsOf)).toEqual([115_200, 0, 0, 204_800, 0, 0, 32_768, 0, 1280]);
  });

  test.each([
    ['conv 4 3x3 same, dense 10', 'conv 4 3x3 padding 1, dense 10'],
    ['conv 4 5x3 padding 1 stride 2,dense 10', 'conv 4 5x3 stride 2 padding 1, dense 10'],
    [
      'conv 4 3X3, avgpool 3x3 stride 1, flatten, dense 10, softmax',
      'conv 4 3x3, avgpool 3 stride 1, dense 10',
    ],
    ['dense 9, leaky-relu .2, dropout 0.5, dense 10', 'dense 9, leaky-relu 0.2, dropout 0.5, dense 10'],
    ['dense 9, leaky-relu 0.01, dense 8, gelu, dense 10', 'dense 9, leaky-relu, dense 8, gelu, dense 10'],
    ['dense 10', 'dense 10'],
  ])('%s', (text, canonical) => {
    expect(describeNetwork(layersOf(text), true)).toBe(canonical);
    expect(layersOf(canonical)).toEqual(layersOf(text));
  });

  test('softmax or sigmoid at the end is what the loss has already', () => {
    const plain = layersOf('dense 10');
    for (const [text, loss] of [
      ['dense 10, softmax', 'cross-entropy'],
      ['dense 10, sigmoid', 'mse'],
      ['dense 10, sigmoid', 'bce'],
    ] as const) {
      expect(parseNetwork(text, loss)).toEqual({ form: 'layers', architecture: plain, loss });
    }
  });
});

describe('there and back', () => {
  const whole = (most: number) => fc.integer({ min: 1, max: most });
  const convolution: fc.Arbitrary<UnresolvedLayer> = fc.record({
    kind: fc.constant('conv2d' as const),
    filters: whole(9),
    kernel: fc.tuple(whole(5), whole(5)),
    stride: whole(3),
    padding: fc.nat(2),
  });
  const pool: fc.Arbitrary<UnresolvedLayer> = fc.record({
    kind: fc.constantFrom('maxpool2d' as const, 'avgpool2d' as const),
    size: whole(4),
    stride: whole(3),
  });
  const between: fc.Arbitrary<UnresolvedLayer> = fc.oneof(
    fc.constantFrom<UnresolvedLayer[]>(
      { kind: 'relu' },
      { kind: 'gelu' },
      { kind: 'tanh' },
      { kind: 'sigmoid' },
    ),
    fc
      .double({ min: 1e-9, max: 0.999, noNaN: true })
      .map((slope): UnresolvedLayer => ({ kind: 'leaky-relu', slope })),
    fc
      .double({ min: 0, max: 0.999, noNaN: true })
      .map((rate): UnresolvedLayer => ({ kind: 'dropout', rate })),
  );
  const dense: fc.Arbitrary<UnresolvedLayer> = whole(300).map((outputs) => ({ kind: 'dense', outputs }));

  test('any net that fits together, in words', () => {
    let read = 0;
    const last: UnresolvedLayer = { kind: 'dense', outputs: 10 };
    fc.assert(
      fc.property(
        fc.array(fc.oneof(convolution, pool, between), { maxLength: 6 }),
        fc.array(fc.oneof(dense, between), { maxLength: 4 }),
        (pictures, rows) => {
          let architecture: Architecture;
          try {
            architecture = resolveLayers([...pictures, ...rows, last]);
          } catch (error) {
            expect(error).toBeInstanceOf(UsageError);
            return;
          }
          read++;
          expect(layersOf(describeNetwork(architecture, true))).toEqual(architecture);
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(200);
  });

  test.each([
    [[784, 10], 'relu', 0],
    [[784, 128, 10], 'relu', 0],
    [[784, 300, 100, 10], 'tanh', 0.3],
    [[784, 10, 10, 10, 10], 'leaky-relu', 0.5],
  ] as const)('%j, %s, dropout %d: in sizes', (sizes, activation, dropout) => {
    const architecture = multilayerPerceptron(sizes, activation, dropout);
    const text = describeNetwork(architecture);
    expect(text).toBe(sizes.join('-'));
    expect(parseNetwork(text)).toMatchObject({ form: 'sizes', hidden: sizes.slice(1, -1) });
  });

  test.each([
    'dense 20, dense 10',
    'dense 20, relu, dense 20, tanh, dense 10',
    'dense 20, relu, dropout 0.2, dense 20, relu, dense 10',
    'dense 20, dropout 0.2, dense 10',
    'dense 20, relu, relu, dense 10',
    'dense 20, leaky-relu 0.2, dense 10',
    CNN,
  ])('%s: not in sizes', (text) => expect(describeNetwork(layersOf(text))).toBe(text));

  test('presets', () => {
    for (const [name, { network, loss = 'cross-entropy' }] of Object.entries(presets)) {
      expect(parseNetwork(name), name).toEqual(parseNetwork(network, loss));
      expect(parseNetwork(name, 'bce').loss).toBe('bce');
    }
    expect(
      layersOf('lenet5')
        .map(({ kind }) => kind)
        .join(),
    ).toBe('conv2d,relu,maxpool2d,conv2d,relu,maxpool2d,dense,relu,dense,relu,dense');
    expect(countParameters(layersOf('lenet5'))).toBe(61_706); // 156 + 2,416 + 48,120 + 10,164 + 850
    expect(parseNetwork('perceptron')).toEqual({ form: 'sizes', hidden: [], loss: 'mse' });
  });
});
