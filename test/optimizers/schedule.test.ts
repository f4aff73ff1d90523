import { describe, expect, test } from 'vitest';
import { learningRate, schedules } from '../../src/optimizers/schedule.ts';

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

  test('falls to a tenth after half of the steps, and to a hundredth after three quarters', () => {
    const at = (step: number): number => learningRate('step', 0.2, step, steps);
    expect([0, 49, 50, 74, 75, 99].map(at)).toEqual([0.2, 0.2, 0.02, 0.02, 0.002, 0.002]);
  });

  test('goes up and down in one cycle', () => {
    const cycle = Array.from({ length: steps }, (_, step) => learningRate('one-cycle', 0.5, step, steps));
    expect(cycle[0]).toBeCloseTo(0.02, 6);
    expect(cycle[30]).toBeCloseTo(0.5, 6);
    for (let step = 1; step < steps; step++) {
      expect(Math.sign(cycle[step] - cycle[step - 1])).toBe(step <= 30 ? 1 : -1);
    }
    expect(cycle[99]).toBeLessThan(0.001);
    expect(cycle[99]).toBeGreaterThan(0);
  });

  test.each(schedules)(
    'warms up straight to where %s begins, which has the steps that are left',
    (schedule) => {
      const warmup = 20;
      const first = learningRate(schedule, 0.2, 0, 80);
      for (let step = 0; step < steps; step++) {
        const rate = learningRate(schedule, 0.2, step, steps, warmup);
        const expected =
          step < warmup ? (first * (step + 1)) / 21 : learningRate(schedule, 0.2, step - warmup, 80);
        expect(rate).toBeCloseTo(expected, 10);
      }
    },
  );
});
