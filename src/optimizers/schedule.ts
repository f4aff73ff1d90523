/** Learning rate schedules. */

import { cos } from '../matrix/float32.ts';

export const schedules = ['cosine', 'constant', 'step', 'one-cycle'] as const;

export type Schedule = (typeof schedules)[number];

/** The one-cycle schedule: the fraction of rising steps; it starts at lr / START and ends at lr / START / END. */
const RISE = 0.3;
const START = 25;
const END = 1e4;

/**
 * The learning rate of a step.
 *
 * - `constant`: always `lr`.
 * - `cosine`: from `lr` down to almost 0 along half a cosine wave (I. Loshchilov and F. Hutter, "SGDR", 2017, without
 *   restarts).
 * - `step`: `lr`, a tenth of it after half of the steps, a hundredth after three quarters.
 * - `one-cycle`: from lr / 25 up to `lr` in the first 30% of the steps, then down to almost 0, both along half a
 *   cosine wave (L. Smith and N. Topin, "Super-convergence", 2018).
 *
 * A warm-up precedes it: a linear increase from almost 0 to the start of the schedule (P. Goyal et al., "Accurate,
 * large minibatch SGD", 2017). The schedule covers the remaining steps.
 *
 * @param step 0, 1, ..., steps - 1
 * @param warmup number of warm-up steps
 */
export function learningRate(
  schedule: Schedule,
  lr: number,
  step: number,
  steps: number,
  warmup = 0,
): number {
  if (step < warmup) return (scheduled(schedule, lr, 0) * (step + 1)) / (warmup + 1);
  return scheduled(schedule, lr, (step - warmup) / (steps - warmup));
}

/** @param progress from 0 at the first step to almost 1 at the last */
function scheduled(schedule: Schedule, lr: number, progress: number): number {
  switch (schedule) {
    case 'constant':
      return lr;
    case 'cosine':
      return (lr * (1 + cos(Math.PI * progress))) / 2;
    case 'step':
      return progress < 0.5 ? lr : progress < 0.75 ? lr / 10 : lr / 100;
    case 'one-cycle':
      if (progress < RISE) return wave(lr / START, lr, progress / RISE);
      return wave(lr, lr / START / END, (progress - RISE) / (1 - RISE));
  }
}

/** Interpolates between two rates along half a cosine wave. */
function wave(from: number, to: number, progress: number): number {
  return to + ((from - to) * (1 + cos(Math.PI * progress))) / 2;
}
