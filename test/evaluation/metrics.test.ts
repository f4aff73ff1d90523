/** Metrics against numbers worked out by hand. */

import { describe, expect, test } from 'vitest';
import { ModelError } from '../../src/errors.ts';
import { degenerateClass } from '../../src/evaluation/degenerate.ts';
import { answersOf, classMetrics, measure } from '../../src/evaluation/metrics.ts';

/** Probabilities that are 0 but for those given, image by image. */
function probabilities(
  ...images: readonly (readonly [digit: number, probability: number][])[]
): Float32Array {
  const all = new Float32Array(images.length * 10);
  images.forEach((image, n) => {
    for (const [digit, probability] of image) all[n * 10 + digit] = probability;
  });
  return all;
}

describe('classMetrics', () => {
  test('of a confusion matrix worked out by hand', () => {
    // label 0: 8 right, 2 taken for 1; label 1: 3 right, 1 taken for 0; label 2: 1 image, taken for 0; 3: none, no answer
    const metrics = classMetrics([
      [8, 2, 0, 0],
      [1, 3, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(metrics).toEqual([
      { digit: 0, support: 10, precision: 0.8, recall: 0.8, f1: 0.8 },
      { digit: 1, support: 4, precision: 0.6, recall: 0.75, f1: 6 / 9 },
      { digit: 2, support: 1, precision: null, recall: 0, f1: 0 },
      { digit: 3, support: 0, precision: null, recall: null, f1: null },
    ]);
  });
});

describe('measure', () => {
  const given = probabilities(
    [
      [3, 0.75],
      [5, 0.25],
    ], // right
    [
      [3, 0.75],
      [5, 0.25],
    ], // the second guess is right
    [
      [3, 0.5],
      [5, 0.3],
      [8, 0.2],
    ], // the third
    [
      [7, 0.95],
      [1, 0.05],
    ], // the second again, and wrong with the greatest confidence
  );
  const result = measure(given, Uint8Array.of(3, 5, 8, 1));

  test('accuracy, and that of the two likeliest answers', () => {
    expect([result.count, result.accuracy, result.top2Accuracy]).toEqual([4, 1 / 4, 3 / 4]);
    expect(result.loss).toBeCloseTo(
      -(Math.log(0.75) + Math.log(0.25) + Math.log(0.2) + Math.log(0.05)) / 4,
      6,
    );
  });

  test('of equal probabilities the first digits are the two likeliest', () => {
    const even = new Float32Array(30).fill(0.1);
    expect(answersOf(even)).toEqual(Uint8Array.of(0, 0, 0));
    expect(measure(even, Uint8Array.of(0, 1, 2))).toMatchObject({ accuracy: 1 / 3, top2Accuracy: 2 / 3 });
  });

  test('the mistakes, the surest first', () => {
    expect(result.mistakes).toEqual([
      { index: 3, label: 1, answer: 7, confidence: Math.fround(0.95) },
      { index: 1, label: 5, answer: 3, confidence: 0.75 },
      { index: 2, label: 8, answer: 3, confidence: 0.5 },
    ]);
    const many = measure(new Float32Array(1000).fill(0.1), new Uint8Array(100).fill(4));
    expect(many.mistakes.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  test('the reliability table, and the calibration error that it makes', () => {
    const bins = result.reliability.filter(({ count }) => count > 0);
    expect(bins).toEqual([
      { from: 0.5, to: 0.6, count: 1, confidence: 0.5, accuracy: 0 },
      { from: 0.7, to: 0.8, count: 2, confidence: 0.75, accuracy: 0.5 },
      { from: 0.9, to: 1, count: 1, confidence: Math.fround(0.95), accuracy: 0 },
    ]);
    expect(result.reliability).toHaveLength(10);
    expect(result.reliability[0]).toEqual({ from: 0, to: 0.1, count: 0, confidence: null, accuracy: null });
    expect(result.calibrationError).toBeCloseTo((0.5 + 2 * 0.25 + 0.95) / 4, 6);
    const sure = measure(probabilities([[2, 1]]), Uint8Array.of(2));
    expect(sure.reliability[9]).toMatchObject({ count: 1, confidence: 1, accuracy: 1 });
  });

  test('a probability that is no number is the fault of the model', () => {
    expect(() => measure(new Float32Array(10).fill(Number.NaN), Uint8Array.of(1))).toThrow(ModelError);
  });
});

describe('collapsedTo', () => {
  const labels = Uint8Array.from({ length: 100 }, (_, n) => n % 10);
  const mostly = (digit: number, count: number): Uint8Array =>
    Uint8Array.from({ length: 100 }, (_, n) => (n < count ? digit : 9 - digit));

  test('names the digit that all, or nearly all, images are taken for', () => {
    expect(degenerateClass(mostly(3, 100), labels)).toBe(3);
    expect(degenerateClass(mostly(0, 95), labels)).toBe(0);
    expect(degenerateClass(mostly(3, 94), labels)).toBeNull();
    expect(degenerateClass(labels, labels)).toBeNull();
  });

  test('images that nearly all show one digit are no reason', () => {
    expect(degenerateClass(mostly(3, 100), mostly(3, 81))).toBeNull();
    expect(degenerateClass(mostly(3, 100), mostly(3, 80))).toBe(3);
  });

  test('images of no digit do not count', () => {
    expect(degenerateClass(Uint8Array.of(1, 2, 2, 2), Uint8Array.of(10, 2, 1, 0))).toBe(2);
    expect(degenerateClass(Uint8Array.of(1), Uint8Array.of(10))).toBeNull();
    expect(degenerateClass(new Uint8Array(0), new Uint8Array(0))).toBeNull();
  });
});
