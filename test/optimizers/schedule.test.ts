import { describe, expect, test } from 'vitest';
import { learningRate } from '../../src/optimizers/schedule.ts';

describe('the learning rate', () => {
  const steps = 100;
  const rates = Array.from({ length: steps }, (_, step) => learningRate('cosine', 0.2, step, steps));

  test('falls from its full height to almost 0 along half a cosine wave', () => {
    expect(rates[0]).toBe(0.2);
    expect(rates[50]).toBeCloseTo(0.1, 8);
    for (const [step, rate] of rates.entries()) {
      expect(rate).toBeCloseTo(0.1 * (1 + Math.cos((Math.PI * step) / steps)), 7);
      if (step > 0) expect(rate).toBeLessThan(rates[step - 1]);
    }
    expect(rates[99]).toBeGreaterThan(0);
    expect(rates[99]).toBeLessThan(0.0001);
  });

  test('stays as it is where it is constant', () => {
    expect(learningRate('constant', 0.2, 99, steps)).toBe(0.2);
  });
});
