/** The temperature against data made with a known one, and against a search; the calibration error by hand. */

import { describe, expect, test } from 'vitest';
import { fitTemperature, RunningCalibration } from '../../src/evaluation/calibration.ts';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { createKernels } from '../../src/node/kernels.ts';
import { Random } from '../../src/random.ts';
import { samples } from '../support/exhaustive.ts';
import { madeDataset, noise } from '../support/made-digits.ts';
import { trainToEnd } from '../support/train-to-end.ts';

/** Logits of a net that is `overconfident` times as sure as it may be, and labels drawn from what it may say. */
function drawn(count: number, overconfident: number): { logits: Float32Array; labels: Uint8Array } {
  const random = Random.stream(1, 'logits', count);
  const logits = new Float32Array(count * 10);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const row = Array.from({ length: 10 }, () => 6 * random.uniform());
    const powers = row.map(Math.exp);
    let left = random.uniform() * powers.reduce((a, b) => a + b);
    while (labels[n] < 9 && left >= powers[labels[n]]) left -= powers[labels[n]++];
    logits.set(
      row.map((z) => z * overconfident),
      n * 10,
    );
  }
  return { logits, labels };
}

/** Mean cross-entropy with the targets of the fit, in double precision. */
function likelihood(logits: Float32Array, labels: Uint8Array, temperature: number): number {
  const N = labels.length;
  let loss = 0;
  for (let n = 0; n < N; n++) {
    const row = Array.from(logits.subarray(n * 10, n * 10 + 10), (z) => z / temperature);
    const max = Math.max(...row);
    const all = max + Math.log(row.reduce((sum, z) => sum + Math.exp(z - max), 0));
    row.forEach((z, c) => {
      const target = c === labels[n] ? (N + 1) / (N + 2) : 1 / (N + 2) / 9;
      loss += target * (all - z);
    });
  }
  return loss / N;
}

describe('fitTemperature', () => {
  test.each([0.5, 1, 1.7, 4])('finds that a net is %d times too sure', (overconfident) => {
    const { logits, labels } = drawn(samples(5000, 20_000, 20_000), overconfident);
    expect(fitTemperature(logits, labels) / overconfident).toBeCloseTo(1, 1);
  });

  test.each([3, 40, 700])('is where %i labels are most likely', (count) => {
    const { logits, labels } = drawn(count, 1.4);
    const found = fitTemperature(logits, labels);
    const best = likelihood(logits, labels, found);
    for (let t = 0.1; t <= 10; t *= 1.02) {
      expect(likelihood(logits, labels, t)).toBeGreaterThan(best - 1e-7);
    }
  });

  test('a net that is right about all of few images is not taken to be right always', () => {
    const logits = Float32Array.from({ length: 100 }, (_, k) => (k % 11 === 0 ? 5 : 0));
    const labels = Uint8Array.from({ length: 10 }, (_, n) => n);
    const temperature = fitTemperature(logits, labels);
    expect(1 / (1 + 9 * Math.exp(-5 / temperature))).toBeCloseTo(11 / 12, 3);
  });

  test('stays within its range, and is 1 where there is nothing to go by', () => {
    const wrong = Float32Array.from({ length: 100 }, (_, k) => (k % 11 === 0 ? 5 : 0));
    expect(fitTemperature(wrong, new Uint8Array(10).fill(9))).toBeCloseTo(10, 3);
    expect(fitTemperature(new Float32Array(0), new Uint8Array(0))).toBe(1);
    expect(fitTemperature(new Float32Array(100), new Uint8Array(10))).toBe(1);
    expect(fitTemperature(new Float32Array(100).fill(Infinity), new Uint8Array(10))).toBe(1);
  });
});

test('the calibration error, worked out by hand', () => {
  const calibration = new RunningCalibration();
  for (const right of [true, true, true, false]) calibration.add(0.95, right); // 0.2 too sure, 4 of 6 answers
  for (const right of [true, false]) calibration.add(0.3, right); // 0.2 too unsure, 2 of 6
  expect(calibration.error).toBeCloseTo((4 * 0.2 + 2 * 0.2) / 6, 12);
  const sure = new RunningCalibration();
  sure.add(1, true);
  expect(sure.error).toBe(0);
});

describe('in training', () => {
  const overfitting = {
    dataset: { name: 'noise', train: noise(120), test: null },
    hidden: [24],
    epochs: 30,
    batchSize: 10,
    dropout: 0,
  } as const;

  test('a net that has learnt noise by heart is told to be unsure', async () => {
    const { model } = await trainToEnd({ ...overfitting, validation: 0.5 });
    expect(model.temperature).toBeGreaterThan(3);
    const unseen = { ...noise(400), images: noise(800).images.subarray(400 * 784) };
    const [calibrated, plain] = await Promise.all(
      [model, { ...model, temperature: 1 }].map((each) => evaluate(each, unseen, new ReferenceKernels())),
    );
    expect(calibrated.calibrationError).toBeLessThan(plain.calibrationError / 2);
    expect(calibrated.accuracy).toBe(plain.accuracy);
  });

  test('without validation images it is 1', async () => {
    expect((await trainToEnd({ ...overfitting, epochs: 1, validation: 0 })).model.temperature).toBe(1);
  });

  test('with patience it belongs to the weights that are kept', async () => {
    const patient = { ...overfitting, validation: 0.5, schedule: 'constant', lr: 0.02 } as const;
    const { model } = await trainToEnd({ ...patient, patience: 3 });
    const upToBest = await trainToEnd({ ...patient, epochs: model.training.epoch });
    expect(model.training.epoch).toBeLessThan(model.training.history.length);
    expect(model.temperature).toBe(upToBest.model.temperature);
  });

  test('is the same on every backend and number of threads', async () => {
    const options = { dataset: madeDataset(150), hidden: [16], epochs: 2, validation: 0.3 };
    const expected = (await trainToEnd(options)).model.temperature;
    expect(expected).not.toBe(1);
    for (const threads of [1, 3]) {
      const kernels = await createKernels({ backend: 'simd', threads });
      expect((await trainToEnd({ ...options, kernels })).model.temperature).toBe(expected);
      await kernels.close();
    }
  });
});
