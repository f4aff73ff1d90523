/** How the learning rate goes from the first step of a training to the last. */

import { cos } from '../matrix/float32.ts';

export const schedules = ['cosine', 'constant'] as const;

export type Schedule = (typeof schedules)[number];

/**
 * The learning rate of a step.
 *
 * - `constant`: always `lr`.
 * - `cosine`: from `lr` down to almost 0 along half a cosine wave (Loshchilov and Hutter, "SGDR", 2017, without
 *   restarts): large steps while there is far to go, small ones to settle.
 *
 * @param step 0, 1, ..., steps - 1
 */
export function learningRate(schedule: Schedule, lr: number, step: number, steps: number): number {
  if (schedule === 'constant') return lr;
  return (lr * (1 + cos((Math.PI * step) / steps))) / 2;
}
