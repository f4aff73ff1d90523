/** Augmentation in training: what is learnt from is varied, what is judged by is not. */

import { expect, test } from 'vitest';
import { splitValidation } from '../../src/dataset/split.ts';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { madeDataset } from '../support/made-digits.ts';
import { hashOf, trainToEnd } from '../support/train-to-end.ts';

const dataset = madeDataset(120);
const settings = { dataset, hidden: [12], epochs: 2, augment: 'affine' } as const;

test('the validation part is never varied', async () => {
  const { model, epochEvents } = await trainToEnd(settings);
  const { images, labels } = dataset.train!;
  const { validation } = splitValidation(labels, 0.1, 1);
  const held = {
    count: validation.length,
    images: Uint8Array.from([...validation].flatMap((n) => [...images.subarray(n * 784, (n + 1) * 784)])),
    labels: Uint8Array.from(validation, (n) => labels[n]),
  };
  const { loss } = await evaluate({ ...model, temperature: 1 }, held, new ReferenceKernels());
  expect(epochEvents.at(-1)?.validationLoss).toBeCloseTo(loss, 6);
});

test('each epoch and each seed varies images in another way', async () => {
  const plain = await trainToEnd({ ...settings, augment: 'none' });
  const one = await trainToEnd(settings);
  const other = await trainToEnd({ ...settings, shift: 2 });
  expect(new Set([plain, one, other].map(({ model }) => hashOf(model))).size).toBe(3);
  // with a net that learns nothing, the loss of an epoch tells of its images alone
  const still = { ...settings, lr: 1e-30, optimizer: 'sgd', dropout: 0 } as const;
  const losses = async (options: object): Promise<number[]> =>
    (await trainToEnd({ ...still, ...options })).epochEvents.map(({ loss }) => loss);
  const [first, second] = await losses({});
  expect(Math.abs(first - second)).toBeGreaterThan(1e-6);
  const [same, again] = await losses({ augment: 'none' });
  expect(Math.abs(same - again)).toBeLessThan(1e-6);
});

test('the model file tells how images were varied', async () => {
  const { model } = await trainToEnd({ ...settings, rotate: 5 });
  expect(model.training.options).toMatchObject({ augment: 'affine', rotate: 5, shift: 1, elasticAlpha: 0 });
});
