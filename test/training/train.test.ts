/** What training promises: it learns, the same way every time, and tells what it does. */

import { describe, expect, test } from 'vitest';
import { drawAllographs } from '../../src/dataset/allographs/allographs.ts';
import { withOutliers } from '../../src/dataset/outliers.ts';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { predict } from '../../src/network/predict.ts';
import { expectClose } from '../support/compare.ts';
import { madeDataset, noise } from '../support/made-digits.ts';
import { hashOf, trainToEnd } from '../support/train-to-end.ts';

const kernels = new ReferenceKernels();
const dataset = madeDataset(120);
const tiny = { dataset, hidden: [6], batchSize: 10, epochs: 2 } as const;

describe('learning', () => {
  test.each([
    ['sgd', 0.5],
    ['momentum', 0.05],
    ['adam', 0.005],
  ] as const)('%s learns 32 images of noise by heart', async (optimizer, lr) => {
    const images = noise(32);
    const { model, epochEvents } = await trainToEnd({
      dataset: { name: 'noise', train: images, test: null },
      hidden: [24],
      optimizer,
      lr,
      batchSize: 8,
      epochs: 40,
      validation: 0,
    });
    expect(epochEvents[0].accuracy).toBeLessThan(0.7);
    const { accuracy, loss } = await evaluate(model, images, kernels);
    expect(accuracy).toBe(1);
    expect(loss).toBeLessThan(0.1);
  });

  test('what it learns serves on images it has not seen', async () => {
    const { model } = await trainToEnd({ ...tiny, epochs: 10, hidden: [16] });
    expect((await evaluate(model, dataset.test!, kernels)).accuracy).toBeGreaterThan(0.9);
  });

  test('labels that have nothing to do with the images cannot be foretold', async () => {
    const { validationAccuracy } = await trainToEnd({
      dataset: { name: 'noise', train: noise(200), test: null },
      hidden: [16],
      epochs: 5,
      validation: 0.5,
    });
    expect(validationAccuracy).toBeLessThan(0.3); // a tenth by chance: the held-out part was not learnt from
  });
});

describe('one seed', () => {
  test('gives one file, however often the run is interleaved; another seed another', async () => {
    const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => trainToEnd({ ...tiny, seed, dropout: 0.2 })));
    expect(hashOf(a.model)).toBe(hashOf(b.model));
    expect(hashOf(a.model)).not.toBe(hashOf(c.model));
    expect(a.model.parameters[0]).not.toEqual(c.model.parameters[0]);
  });

  test('gives the same first weights whatever the batch size', async () => {
    const first = await trainToEnd({ ...tiny, epochs: 1, lr: 1e-9, seed: 3 });
    const other = await trainToEnd({ ...tiny, epochs: 1, lr: 1e-9, seed: 3, batchSize: 50 });
    const tolerance = { absolute: 1e-6, relative: 1e-6 };
    expectClose('weights', other.model.parameters[0], first.model.parameters[0], tolerance);
  });
});

describe('what it tells', () => {
  test('a start, its epochs, and the model with its history', async () => {
    const { events, epochEvents, model, epochs, interrupted, validationAccuracy } = await trainToEnd(tiny);
    expect(events[0]).toEqual({
      event: 'start',
      data: 'made up',
      train: 108,
      validation: 12,
      styles: 0,
      outliers: 0,
      teachers: 0,
      network: '784-6-10',
      parameters: 784 * 6 + 6 + 60 + 10,
      seed: 1,
      threads: 1,
      backend: 'reference',
    });
    expect(epochEvents.map(({ epoch }) => epoch)).toEqual([1, 2]);
    for (const { loss, accuracy, validationLoss, seconds, samplesPerSecond } of epochEvents) {
      expect(loss).toBeGreaterThan(0);
      expect(accuracy * 108).toBeCloseTo(Math.round(accuracy * 108), 9);
      expect(validationLoss).toBeGreaterThan(0);
      expect(samplesPerSecond).toBeCloseTo(108 / seconds, 6);
    }
    expect([epochs, interrupted]).toEqual([2, false]);
    expect(validationAccuracy).toBe(epochEvents[1].validationAccuracy);
    expect(model.training.history).toEqual(
      epochEvents.map(({ epoch, loss, accuracy, validationLoss, validationAccuracy }) => ({
        epoch,
        loss,
        accuracy,
        validationLoss,
        validationAccuracy,
      })),
    );
    expect(model.training).toMatchObject({
      data: { name: 'made up', train: 108, validation: 12 },
      options: {
        hidden: [6],
        optimizer: 'adam',
        lr: 0.003,
        schedule: 'cosine',
        seed: 1,
        epochs: 2,
        batchSize: 10,
      },
      epoch: 2,
      interrupted: false,
    });
    expect(model.training.data.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('nulls where nothing is held out', async () => {
    const { epochEvents, validationAccuracy } = await trainToEnd({ ...tiny, validation: 0 });
    expect(epochEvents[1]).toMatchObject({ validationLoss: null, validationAccuracy: null });
    expect(validationAccuracy).toBeNull();
  });

  test('progress, within long epochs', async () => {
    const long = { ...tiny, hidden: [200], batchSize: 1, epochs: 1, validation: 0 };
    const started = performance.now();
    const { events } = await trainToEnd(long);
    const seconds = (performance.now() - started) / 1000;
    const progress = events.filter((event) => event.event === 'progress');
    expect(progress.length).toBeGreaterThan(0);
    for (const { done, total, epoch, epochs, samplesPerSecond } of progress) {
      expect([total, epoch, epochs]).toEqual([120, 1, 1]);
      expect(done).toBeGreaterThan(0);
      expect(samplesPerSecond).toBeGreaterThan(done / seconds);
    }
  });
});

describe('a net that takes everything for one digit', () => {
  const labels = Uint8Array.from({ length: 100 }, (_, n) => n % 10);
  const train = { count: 100, images: new Uint8Array(78_400), labels };
  const blank = { ...tiny, dataset: { name: 'blank', train, test: null } };

  test.each([0.3, 0])('is told of, with a validation share of %d', async (validation) => {
    const { collapsedTo, model } = await trainToEnd({ ...blank, validation });
    const [{ digit }] = await predict(model, new Uint8Array(784));
    expect(collapsedTo).toBe(digit);
  });

  test('one that learns is not', async () => {
    expect(
      (await trainToEnd({ ...tiny, optimizer: 'adam', lr: 0.01, hidden: [16], epochs: 8 })).collapsedTo,
    ).toBeNull();
  });
});

describe('drawings in the styles of the world', () => {
  const options = { ...tiny, epochs: 8, hidden: [24], dropout: 0 } as const;

  test('are learnt from beside the images, counted among the digits, and told of', async () => {
    const { events, epochEvents, model } = await trainToEnd({ ...options, styles: 1 });
    expect(events[0]).toMatchObject({ train: 108, validation: 12, styles: 108, outliers: 0 });
    expect(model.training.data).toMatchObject({ train: 108, validation: 12 });
    expect(model.training.options.styles).toBe(1);
    for (const { accuracy } of epochEvents) {
      expect(accuracy * 216).toBeCloseTo(Math.round(accuracy * 216), 9);
    }
    const others = drawAllographs(540, 99);
    const plain = await trainToEnd(options);
    const [before, after] = await Promise.all(
      [plain.model, model].map(async (each) => (await evaluate(each, others, kernels)).accuracy),
    );
    expect(after).toBeGreaterThan(before + 0.15);
  });

  test('do not change what a model file says where there are none', async () => {
    const { model } = await trainToEnd({ ...tiny, styles: 0 });
    expect(model.training.options).not.toHaveProperty('styles');
    expect(hashOf(model)).toBe(hashOf((await trainToEnd(tiny)).model));
  });
});

describe('pictures of no digit', () => {
  const options = { ...tiny, epochs: 6, hidden: [24], dropout: 0 } as const;

  test('make it unsure of others of their kind, and cost no accuracy on digits', async () => {
    const [plain, exposed] = await Promise.all(
      [0, 0.5].map((outliers) => trainToEnd({ ...options, outliers })),
    );
    const train = Int32Array.from({ length: 100 }, (_, n) => n);
    const others = withOutliers(dataset.train!, train, 200, 99).images.subarray(120 * 784);
    const [before, after] = await Promise.all(
      [plain, exposed].map(async ({ model }) => {
        const confidences = (await predict(model, others)).map(({ confidence }) => confidence);
        return confidences.reduce((a, b) => a + b) / confidences.length;
      }),
    );
    expect(before).toBeGreaterThan(0.35);
    expect(after).toBeLessThan(before - 0.1);
    expect((await evaluate(exposed.model, dataset.test!, kernels)).accuracy).toBeGreaterThan(0.9);
  });

  test('are told of, and counted in no loss and no accuracy', async () => {
    const { events, epochEvents, model } = await trainToEnd({ ...options, outliers: 0.5 });
    expect(events[0]).toMatchObject({ train: 108, validation: 12, outliers: 54 });
    expect(model.training.data).toMatchObject({ train: 108, validation: 12 });
    for (const { accuracy } of epochEvents) {
      expect(accuracy * 108).toBeCloseTo(Math.round(accuracy * 108), 9);
    }
    expect(epochEvents.at(-1)!.accuracy).toBeGreaterThan(0.9); // not the two thirds that are digits
    expect(epochEvents.at(-1)!.loss).toBeLessThan(0.6); // that of equal probabilities is 2.3
    const progress = events.filter((event) => event.event === 'progress');
    for (const { done, total } of progress) expect(done).toBeLessThanOrEqual(total);
  });
});
