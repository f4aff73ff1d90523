/** The ways in which people keep MNIST in CSV files: each must be read, or refused, and never be misread. */

import { describe, expect, test } from 'vitest';
import { CsvReader } from '../../src/dataset/csv.ts';
import { dataErrorOf } from '../support/data-error.ts';
import { madeImages } from '../support/made-digits.ts';

const COUNT = 100;
const made = madeImages(COUNT);
/** The same with images that are empty but for a few pixels, as a corner of MNIST's always is. */
const pixelsOf = (n: number): number[] => {
  const pixels = Array.from(made.images.subarray(n * 784, (n + 1) * 784));
  pixels[0] = 0;
  pixels[783] = 0;
  return pixels;
};

const PIXEL_NAMES = Array.from({ length: 784 }, (_, n) => `pixel${n + 1}`);

type Write = (label: number, pixels: readonly number[], n: number) => readonly (string | number)[];

function lines(write: Write, mark = ',', order = Array.from({ length: COUNT }, (_, n) => n)): string {
  return order.map((n) => write(made.labels[n], pixelsOf(n), n).join(mark)).join('\n');
}

const bySorting = Array.from({ length: COUNT }, (_, n) => n).sort(
  (a, b) => made.labels[a] - made.labels[b] || a - b,
);

function read(text: string): CsvReader {
  const reader = new CsvReader('it.csv');
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += 50_000)
    reader.push(bytes.subarray(start, start + 50_000));
  return reader;
}

/** The digits of a text are those made above, in that order. */
function expectMade(
  text: string,
  order: readonly number[] = Array.from({ length: COUNT }, (_, n) => n),
): readonly string[] {
  const reader = read(text);
  const { count, images, labels } = reader.finish();
  expect(count).toBe(COUNT);
  expect(Array.from(labels)).toEqual(order.map((n) => made.labels[n]));
  const expected = Buffer.from(order.flatMap(pixelsOf));
  expect(Buffer.from(images).equals(expected)).toBe(true);
  return reader.remarks;
}

const byName = Array.from({ length: 784 }, (_, n) => n).sort((a, b) => (`${a}` < `${b}` ? -1 : 1));
const byPlace = Array.from({ length: 784 }, (_, n) => `${Math.floor(n / 28) + 1}x${(n % 28) + 1}`).sort();
const atPlace = (name: string): number => {
  const [row, column] = name.split('x').map(Number);
  return (row - 1) * 28 + column - 1;
};

describe('the same digits are read', () => {
  const float = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));
  const last = 'the label is column 785, the last';
  test.each<[string, string, string[]]>([
    ['as pandas writes floats', lines((label, pixels) => [label, ...pixels].map(float)), []],
    [
      'with pixels from 0 to 1',
      lines((label, pixels) => [label, ...pixels.map((pixel) => pixel / 255)]),
      ['pixels from 0 to 1'],
    ],
    [
      'with five decimals, from 0 to 1, and the label last',
      lines((label, pixels) => [...pixels.map((pixel) => (pixel / 255).toFixed(5)), `${label}.0`]),
      ['pixels from 0 to 1', last],
    ],
    [
      'in powers of ten, with spaces, as numpy.savetxt writes them',
      lines((label, pixels) => [label, ...pixels].map((value) => value.toExponential(18)), ' '),
      ['separated by spaces'],
    ],
    ['with semicolons', lines((label, pixels) => [label, ...pixels], ';'), ['separated by semicolons']],
    [
      'with semicolons and decimal commas',
      lines((label, pixels) => [label, ...pixels.map((pixel) => String(pixel / 255).replace('.', ','))], ';'),
      ['separated by semicolons', 'pixels from 0 to 1'],
    ],
    ['with tabs', lines((label, pixels) => [label, ...pixels], '\t'), ['separated by tabs']],
    [
      'with tabs and quotes',
      lines((label, pixels) => [label, ...pixels].map((v) => `"${v}"`), '\t'),
      ['separated by tabs'],
    ],
    ['with the label last, without names', lines((label, pixels) => [...pixels, label]), [last]],
    [
      'with the label last, by its name',
      `${[...PIXEL_NAMES, 'class'].join(',')}\n${lines((label, pixels) => [...pixels, label])}`,
      [last],
    ],
    [
      'with the label among the pixels, by its name',
      `${[...PIXEL_NAMES.slice(0, 9), 'Label', ...PIXEL_NAMES.slice(9)].join(',')}\n${lines((label, pixels) => [...pixels.slice(0, 9), label, ...pixels.slice(9)])}`,
      ['the label is column 10'],
    ],
    [
      'with an index, as pandas writes it',
      `${['', 'label', ...PIXEL_NAMES].join(',')}\n${lines((label, pixels, n) => [n, label, ...pixels])}`,
      ['column 1 is an index'],
    ],
    [
      'with an index and without names',
      lines((label, pixels, n) => [n, label, ...pixels]),
      ['column 1 is an index'],
    ],
    [
      'with an index, the label last, and without names',
      lines((label, pixels, n) => [n + 1, ...pixels, label]),
      ['column 1 is an index', 'the label is column 786, the last'],
    ],
    [
      'with the numbers of columns for names',
      `${Array.from({ length: 785 }, (_, n) => n).join(',')}\n${lines((label, pixels) => [...pixels, label])}`,
      [last],
    ],
    ['with a separator at the end of each line', lines((label, pixels) => [label, ...pixels, '']), []],
    [
      'with tabs, names and a tab at the end of each line',
      `${['label', ...PIXEL_NAMES, ''].join('\t')}\r\n${lines((label, pixels) => [label, ...pixels, ''], '\t')}\r\n`,
      ['separated by tabs'],
    ],
    [
      'with semicolons, names, and as many decimal commas',
      lines(
        (label, pixels) => [label, ...pixels.map((pixel) => (pixel / 255).toFixed(4).replace('.', ','))],
        ';',
      ),
      ['separated by semicolons', 'pixels from 0 to 1'],
    ],
    [
      'with columns sorted by their names, as text',
      `${['label', ...byName.map((n) => `pixel${n}`)].join(',')}\n${lines((label, pixels) => [label, ...byName.map((n) => pixels[n])])}`,
      ['pixels are in the order of the numbers in their names'],
    ],
    [
      'with columns named by row and column, sorted as text',
      `${['label', ...byPlace].join(',')}\n${lines((label, pixels) => [label, ...byPlace.map((place) => pixels[atPlace(place)])])}`,
      ['pixels are in the order of the numbers in their names'],
    ],
  ])('%s', (_, text, remarks) => {
    expect(expectMade(text)).toEqual(remarks);
  });

  test.each([
    [
      'UTF-16',
      (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
      'is text in UTF-16; save it as UTF-8',
    ],
    [
      'carriage returns alone',
      (text: string) => Buffer.from(text.replaceAll('\n', '\r')),
      'with carriage returns alone',
    ],
    [
      'truth values',
      (text: string) => Buffer.from(text.replaceAll(/,\d+/g, ',True')),
      'none of them is "label"',
    ],
  ])('%s: refused', (_, encode, message) => {
    const reader = new CsvReader('it.csv');
    expect(() => {
      reader.push(encode(lines((label, pixels) => [label, ...pixels])));
      reader.finish();
    }).toThrow(message);
  });

  test('in the order of their classes, with the label first or last', () => {
    expectMade(
      lines((label, pixels) => [label, ...pixels], ',', bySorting),
      bySorting,
    );
    expectMade(
      lines((label, pixels) => [...pixels, label], ',', bySorting),
      bySorting,
    );
    const floats: Write = (label, pixels) => [...pixels.map((pixel) => pixel / 255), label];
    expectMade(lines(floats, ',', bySorting), bySorting);
  });
});

test('pixels of 0 and 1 alone are paper and ink', () => {
  const reader = read(lines((label, pixels) => [label, ...pixels.map((pixel) => (pixel > 127 ? 1 : 0))]));
  const { images } = reader.finish();
  expect(new Set(images)).toEqual(new Set([0, 255]));
  expect(reader.remarks).toEqual(['pixels are 0 or 1']);
});

describe('rows without labels', () => {
  const unlabelled: Write = (_, pixels) => pixels;
  test.each<[string, string]>([
    ['with names', `${PIXEL_NAMES.join(',')}\n${lines(unlabelled)}`],
    ['without', lines(unlabelled)],
    [
      'with an index',
      `${['ImageId', ...PIXEL_NAMES].join(',')}\n${lines((_, pixels, n) => [n + 1, ...pixels])}`,
    ],
  ])('are read where none are needed: %s', async (_, text) => {
    const { count, images, labels } = read(text).finishRows();
    expect([count, labels]).toEqual([COUNT, null]);
    expect(Array.from(images.subarray(784, 2 * 784))).toEqual(pixelsOf(1));
    expect(await dataErrorOf(() => read(text).finish())).toContain(
      '`nn predict` reads such files, without labels',
    );
  });
});

describe('what would be misread is refused', () => {
  test.each<[string, string, string]>([
    [
      'labels at either end',
      lines((label, pixels) => [label, ...pixels.slice(1), 9 - label]),
      'both its first and its last column look like labels; add a first line of names, such as label,pixel0,...',
    ],
    [
      'labels at neither end',
      lines((label, pixels) => [label + 10, ...pixels.slice(1), 10 + label]),
      'line 1 has a label of "10", and it must be a whole number from 0 to 9',
    ],
    [
      'pixels that are normalised',
      lines((label, pixels) => [label, ...pixels.map((pixel) => (pixel / 255 - 0.1307) / 0.3081)]),
      'line 1 has pixel 0 of "-0.4242129',
    ],
    [
      'a pixel of 2 far below lines from 0 to 1',
      `${lines((label, pixels) => [label, ...pixels.map((pixel) => pixel / 255)])}\n1,2${',0'.repeat(783)}`,
      'line 101 has pixel 0 of "2", and it must be a number from 0 to 1, as in the lines above',
    ],
  ])('%s', async (_, text, message) => {
    expect(await dataErrorOf(() => read(text).finish())).toContain(`it.csv: ${message}`);
  });
});
