import { describe, expect, test } from 'vitest';
import { oneOf, path, realNumber, wholeNumber } from '../../src/cli/shared/flags.ts';
import { UsageError } from '../../src/errors.ts';

describe('wholeNumber', () => {
  const parse = wholeNumber('--epochs', 1, 100_000);

  test.each([
    ['1', 1],
    ['100000', 100_000],
    ['+5', 5],
    ['1e3', 1000],
    ['2.0', 2],
  ])('%s', (text, value) => expect(parse(text)).toBe(value));

  test.each([
    ['-1', 'got -1'],
    ['0', 'got 0'],
    ['100001', 'got 100001'],
    ['1.5', 'got 1.5'],
    ['abc', 'got abc'],
    ['3 epochs', 'got "3 epochs"'],
    ['', 'got ""'],
    [' 5', 'got " 5"'],
    ['0x10', 'got 0x10'],
    ['Infinity', 'got Infinity'],
    ['NaN', 'got NaN'],
    ['--lr', 'got --lr'],
  ])('%j is refused', (text, got) => {
    expect(() => parse(text)).toThrow(
      new UsageError(`--epochs: must be a whole number from 1 to 100000, ${got}`),
    );
  });
});

describe('realNumber', () => {
  test('ends of a range that are allowed', () => {
    const parse = realNumber('--min-accuracy', { from: 0, to: 1 });
    expect([parse('0'), parse('.5'), parse('1.')]).toEqual([0, 0.5, 1]);
    expect(() => parse('1.01')).toThrow(
      new UsageError('--min-accuracy: must be a number from 0 to 1, got 1.01'),
    );
  });

  test('ends of a range that are not', () => {
    expect(() => realNumber('--dropout', { from: 0, to: 1, below: true })('1')).toThrow(
      new UsageError('--dropout: must be a number from 0 to below 1, got 1'),
    );
    expect(() => realNumber('--lr', { from: 0, to: 1000, above: true })('0')).toThrow(
      new UsageError('--lr: must be a number above 0 up to 1000, got 0'),
    );
  });

  test.each(['abc', '', '1e999', '-Infinity', '1,5', '5%'])('%j is no number', (text) => {
    expect(() => realNumber('--lr', { from: 0, to: 1 })(text)).toThrow(UsageError);
  });
});

test('oneOf names the choices', () => {
  expect(oneOf('--backend', ['auto', 'simd'])('SIMD')).toBe('simd');
  expect(() => oneOf('--backend', ['auto', 'simd'])('gpu')).toThrow(
    new UsageError('--backend: must be one of auto, simd, got gpu'),
  );
  expect(() => oneOf('--form', ['mnist'])('plain')).toThrow(
    new UsageError('--form: takes only mnist, got plain'),
  );
});

test('a flag is not taken for a path', () => {
  expect(path('--out')('a b.json')).toBe('a b.json');
  expect(() => path('--out')('--json')).toThrow(
    new UsageError('--out: needs a value, got --json (a file of that name: ./--json)'),
  );
  expect(() => path('--out')('')).toThrow(new UsageError('--out: must not be empty'));
  expect(() => path('--out')('a\0b')).toThrow(UsageError);
});
