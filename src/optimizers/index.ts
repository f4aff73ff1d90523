/**
 * All optimizers by their names in `--optimizer`. To add one, add its class and a row in both tables. Settings, help
 * and the page are derived from them.
 */

import type { Kernels } from '../matrix/kernels.ts';
import { Adam } from './adam.ts';
import type { Optimizer, Trainable } from './optimizer.ts';
import { Rmsprop } from './rmsprop.ts';
import { Momentum, Sgd } from './sgd.ts';

/** Default learning rates. */
export const learningRates = {
  adam: 0.003,
  adamw: 0.003,
  momentum: 0.02,
  nesterov: 0.02,
  rmsprop: 0.0005,
  sgd: 0.1,
} as const;

export type OptimizerKind = keyof typeof learningRates;
export const optimizerKinds: readonly OptimizerKind[] = Object.keys(learningRates) as OptimizerKind[];

export interface OptimizerOptions {
  /** For optimizers with momentum. */
  readonly momentum: number;
  readonly weightDecay: number;
}

type Create = (kernels: Kernels, parameters: readonly Trainable[], options: OptimizerOptions) => Optimizer;

const optimizers: Readonly<Record<OptimizerKind, Create>> = {
  adam: (kernels, parameters, { weightDecay }) => new Adam(kernels, parameters, weightDecay),
  adamw: (kernels, parameters, { weightDecay }) => new Adam(kernels, parameters, weightDecay, 'adamw'),
  momentum: (kernels, parameters, { momentum, weightDecay }) =>
    new Momentum(kernels, parameters, momentum, weightDecay),
  nesterov: (kernels, parameters, { momentum, weightDecay }) =>
    new Momentum(kernels, parameters, momentum, weightDecay, 'nesterov'),
  rmsprop: (kernels, parameters, { weightDecay }) => new Rmsprop(kernels, parameters, weightDecay),
  sgd: (kernels, parameters, { weightDecay }) => new Sgd(kernels, parameters, weightDecay),
};

export function createOptimizer(
  kind: OptimizerKind,
  kernels: Kernels,
  parameters: readonly Trainable[],
  options: OptimizerOptions,
): Optimizer {
  return optimizers[kind](kernels, parameters, options);
}
