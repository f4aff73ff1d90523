/** Steps of the optimizers. `decay` is the L2 weight decay, added to the gradient. */

import type { Arithmetic } from '../arithmetic.ts';
import type { AdamSettings } from '../kernels.ts';
import { Panels, type Weights } from '../matrix.ts';

/** How many numbers are in use; those that panels have to spare are zero, and an update of zeros changes nothing. */
function elements(w: Weights): number {
  return w instanceof Panels ? w.data.length : w.rows * w.cols;
}

const TINY = Math.fround(1e-30);

/** Optimizer state as small as this counts as zero; `kernels.ts` says why. */
function flush(x: number): number {
  return Math.abs(x) < TINY ? 0 : x;
}

/** w -= lr g with g = dW + decay w. */
export function sgd({ round }: Arithmetic, w: Weights, dW: Weights, lr: number, decay: number): void {
  const size = elements(w);
  const [rate, lambda] = [round(lr), round(decay)];
  for (let k = 0; k < size; k++) {
    const g = lambda === 0 ? dW.data[k] : round(dW.data[k] + round(lambda * w.data[k]));
    w.data[k] = round(w.data[k] - round(rate * g));
  }
}

/** v = momentum v + g with g = dW + decay w; w -= lr v. */
export function momentum(
  { round }: Arithmetic,
  w: Weights,
  v: Weights,
  dW: Weights,
  lr: number,
  momentum: number,
  decay: number,
): void {
  const size = elements(w);
  const [rate, mu, lambda] = [round(lr), round(momentum), round(decay)];
  for (let k = 0; k < size; k++) {
    const g = lambda === 0 ? dW.data[k] : round(dW.data[k] + round(lambda * w.data[k]));
    const velocity = flush(round(round(mu * v.data[k]) + g));
    v.data[k] = velocity;
    w.data[k] = round(w.data[k] - round(rate * velocity));
  }
}

/** One step of Adam; see the contract in `kernels.ts` for the formulas. */
export function adam(
  { round }: Arithmetic,
  w: Weights,
  m: Weights,
  v: Weights,
  dW: Weights,
  settings: AdamSettings,
): void {
  const size = elements(w);
  const lambda = round(settings.decay);
  const step = round(settings.stepSize);
  const root = round(settings.rootScale);
  const epsilon = round(settings.epsilon);
  const beta2 = round(settings.beta2);
  const [blend1, blend2] = [round(1 - settings.beta1), round(1 - settings.beta2)];
  for (let k = 0; k < size; k++) {
    const g = lambda === 0 ? dW.data[k] : round(dW.data[k] + round(lambda * w.data[k]));
    const mean = flush(round(m.data[k] + round(blend1 * round(g - m.data[k]))));
    const square = flush(round(round(beta2 * v.data[k]) + round(blend2 * round(g * g))));
    m.data[k] = mean;
    v.data[k] = square;
    const scale = round(round(root * round(Math.sqrt(square))) + epsilon);
    w.data[k] = round(w.data[k] - round(round(step * mean) / scale));
  }
}
