import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabelledImages } from '../../src/dataset/dataset.ts';
import { balancedWeights } from '../../src/losses/class-weighted.ts';
import type { Kernels } from '../../src/matrix/kernels.ts';
import { backends } from '../support/backends.ts';
import { hashWeights } from '../support/hash-weights.ts';
import { madeImages } from '../support/made-digits.ts';
import { trainToEnd } from '../support/train-to-end.ts';

/** Made digits with hardly any of 7, 8 and 9. */
function uneven(): LabelledImages {
  const { images, labels } = madeImages(400);
  const kept = Array.from(labels.keys()).filter((n) => labels[n] < 7 || n < 40);
  const count = kept.length;
  const picked = Buffer.concat(kept.map((n) => images.subarray(n * 784, (n + 1) * 784)));
  return { count, images: new Uint8Array(picked), labels: Uint8Array.from(kept, (n) => labels[n]) };
}

const options = {
  dataset: { name: 'uneven', train: uneven(), test: null },
  hidden: [11],
  optimizer: 'sgd',
  lr: 0.05,
  schedule: 'constant',
  outliers: 0,
  styles: 0,
  epochs: 2,
  validation: 0.2,
  seed: 3,
} as const;

test('balanced weights make all classes weigh alike, and add up to the images', () => {
  const labels = Uint8Array.of(0, 0, 0, 1, 2, 2, 10, 1);
  const order = Int32Array.of(0, 1, 2, 3, 4, 5, 6); // not the last
  const weights = balancedWeights(labels, order, 10);
  expect(Array.from(weights)).toEqual([6 / 9, 6 / 3, 6 / 6, 0, 0, 0, 0, 0, 0, 0]);
});

describe.each(backends)('$name', ({ create }) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await create();
  });
  afterAll(() => kernels.close());

  test('balanced training gives the same model everywhere', async () => {
    const { model } = await trainToEnd({ ...options, kernels, classWeight: 'balanced' });
    expect(hashWeights(model)).toBe('d696e87d0a3de7d5f68df6dc8c4948d8dd70d95830b54afacf429e3a79e1d243');
    expect(model.training.options).toMatchObject({ classWeight: 'balanced' });
  });
});

test('training without weights says nothing of them', async () => {
  const { model } = await trainToEnd({ ...options, epochs: 1 });
  expect(model.training.options).not.toHaveProperty('classWeight');
});
