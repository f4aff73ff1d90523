/** The table of robustness: what is shown, and how often. */

import { expect, test } from 'vitest';
import { DataError } from '../../src/errors.ts';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import { measureRobustness } from '../../src/evaluation/robustness.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { madeImages } from '../support/made-digits.ts';
import { smallModel } from '../support/small-model.ts';

const images = madeImages(20, 3);

test('a row for each amount of each change, every image shown in every way', async () => {
  const progress: [number, number][] = [];
  const kernels = new ReferenceKernels();
  const table = await measureRobustness(smallModel(), images, kernels, (...of) => progress.push(of));
  const { accuracy } = await evaluate(smallModel(), images, kernels);
  expect(table[0]).toEqual({ change: 'none', amount: null, count: 20, accuracy, worst: accuracy });
  const amounts = (change: string): (number | null)[] =>
    table.filter((row) => row.change === change).map(({ amount }) => amount);
  expect(amounts('shift')).toEqual([1, 2, 3]);
  expect(amounts('rotation')).toEqual([5, 10, 15, 20, 30]);
  expect(amounts('scale')).toEqual([0.7, 0.8, 0.9, 1.1, 1.2, 1.3]);
  expect(amounts('inversion')).toEqual([null]);
  for (const { change, count, accuracy: mean, worst } of table) {
    expect(count / 20).toBe(change === 'shift' ? 8 : change === 'rotation' ? 2 : 1);
    expect(worst).toBeLessThanOrEqual(mean);
  }
  const total = table.reduce((sum, { count }) => sum + count, 0);
  for (const [done, all] of progress) expect([all, done <= all]).toEqual([total, true]);
});

test('the same each time', async () => {
  const measured = async (): Promise<unknown> =>
    measureRobustness(smallModel(), images, new ReferenceKernels());
  expect(await measured()).toEqual(await measured());
});

test('no images: an error', async () => {
  const none = { count: 0, images: new Uint8Array(0), labels: new Uint8Array(0) };
  await expect(measureRobustness(smallModel(), none, new ReferenceKernels())).rejects.toThrow(DataError);
});
