/** Texts that say no net: the wrong word is pointed at, and what is too large is told before it is made. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { NetworkSyntaxError } from '../../src/network/layer-reader.ts';
import { parseNetwork } from '../../src/network/parse-network.ts';

/** The message and the hint for a text that says no net. */
function refusal(text: string, ...rest: readonly ['mse' | 'bce' | 'cross-entropy'] | readonly []): string {
  try {
    parseNetwork(text, ...rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error instanceof NetworkSyntaxError ? `${error.message}\n${error.hint}` : error.message;
  }
  throw new Error(`${text} was read`);
}

/** A text, and what is said of it; the place is of the first character of `word`, which the carets are under. */
const wrong: readonly (readonly [text: string, word: string, says: string])[] = [
  ['conv 8 5x5, relu, maxpol 2, dense 10', 'maxpol', 'there is no layer "maxpol" (did you mean maxpool?)'],
  ['dense 10, rleu, dense 10', 'rleu', 'there is no layer "rleu" (did you mean relu?)'],
  ['dense 10, zzzzzz, dense 10', 'zzzzzz', 'there is no layer "zzzzzz"'],
  ['lenet', 'lenet', 'there is no network or layer "lenet" (did you mean lenet5?)'],
  ['toString', 'toString', 'there is no network or layer "toString"'],
  [
    'softmax-regresion',
    'softmax-regresion',
    'there is no network or layer "softmax-regresion" (did you mean softmax-regression?)',
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
  ['conv 8 5, dense 10', '5', 'the size of the kernel (such as 5x5) must be from 1 to 1000, got "5"'],
  ['conv 8, dense 10', '8', 'conv needs the size of the kernel (such as 5x5), at'],
  ['conv 8 4x4 same, dense 10', 'same', 'same needs a square kernel of odd size, not 4x4'],
  [
    'conv 8 5x5 strid 2, dense 10',
    'strid',
    'after conv comes stride or padding or same, or a comma and the next layer, got "strid" (did you mean stride?)',
  ],
  [
    'conv 8 5x5, maxpool 2x3, dense 10',
    '2x3',
    'the size of the square (such as 2) must be from 1 to 1000, got "2x3"',
  ],
  [
    'conv 8 5x5 relu dense 10',
    'relu',
    'after conv comes stride or padding or same, or a comma and the next layer, got "relu"',
  ],
  ['dense 30 relu, dense 10', 'relu', 'after dense comes a comma and the next layer, got "relu"'],
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
    'conv needs an image, but the dense layer before it gives a row of 100',
  ],
  ['conv 8 5x5, flatten, maxpool 2, dense 10', 'maxpool', 'maxpool needs an image, but comes after flatten'],
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
  ['', '', 'the description is empty'],
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
            parseNetwork(text);
          } catch (error) {
            expect(error).toBeInstanceOf(UsageError);
          }
        }
      }),
      { seed: 4, numRuns: 2000 },
    );
  });
});
