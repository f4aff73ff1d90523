/** Nets as text: what is understood, that it comes back, and where a wrong word is pointed at. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import type { Architecture } from '../../src/network/architecture.ts';
import { chain, type Unsized } from '../../src/network/chain.ts';
import { countParameters, multiplyAddsOf } from '../../src/network/costs.ts';
import { NetworkTextError } from '../../src/network/layer-reader.ts';
import { multilayerPerceptron } from '../../src/network/multilayer-perceptron.ts';
import { readNetwork } from '../../src/network/network-text.ts';
import { describe as describeNetwork } from '../../src/network/network-words.ts';
import { presets } from '../../src/network/presets.ts';

const CNN = 'conv 8 5x5, relu, maxpool 2, conv 16 5x5, relu, maxpool 2, dense 128, relu, dense 10';

/** The layers of a text that says each of them. */
function layersOf(text: string): Architecture {
  const read = readNetwork(text);
  if (read.form !== 'layers') throw new Error(`${text} is in sizes`);
  return read.architecture;
}

/** The message and the hint for a text that says no net. */
function refusal(text: string, ...rest: readonly ['mse' | 'bce' | 'cross-entropy'] | readonly []): string {
  try {
    readNetwork(text, ...rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error instanceof NetworkTextError ? `${error.message}\n${error.hint}` : error.message;
  }
  throw new Error(`${text} was read`);
}

describe('sizes', () => {
  test.each([
    ['784-300-100-10', [300, 100]],
    ['784-10', []],
    [' 784-30-10\n', [30]],
  ])('%j', (text, hidden) => {
    expect(readNetwork(text)).toEqual({ form: 'sizes', hidden, loss: 'cross-entropy' });
    expect(readNetwork(text, 'mse').loss).toBe('mse');
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
      expect(readNetwork(text, loss)).toEqual({ form: 'layers', architecture: plain, loss });
    }
  });
});

describe('there and back', () => {
  const whole = (most: number) => fc.integer({ min: 1, max: most });
  const convolution: fc.Arbitrary<Unsized> = fc.record({
    kind: fc.constant('conv2d' as const),
    filters: whole(9),
    kernel: fc.tuple(whole(5), whole(5)),
    stride: whole(3),
    padding: fc.nat(2),
  });
  const pool: fc.Arbitrary<Unsized> = fc.record({
    kind: fc.constantFrom('maxpool2d' as const, 'avgpool2d' as const),
    size: whole(4),
    stride: whole(3),
  });
  const between: fc.Arbitrary<Unsized> = fc.oneof(
    fc.constantFrom<Unsized[]>({ kind: 'relu' }, { kind: 'gelu' }, { kind: 'tanh' }, { kind: 'sigmoid' }),
    fc
      .double({ min: 1e-9, max: 0.999, noNaN: true })
      .map((slope): Unsized => ({ kind: 'leaky-relu', slope })),
    fc.double({ min: 0, max: 0.999, noNaN: true }).map((rate): Unsized => ({ kind: 'dropout', rate })),
  );
  const dense: fc.Arbitrary<Unsized> = whole(300).map((outputs) => ({ kind: 'dense', outputs }));

  test('any net that fits together, in words', () => {
    let read = 0;
    const last: Unsized = { kind: 'dense', outputs: 10 };
    fc.assert(
      fc.property(
        fc.array(fc.oneof(convolution, pool, between), { maxLength: 6 }),
        fc.array(fc.oneof(dense, between), { maxLength: 4 }),
        (pictures, rows) => {
          let architecture: Architecture;
          try {
            architecture = chain([...pictures, ...rows, last]);
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
    expect(readNetwork(text)).toMatchObject({ form: 'sizes', hidden: sizes.slice(1, -1) });
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
      expect(readNetwork(name), name).toEqual(readNetwork(network, loss));
      expect(readNetwork(name, 'bce').loss).toBe('bce');
    }
    expect(
      layersOf('lenet5')
        .map(({ kind }) => kind)
        .join(),
    ).toBe('conv2d,relu,maxpool2d,conv2d,relu,maxpool2d,dense,relu,dense,relu,dense');
    expect(countParameters(layersOf('lenet5'))).toBe(61_706); // 156 + 2,416 + 48,120 + 10,164 + 850
    expect(readNetwork('perceptron')).toEqual({ form: 'sizes', hidden: [], loss: 'mse' });
  });
});

/** A text, and what is said of it; the place is of the first character of `word`, which the carets are under. */
const wrong: readonly (readonly [text: string, word: string, says: string])[] = [
  ['conv 8 5x5, relu, maxpol 2, dense 10', 'maxpol', 'there is no layer "maxpol" (did you mean maxpool?)'],
  ['dense 10, rleu, dense 10', 'rleu', 'there is no layer "rleu" (did you mean relu?)'],
  ['dense 10, zzzzzz, dense 10', 'zzzzzz', 'there is no layer "zzzzzz"'],
  ['lenet', 'lenet', 'there is no net or layer "lenet" (did you mean lenet5?)'],
  ['toString', 'toString', 'there is no net or layer "toString"'],
  [
    'softmax-regresion',
    'softmax-regresion',
    'there is no net or layer "softmax-regresion" (did you mean softmax-regression?)',
  ],
  ['conv 8 29x29, dense 10', 'conv', 'kernel 29x29 is larger than its input of 28x28'],
  [
    'conv 8 5x31 padding 1, dense 10',
    'conv',
    'kernel 5x31 is larger than its input of 28x28, with 1 of padding around it',
  ],
  ['conv 8 25x25, maxpool 5, dense 10', 'maxpool', 'size 5x5 is larger than its input of 4x4'],
  ['conv 8 3x3 padding 3, dense 10', 'conv', 'padding must be smaller than the kernel, got 3'],
  ['conv 8 5x5 stride 0, dense 10', '0', 'the stride must be a whole number from 1 to 1000, got "0"'],
  ['conv 0 5x5, dense 10', '0', 'the number of filters must be a whole number from 1 to 1000000000, got "0"'],
  ['conv 8 5, dense 10', '5', 'the size of the kernel, such as 5x5, must be from 1 to 1000, got "5"'],
  ['conv 8, dense 10', '8', 'conv needs the size of the kernel, such as 5x5'],
  ['conv 8 4x4 same, dense 10', 'same', 'same needs a square kernel of odd size, not 4x4'],
  [
    'conv 8 5x5 strid 2, dense 10',
    'strid',
    'after conv comes stride or padding or same, got "strid" (did you mean stride?)',
  ],
  [
    'conv 8 5x5, maxpool 2x3, dense 10',
    '2x3',
    'the size of the square, such as 2, must be from 1 to 1000, got "2x3"',
  ],
  ['dense 30 relu, dense 10', 'relu', 'dense takes nothing more, got "relu"'],
  ['dense, dense 10', 'dense', 'dense needs the number of neurons'],
  ['dense -5, dense 10', '-5', 'the number of neurons must be a whole number'],
  ['dense 9, dropout 1, dense 10', '1', 'the rate of dropout must be at least 0 and below 1, got "1"'],
  ['dense 9, leaky-relu 0, dense 10', '0', 'the slope must be above 0 and below 1, got "0"'],
  ['relu, dense 10', 'relu', 'relu cannot come first: the pixels go to a conv or dense layer'],
  ['dropout 0.1, dense 10', 'dropout', 'dropout cannot come first'],
  ['maxpool 2, dense 10', 'maxpool', 'maxpool cannot come first'],
  [
    'dense 100, conv 8 5x5, dense 10',
    'conv',
    'conv needs a picture, but a dense layer comes before, and gives a row of 100',
  ],
  [
    'conv 8 5x5, flatten, maxpool 2, dense 10',
    'maxpool',
    'maxpool needs a picture, and flatten takes it apart',
  ],
  ['conv 8 5x5, relu', 'relu', 'the last layer must be dense 10, a neuron for each digit, not relu'],
  ['dense 20', 'dense', 'the last layer must be dense 10, a neuron for each digit, not 20'],
  ['dense 10, softmax, dense 10', 'dense', 'nothing may follow softmax'],
  ['dense 10, sigmoid', 'sigmoid', 'sigmoid at the end goes with the loss mse or bce, not cross-entropy'],
  ['784-300-9', '9', 'sizes end with 10, a neuron for each digit, got "9"'],
  ['784', '784', 'sizes end with 10, a neuron for each digit, got "784"'],
  ['100-10', '100', 'sizes begin with 784, the pixels of an image, got "100"'],
  ['784-0-10', '0', 'a layer\'s size must be a whole number above 0, got "0"'],
  ['784-3e2-10', '3e2', 'a layer\'s size must be a whole number above 0, got "3e2"'],
  ['784--10', '', 'a layer\'s size must be a whole number above 0, got ""'],
  ['dense 9,, dense 10', '', 'a layer is missing'],
  ['dense 10,', '', 'a layer is missing'],
  ['', '', 'it says no net'],
];

describe('a wrong word is pointed at', () => {
  test.each(wrong)('%j: %j', (text, word, says) => {
    const [message, shown, carets] = refusal(text).split('\n');
    expect(message).toContain(`network: ${says}`);
    const at = Number(/, at character (\d+)$/.exec(message)?.[1]) - 1;
    expect(text.slice(at, at + word.length)).toBe(word);
    expect(shown).toBe(`  ${text}`);
    expect(carets).toBe(`${' '.repeat(at + 2)}${'^'.repeat(Math.max(1, word.length))}`);
  });

  test('softmax with another loss', () => {
    expect(refusal('dense 10, softmax', 'mse')).toContain(
      'softmax at the end goes with the loss cross-entropy, not mse, at character 11',
    );
  });

  test('in a long text, what is near it is shown', () => {
    const text = `${'dense 20, relu, '.repeat(50)}dense 10x, ${'dense 20, relu, '.repeat(50)}dense 10`;
    const [message, shown, carets] = refusal(text).split('\n');
    expect(message).toContain(', at character 807');
    expect(shown.length).toBeLessThan(75);
    expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('10x');
  });

  test('what would move the cursor is not shown', () => {
    expect(refusal('dense 9, \u001b[2J, dense 10')).not.toContain('\u001b');
  });
});

describe('too large', () => {
  test.each([
    ['dense 1000000, relu, dense 10', /^network: the net has 795000010 weights \(3\.2 GB, and as much again/],
    [
      'conv 1000 5x5 same, relu, dense 10',
      /^network: the net makes 1568010 numbers of each image \(1\.6 GB for 256/,
    ],
    ['conv 100000 28x28, dense 10', /weights \(0\.3 GB/],
    [`${'dense 5, '.repeat(1000)}dense 10`, /^network: at most 1000 layers are allowed/],
  ])('%s', (text, message) => {
    expect(refusal(text)).toMatch(message);
  });

  test('any text is read or refused, quickly', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'conv',
        'dense',
        '10',
        '5x5',
        ',',
        'relu',
        '784-',
        'stride',
        'same',
        '1e99',
        'lenet5',
        ' ',
      ),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        for (const text of [words.join(' '), words.join('')]) {
          try {
            readNetwork(text);
          } catch (error) {
            expect(error).toBeInstanceOf(UsageError);
          }
        }
      }),
      { seed: 4, numRuns: 2000 },
    );
  });
});
