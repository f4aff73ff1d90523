/** Evaluation against a net whose answers are known. */

import { describe, expect, test } from 'vitest';
import { DataError, ModelError } from '../../src/errors.ts';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import { classMetrics } from '../../src/evaluation/metrics.ts';
import { wilsonInterval } from '../../src/evaluation/statistics.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import type { Model } from '../../src/network/model.ts';
import { predict } from '../../src/network/predict.ts';
import { madeImages } from '../support/made-digits.ts';
import { smallModel } from '../support/small-model.ts';

const kernels = new ReferenceKernels();

/** Softmax regression whose pixel k speaks for class k alone, with this strength. */
function pointer(strength: number, temperature = 1): Model {
  const weights = new Float32Array(7840);
  for (let digit = 0; digit < 10; digit++) weights[digit * 10 + digit] = strength;
  return {
    ...smallModel(),
    architecture: [{ kind: 'dense', inputs: 784, outputs: 10 }],
    parameters: [weights, new Float32Array(10)],
    temperature,
  };
}

/** Images in each of which the pixel of one digit is lit. */
function pointing(digits: readonly number[]): Uint8Array {
  const images = new Uint8Array(digits.length * 784);
  digits.forEach((digit, n) => {
    images[n * 784 + digit] = 255;
  });
  return images;
}

describe('evaluate', () => {
  test('counts answers by label, and their loss', async () => {
    const shown = [0, 1, 1, 2, 9, 9];
    const labels = Uint8Array.of(0, 1, 2, 2, 9, 0);
    const result = await evaluate(pointer(5), { count: 6, images: pointing(shown), labels }, kernels);
    expect(result.count).toBe(6);
    expect(result.accuracy).toBe(4 / 6);
    expect(result.confusion[0]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(result.confusion[1]).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(result.confusion[2]).toEqual([0, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(result.confusion[9]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    const sum = Math.exp(5) + 9;
    expect(result.loss).toBeCloseTo(Math.log(sum) - (4 * 5) / 6, 6);
    expect(result.interval).toEqual(wilsonInterval(4, 6));
    expect(result.perClass).toEqual(classMetrics(result.confusion));
    expect(result.perClass[5]).toEqual({ digit: 5, support: 0, precision: null, recall: null, f1: null });
  });

  test('of equal logits the first is the answer, as it is to predict', async () => {
    const images = pointing([4, 4]);
    const { confusion } = await evaluate(
      pointer(0),
      { count: 2, images, labels: Uint8Array.of(4, 4) },
      kernels,
    );
    expect(confusion[4]).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect((await predict(pointer(0), images)).map(({ digit }) => digit)).toEqual([0, 0]);
  });

  test('the same for several batches, the last of them small', async () => {
    const digits = Array.from({ length: 600 }, (_, n) => n % 10);
    const labels = Uint8Array.from(digits, (digit, n) => (n % 100 === 0 ? 9 - digit : digit));
    const { accuracy, confusion, count } = await evaluate(
      pointer(3),
      { count: 600, images: pointing(digits), labels },
      kernels,
    );
    expect([count, accuracy]).toEqual([600, 594 / 600]);
    expect(confusion[9]).toEqual([6, 0, 0, 0, 0, 0, 0, 0, 0, 60]);
  });

  test('agrees with predict', async () => {
    const images = madeImages(300, 5);
    const predictions = await predict(smallModel(), images.images);
    const { accuracy } = await evaluate(smallModel(), images, kernels);
    const right = predictions.filter(({ digit }, n) => digit === images.labels[n]).length;
    expect(accuracy).toBe(right / 300);
  });

  test('loss and calibration error are those of the calibrated probabilities', async () => {
    const digits = [0, 1, 2, 3];
    const labels = Uint8Array.of(0, 1, 2, 4); // three of four right, each as sure as the others
    const images = { count: 4, images: pointing(digits), labels };
    const { loss, calibrationError } = await evaluate(pointer(6, 2), images, kernels);
    const sum = Math.exp(3) + 9;
    expect(loss).toBeCloseTo(Math.log(sum) - (3 * 3) / 4, 6);
    expect(calibrationError).toBeCloseTo(Math.abs(Math.exp(3) / sum - 3 / 4), 6);
    const sure = await evaluate(pointer(1000), images, kernels);
    expect(sure.calibrationError).toBeCloseTo(1 / 4, 6);
    expect(sure.loss).toBeCloseTo((126 * Math.LN2) / 4, 4); // of a probability of 0 taken as 2^-126
  });

  test('no images', async () => {
    const none = { count: 0, images: new Uint8Array(0), labels: new Uint8Array(0) };
    await expect(evaluate(smallModel(), none, kernels)).rejects.toThrow(DataError);
  });

  test('weights so large that the answer is not a number', async () => {
    const images = { count: 1, images: new Uint8Array(784).fill(255), labels: Uint8Array.of(1) };
    await expect(evaluate(overflowing(), images, kernels)).rejects.toThrow(ModelError);
  });
});

/** Finite weights, as a model file may hold, whose sums are not. */
function overflowing(): Model {
  const model = pointer(0);
  model.parameters[0].fill(3e38);
  return model;
}

describe('predict', () => {
  test('gives digit, confidence and probabilities', async () => {
    const [first, second] = await predict(pointer(5), pointing([3, 8]));
    expect([first.digit, second.digit]).toEqual([3, 8]);
    expect(first.confidence).toBe(first.probabilities[3]);
    expect(first.confidence).toBeCloseTo(Math.exp(5) / (Math.exp(5) + 9), 6);
    expect(first.probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  });

  test('a temperature makes it less sure, and changes no answer', async () => {
    const [plain, cooler, warmer] = await Promise.all(
      [1, 0.5, 2].map(async (temperature) => (await predict(pointer(2, temperature), pointing([3])))[0]),
    );
    expect([plain.digit, cooler.digit, warmer.digit]).toEqual([3, 3, 3]);
    expect(cooler.confidence).toBeCloseTo(Math.exp(4) / (Math.exp(4) + 9), 6);
    expect(warmer.confidence).toBeCloseTo(Math.exp(1) / (Math.exp(1) + 9), 6);
    expect(warmer.probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  });

  test('an image gives the same answer alone and among others', async () => {
    const images = madeImages(260, 6).images;
    const together = await predict(smallModel(), images);
    for (const n of [0, 17, 255, 256, 259]) {
      const [alone] = await predict(smallModel(), images.slice(n * 784, (n + 1) * 784));
      expect(alone).toEqual(together[n]);
    }
  });

  test('no images, and half an image', async () => {
    expect(await predict(smallModel(), new Uint8Array(0))).toEqual([]);
    await expect(predict(smallModel(), new Uint8Array(800))).rejects.toThrow(
      'images must be a multiple of 784 bytes, got 800',
    );
  });

  test('weights so large that the answer is not a number', async () => {
    await expect(predict(overflowing(), new Uint8Array(784).fill(255))).rejects.toThrow(ModelError);
  });
});
