/** How a training ends: with patience, by an abort, or because it fails. */

import { describe, expect, test } from 'vitest';
import { DataError, DivergedError } from '../../src/errors.ts';
import type { TrainingEvent } from '../../src/training/events.ts';
import { madeDataset, noise } from '../support/made-digits.ts';
import { hashOf, trainToEnd } from '../support/train-to-end.ts';

const dataset = madeDataset(120);
const tiny = { dataset, hidden: [6], batchSize: 10, epochs: 2 } as const;

describe('patience', () => {
  /** Noise is learnt by heart and never foretold: the validation loss soon rises. */
  const overfitting = {
    dataset: { name: 'noise', train: noise(60), test: null },
    hidden: [16],
    lr: 0.02,
    schedule: 'constant', // the cosine of a shorter run is another
    validation: 0.5,
    epochs: 30,
  } as const;

  test('stops after so many epochs without a lower validation loss, and keeps the best weights', async () => {
    const { model, epochEvents, epochs, validationAccuracy } = await trainToEnd({
      ...overfitting,
      patience: 3,
    });
    const losses = epochEvents.map(({ validationLoss }) => validationLoss as number);
    const best = losses.indexOf(Math.min(...losses));
    expect(epochs).toBe(best + 1 + 3);
    expect(model.training.epoch).toBe(best + 1);
    expect(model.training.history.length).toBe(epochs);
    expect(validationAccuracy).toBe(epochEvents[best].validationAccuracy);
    const upToBest = await trainToEnd({ ...overfitting, epochs: best + 1 });
    expect(model.parameters).toEqual(upToBest.model.parameters);
  });

  test('without it the last weights are kept', async () => {
    const { model, epochs } = await trainToEnd({ ...overfitting, epochs: 8 });
    expect([epochs, model.training.epoch]).toEqual([8, 8]);
  });
});

describe('an abort', () => {
  const slow = { ...tiny, hidden: [100], batchSize: 4, epochs: 50 };

  test('in an epoch ends the run there and gives what there is', async () => {
    const controller = new AbortController();
    const abort = (event: TrainingEvent): void => {
      if (event.event === 'progress') controller.abort();
    };
    const run = await trainToEnd({ ...slow, signal: controller.signal }, abort);
    expect(run.interrupted).toBe(true);
    expect(run.model.training.interrupted).toBe(true);
    expect(run.epochs).toBeLessThan(50);
    expect(run.model.training.epoch).toBe(run.epochs);
    expect(run.model.parameters[0].every(Number.isFinite)).toBe(true);
  });

  test('between epochs keeps those that are done', async () => {
    const controller = new AbortController();
    const abort = (event: TrainingEvent): void => {
      if (event.event === 'epoch' && event.epoch === 2) controller.abort();
    };
    const { model, epochs, interrupted } = await trainToEnd(
      { ...tiny, schedule: 'constant', epochs: 9, signal: controller.signal },
      abort,
    );
    expect([epochs, interrupted]).toEqual([2, true]);
    const whole = await trainToEnd({ ...tiny, schedule: 'constant', epochs: 2 });
    expect(model.parameters).toEqual(whole.model.parameters);
  });

  test('before the start gives the first weights', async () => {
    const { epochs, interrupted, validationAccuracy } = await trainToEnd({
      ...tiny,
      signal: AbortSignal.abort(),
    });
    expect([epochs, interrupted, validationAccuracy]).toEqual([0, true, null]);
  });

  test('after the last epoch interrupts nothing', async () => {
    const controller = new AbortController();
    const abort = (event: TrainingEvent): void => {
      if (event.event === 'epoch' && event.epoch === 2) controller.abort();
    };
    const { model, interrupted } = await trainToEnd({ ...tiny, signal: controller.signal }, abort);
    expect(interrupted).toBe(false);
    expect(hashOf(model)).toBe(hashOf((await trainToEnd(tiny)).model));
  });
});

describe('failures', () => {
  const failure = async (options: Parameters<typeof trainToEnd>[0]): Promise<Error> =>
    trainToEnd(options).then(
      () => new Error('it did not fail'),
      (error: Error) => error,
    );

  test('a learning rate too high: epoch, batch, rate, and one to try', async () => {
    const error = await failure({
      ...tiny,
      optimizer: 'sgd',
      lr: 700,
      activation: 'sigmoid',
      weightDecay: 900,
    });
    expect(error).toBeInstanceOf(DivergedError);
    expect(error.message).toMatch(
      /^training diverged: the loss is no longer finite in epoch 1, batch \d+, at a learning rate of 700: try a lower one, such as `lr: 70`$/,
    );
  });

  /** The first step makes every weight infinite, every sum NaN, and so every hidden activation 0: the loss stays finite. */
  const lost = { ...tiny, optimizer: 'sgd', lr: 1000, weightDecay: 1e38 } as const;

  test('weights that are lost behind ReLU, which hides NaN', async () => {
    const error = await failure(lost);
    expect(error).toBeInstanceOf(DivergedError);
    expect(error.message).toBe(
      'training diverged: weights are no longer finite in epoch 1, at a learning rate of 1000: try a lower one, such as `lr: 100`',
    );
  });

  test('the same in an epoch that is cut short: nothing is given out to be saved', async () => {
    const controller = new AbortController();
    const run = trainToEnd({ ...lost, hidden: [200], batchSize: 1, signal: controller.signal }, (event) => {
      if (event.event === 'progress') controller.abort();
    });
    await expect(run).rejects.toThrow('weights are no longer finite in epoch 1');
    expect(controller.signal.aborted).toBe(true);
  });

  test('a validation loss that is not finite after a single step', async () => {
    const options = {
      ...tiny,
      optimizer: 'sgd',
      lr: 1000,
      weightDecay: 1e35,
      epochs: 1,
      batchSize: 108,
    } as const;
    const error = await failure(options);
    expect(error).toBeInstanceOf(DivergedError);
    expect(error.message).toContain('epoch 1');
  });

  test('no training part', async () => {
    const error = await failure({ dataset: { name: 'half', train: null, test: null } });
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe('half: has no training part');
  });
});
