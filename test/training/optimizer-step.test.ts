/** What keeps a training in check: each does what it says, and a resumed run cannot be told from a whole one. */

import { describe, expect, test } from 'vitest';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { Clipping } from '../../src/optimizers/gradient-clipping.ts';
import { Random } from '../../src/random.ts';
import type { TrainingSettings } from '../../src/settings/training-settings.ts';
import type { Checkpoint } from '../../src/training/checkpoint.ts';
import { madeDataset } from '../support/made-digits.ts';
import { hashOf, trainToEnd } from '../support/train-to-end.ts';

const kernels = new ReferenceKernels();
const dataset = madeDataset(120);
const plain = { dataset, hidden: [12], batchSize: 10, epochs: 4, dropout: 0, seed: 3 } as const;
const train = (settings: Partial<TrainingSettings>) => trainToEnd({ ...plain, ...settings });

describe('clipping', () => {
  function clipped(limit: number): { before: number[]; after: number[] } {
    const random = Random.stream(1, 'clipping');
    const parameters = [kernels.panels(7, 5, 8), kernels.matrix(1, 5)].map((gradient) => {
      gradient.copyIn(Array.from({ length: gradient.rows * gradient.cols }, () => random.uniform() - 0.5));
      return { gradient, value: gradient, decays: true };
    });
    const numbers = (): number[] => parameters.flatMap(({ gradient }) => [...gradient.copyOut()]);
    const before = numbers();
    new Clipping(kernels, parameters, limit).clip();
    return { before, after: numbers() };
  }
  const norm = (numbers: readonly number[]): number => Math.hypot(...numbers);

  test('shortens a gradient that is too long, and keeps its direction', () => {
    const { before, after } = clipped(0.5);
    expect(norm(before)).toBeGreaterThan(1);
    expect(norm(after)).toBeCloseTo(0.5, 6);
    for (const [k, number] of after.entries())
      expect(number).toBeCloseTo((before[k] * 0.5) / norm(before), 6);
  });

  test('leaves a shorter one as it is', () => {
    const { before, after } = clipped(10);
    expect(after).toEqual(before);
  });
});

test('L1 makes weights small that L2 leaves', async () => {
  const small = (model: { parameters: readonly Float32Array[] }): number =>
    model.parameters[0].filter((weight) => Math.abs(weight) < 1e-3).length;
  const settings = { optimizer: 'sgd', lr: 0.1, epochs: 30, schedule: 'constant' } as const;
  const [without, l1, l2] = [{}, { l1: 0.003 }, { weightDecay: 0.003 }].map((penalty) => ({
    ...settings,
    ...penalty,
  }));
  const counts = await Promise.all(
    [without, l1, l2].map(async (options) => small((await train(options)).model)),
  );
  expect(counts[1]).toBeGreaterThan(4 * counts[0]);
  expect(counts[1]).toBeGreaterThan(4 * counts[2]);
});

test('label smoothing keeps a net from being sure of what it has learnt by heart', async () => {
  const settings = { epochs: 30, lr: 0.01 };
  const [sure, smoothed] = await Promise.all([train(settings), train({ ...settings, labelSmoothing: 0.2 })]);
  expect(sure.epochEvents.at(-1)?.accuracy).toBe(1);
  expect(smoothed.epochEvents.at(-1)?.accuracy).toBe(1);
  expect(sure.epochEvents.at(-1)?.loss).toBeLessThan(0.05);
  expect(smoothed.epochEvents.at(-1)?.loss).toBeGreaterThan(0.5); // the target itself has an entropy of 0.8
  // validation is judged without: a probability of 0.82 for the digit is a loss of 0.2
  expect(smoothed.epochEvents.at(-1)?.validationLoss).toBeLessThan(0.4);
});

test('the averaged weights are those of the steps, weighted as they should be', async () => {
  const settings = { optimizer: 'sgd', lr: 0.2, epochs: 3, batchSize: 108, schedule: 'constant' } as const;
  const steps = await Promise.all([1, 2, 3].map((epochs) => train({ ...settings, epochs })));
  const averaged = (await train({ ...settings, ema: 0.15 })).model.parameters[0];
  for (const k of averaged.keys()) {
    const [a, b, c] = steps.map(({ model }) => model.parameters[0][k]);
    const second = a + 0.9 * (b - a); // 1 / 10 of the old is kept, then 0.15 of it, which is less than 2 / 11
    expect(averaged[k]).toBeCloseTo(second + 0.85 * (c - second), 5);
  }
});

test('a clipped, averaged, penalised run that is resumed gives the same model', async () => {
  const settings = { clip: 0.3, ema: 0.9, l1: 1e-4, labelSmoothing: 0.1, warmup: 1.5, patience: 3 } as const;
  const checkpoints: Checkpoint[] = [];
  const whole = await trainToEnd({
    ...plain,
    ...settings,
    onCheckpoint: (checkpoint) => checkpoints.push(structuredClone(checkpoint)),
  });
  expect(checkpoints).toHaveLength(3);
  for (const resume of checkpoints) {
    expect(hashOf((await trainToEnd({ dataset, resume })).model)).toBe(hashOf(whole.model));
  }
});

test.each(['nesterov', 'adamw', 'rmsprop'] as const)('%s learns, and can be resumed', async (optimizer) => {
  const checkpoints: Checkpoint[] = [];
  const whole = await trainToEnd({
    ...plain,
    optimizer,
    weightDecay: 0.01,
    epochs: 12,
    onCheckpoint: (checkpoint) => checkpoints.push(structuredClone(checkpoint)),
  });
  expect(whole.epochEvents.at(-1)?.accuracy).toBeGreaterThan(0.9);
  const rest = await trainToEnd({ dataset, resume: checkpoints[5] });
  expect(hashOf(rest.model)).toBe(hashOf(whole.model));
});
