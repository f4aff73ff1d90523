import { expect, test } from 'vitest';
import { chooseCsvFiles } from '../../src/dataset/csv-names.ts';

test.each([
  [['train.csv', 'val.csv', 'test.csv'], { train: 'train.csv', test: 'test.csv' }],
  [['train.csv', 'val.csv'], { train: 'train.csv', test: 'val.csv' }],
  [['validation.csv'], { train: null, test: 'validation.csv' }],
  [
    ['mnist_test.csv.gz', 'mnist_train.csv.gz', 'emnist-letters-train.csv'],
    { train: 'mnist_train.csv.gz', test: 'mnist_test.csv.gz' },
  ],
  [['digits.tsv', 'readme.txt'], { train: 'digits.tsv', test: null }],
  [['a.csv', 'b.csv'], null],
  [[], null],
])('%j', (names, chosen) => {
  expect(chooseCsvFiles(names)).toEqual(chosen);
});
