/** Counts and verdict of a comparison, worked out by hand; and two nets whose answers are known. */

import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/errors.ts';
import { compareAnswers, compareModels } from '../../src/evaluation/compare.ts';
import { differenceInterval, mcnemarTest, wilsonInterval } from '../../src/evaluation/statistics.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { predict } from '../../src/network/predict.ts';
import { verdict } from '../../src/report/comparison/verdict.ts';
import { madeImages } from '../support/made-digits.ts';
import { smallModel } from '../support/small-model.ts';

test('counts what both read, one alone, and neither', () => {
  const labels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7);
  const first = Uint8Array.of(1, 2, 3, 4, 0, 0, 9);
  const second = Uint8Array.of(1, 2, 0, 9, 5, 0, 8);
  expect(compareAnswers(first, second, labels)).toEqual({
    count: 7,
    accuracies: [4 / 7, 3 / 7],
    intervals: [wilsonInterval(4, 7), wilsonInterval(3, 7)],
    bothRight: 2,
    firstOnly: 2,
    secondOnly: 1,
    neitherRight: 2,
    sameAnswers: 3,
    difference: 1 / 7,
    differenceInterval: differenceInterval(2, 1, 7),
    pValue: mcnemarTest(2, 1),
    better: null,
  });
});

/** Two models of which each reads so many of `count` digits alone, and the rest is read by both. */
function compared(firstOnly: number, secondOnly: number, count: number): ReturnType<typeof compareAnswers> {
  const labels = new Uint8Array(count).fill(1);
  const wrongFrom = (from: number, wrong: number): Uint8Array => labels.slice().fill(0, from, from + wrong);
  return compareAnswers(wrongFrom(firstOnly, secondOnly), wrongFrom(0, firstOnly), labels);
}

describe('the verdict', () => {
  test.each([
    [0, 0, 50, null, 'No difference: A and B are right on the same images.'],
    [1, 1, 50, null, 'No difference: each is right on 1 image where the other is not.'],
    [5, 8, 1000, null, 'No significant difference: B is right on 3 more of 1,000 images than A.'],
    [60, 19, 10_000, 'first', 'A is better: right on 41 more of 10,000 images than B.'],
    [10, 25, 1000, 'second', 'B is better: right on 15 more of 1,000 images than A.'],
    [26, 9, 1000, 'first', 'A is better: right on 17 more of 1,000 images than B.'],
    [70, 0, 1000, 'first', 'A is better: right on 70 more of 1,000 images than B.'],
  ])('where %i and %i of %i are read by one alone', (firstOnly, secondOnly, count, better, words) => {
    const comparison = compared(firstOnly, secondOnly, count);
    expect(comparison).toMatchObject({ firstOnly, secondOnly, better });
    expect(verdict(comparison)).toBe(words);
  });
});

describe('compareModels', () => {
  const images = madeImages(300, 5);

  test('asks each model once about each image', async () => {
    const [first, second] = [smallModel(1), smallModel(2)];
    const answers = await Promise.all(
      [first, second].map(async (model) =>
        Uint8Array.from(await predict(model, images.images), ({ digit }) => digit),
      ),
    );
    const comparison = await compareModels(first, second, images, new ReferenceKernels());
    expect(comparison).toEqual(compareAnswers(answers[0], answers[1], images.labels));
    expect(comparison.firstOnly + comparison.secondOnly).toBeGreaterThan(0);
  });

  test('no images', async () => {
    const none = { count: 0, images: new Uint8Array(0), labels: new Uint8Array(0) };
    const comparing = compareModels(smallModel(), smallModel(), none, new ReferenceKernels());
    await expect(comparing).rejects.toThrow(DataError);
  });
});
