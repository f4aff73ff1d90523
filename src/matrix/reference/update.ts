/** Steps of the optimizers. `decay` is the L2 weight decay, added to the gradient. */

import type { Weights } from '../matrix.ts';
import type { UpdateKernel, UpdateSettings } from '../updates.ts';
import type { Arithmetic } from './arithmetic.ts';
import { elements } from './weights.ts';

const TINY = Math.fround(1e-30);

/** Flushes small optimizer state to zero, for the reason given in `../updates.ts`. */
function flush(x: number): number {
  return Math.abs(x) < TINY ? 0 : x;
}

/** w -= lr g with g = dW + decay w. */
function sgd({ round }: Arithmetic, [w, dW]: readonly Weights[], { lr, decay }: UpdateSettings['sgd']): void {
  const size = elements(w);
  const [rate, lambda] = [round(lr), round(decay)];
  for (let k = 0; k < size; k++) {
    const g = lambda === 0 ? dW.data[k] : round(dW.data[k] + round(lambda * w.data[k]));
    w.data[k] = round(w.data[k] - round(rate * g));
  }
}

/** v = momentum v + g with g = dW + decay w; w -= lr v, or, with Nesterov's look-ahead, w -= lr (g + momentum v). */
function momentumStep(
  { round }: Arithmetic,
  [w, v, dW]: readonly Weights[],
  { lr, momentum, decay }: UpdateSettings['momentum'],
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

/** One step of Adam; `../updates.ts` has the formula. */
function adam(
  { round }: Arithmetic,
  [w, m, v, dW]: readonly Weights[],
  settings: UpdateSettings['adam'],
): void {
  const size = elements(w);
  const lambda = round(settings.decay);
  const step = round(settings.stepSize);
  const root = round(settings.rootScale);
  const epsilon = round(settings.epsilon);
  const beta2 = round(settings.beta2);
  const [oneMinusBeta1, oneMinusBeta2] = [round(1 - settings.beta1), round(1 - settings.beta2)];
  for (let k = 0; k < size; k++) {
    const g = lambda === 0 ? dW.data[k] : round(dW.data[k] + round(lambda * w.data[k]));
    const firstMoment = flush(round(m.data[k] + round(oneMinusBeta1 * round(g - m.data[k]))));
    const secondMoment = flush(round(round(beta2 * v.data[k]) + round(oneMinusBeta2 * round(g * g))));
    m.data[k] = firstMoment;
    v.data[k] = secondMoment;
    const scale = round(round(root * round(Math.sqrt(secondMoment))) + epsilon);
    w.data[k] = round(w.data[k] - round(round(step * firstMoment) / scale));
  }
}

/** v = rho v + (1 - rho) g g with g = dW + decay w; w -= lr g / (sqrt(v) + epsilon). */
function rmsprop(
  { round }: Arithmetic,
  [w, v, dW]: readonly Weights[],
  settings: UpdateSettings['rmsprop'],
): void {
  const size = elements(w);
  const rate = round(settings.lr);
  const lambda = round(settings.decay);
  const epsilon = round(settings.epsilon);
  const [rho, rest] = [round(settings.rho), round(1 - settings.rho)];
  for (let k = 0; k < size; k++) {
    const g = lambda === 0 ? dW.data[k] : round(dW.data[k] + round(lambda * w.data[k]));
    const squareAverage = flush(round(round(rho * v.data[k]) + round(rest * round(g * g))));
    v.data[k] = squareAverage;
    w.data[k] = round(w.data[k] - round(round(rate * g) / round(round(Math.sqrt(squareAverage)) + epsilon)));
  }
}

/** By their names in `../updates.ts`; operands are w, the state, and dW. */
export const updates: {
  readonly [K in UpdateKernel]: (
    arithmetic: Arithmetic,
    operands: readonly Weights[],
    settings: UpdateSettings[K],
  ) => void;
} = {
  sgd,
  momentum: (arithmetic, operands, settings) => momentumStep(arithmetic, operands, settings, false),
  nesterov: (arithmetic, operands, settings) => momentumStep(arithmetic, operands, settings, true),
  adam,
  rmsprop,
};
