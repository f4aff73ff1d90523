/** A data set that a program made is checked at the door of the library. */

import { expect, test } from 'vitest';
import type { LabelledImages } from '../../src/dataset/dataset.ts';
import { createKernels, DataError, evaluate, train } from '../../src/index.ts';
import { smallModel } from '../support/small-model.ts';

const good: LabelledImages = {
  count: 20,
  images: new Uint8Array(20 * 784).fill(9),
  labels: Uint8Array.from({ length: 20 }, (_, n) => n % 10),
};
const kernels = await createKernels({ backend: 'reference' });

const wrong: readonly (readonly [what: string, change: object, says: string])[] = [
  ['a label of 10', { labels: good.labels.with(3, 10) }, 'labels[3] must be from 0 to 9, got 10'],
  ['too few labels', { labels: good.labels.subarray(1) }, 'labels must have 20 bytes for 20 images, got 19'],
  [
    'too few pixels',
    { images: good.images.subarray(1) },
    'images must have 15680 bytes for 20 images of 784',
  ],
  ['a count that is no number', { count: Number.NaN }, 'count must be a whole number of images, got NaN'],
  ['a count below 0', { count: -1 }, 'count must be a whole number of images, got -1'],
  ['a count that is too large', { count: 1e9 }, 'images must have 784000000000 bytes'],
  [
    'float pixels',
    { images: Float32Array.from(good.images) },
    'images must be a Uint8Array, got an object (Float32Array)',
  ],
  ['labels in a list', { labels: [...good.labels] }, 'labels must be a Uint8Array, got a list (Array)'],
  ['no labels', { labels: undefined }, 'labels must be a Uint8Array, got nothing (Undefined)'],
];

test.each(wrong)('%s is refused by train and by evaluate', async (_, change, says) => {
  const images = { ...good, ...change } as LabelledImages;
  const dataset = { name: 'mine', train: images, test: null };
  const training = train({ dataset, kernels, epochs: 1, hidden: [] });
  for (const refused of [training.next(), evaluate(smallModel(), images, kernels)]) {
    const error = await Promise.resolve(refused).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toContain(says);
  }
});

test('a sound one is taken, a Buffer and shared memory too', async () => {
  const shared = new Uint8Array(new SharedArrayBuffer(good.images.length));
  const images = { ...good, images: shared, labels: Buffer.from(good.labels) };
  expect((await evaluate(smallModel(), images, kernels)).count).toBe(20);
});
