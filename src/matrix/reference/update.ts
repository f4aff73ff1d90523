/** Steps of the optimizers. `decay` is the L2 weight decay, added to the gradient. */

import type { AdamSettings, RmspropSettings } from '../kernels.ts';
import type { Weights } from '../matrix.ts';
import type { Arithmetic } from './arithmetic.ts';
import { elements } from './weights.ts';

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

/** v = momentum v + g with g = dW + decay w; w -= lr v, or, looking ahead as Nesterov does, w -= lr (g + momentum v). */
export function momentum(
  { round }: Arithmetic,
  w: Weights,
  v: Weights,
  dW: Weights,
  lr: number,
  momentum: number,
  decay: number,
  ahead: boolean,
): void {
  const size = elements(w);
  const [rate, mu, lambda] = [round(lr), round(momentum), round(decay)];
  for (let k = 0; k < size; k++) {
    const g = lambda === 0 ? dW.data[k] : round(dW.data[k] + round(lambda * w.data[k]));
    const velocity = flush(round(round(mu * v.data[k]) + g));
    v.data[k] = velocity;
    const step = ahead ? round(g + round(mu * velocity)) : velocity;
    w.data[k] = round(w.data[k] - round(rate * step));
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

/** v = memory v + (1 - memory) g g with g = dW + decay w; w -= lr g / (sqrt(v) + epsilon). */
export function rmsprop(
  { round }: Arithmetic,
  w: Weights,
  v: Weights,
  dW: Weights,
  settings: RmspropSettings,
): void {
  const size = elements(w);
  const rate = round(settings.lr);
  const lambda = round(settings.decay);
  const epsilon = round(settings.epsilon);
  const [memory, share] = [round(settings.memory), round(1 - settings.memory)];
  for (let k = 0; k < size; k++) {
    const g = lambda === 0 ? dW.data[k] : round(dW.data[k] + round(lambda * w.data[k]));
    const square = flush(round(round(memory * v.data[k]) + round(share * round(g * g))));
    v.data[k] = square;
    w.data[k] = round(w.data[k] - round(round(rate * g) / round(round(Math.sqrt(square)) + epsilon)));
  }
}
