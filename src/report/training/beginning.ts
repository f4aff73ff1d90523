/** The initial state of a training: the weights of its first layer, and its learning rates. */

import type { Kernels } from '../../matrix/kernels.ts';
import type { Architecture } from '../../network/architecture.ts';
import { copyParameters } from '../../network/model.ts';
import { Network } from '../../network/network.ts';
import { learningRate } from '../../optimizers/schedule.ts';
import { architectureOf } from '../../settings/network-settings.ts';
import type { TrainingSettings } from '../../settings/training-settings.ts';
import type { StartEvent } from '../../training/events.ts';
import type { TrainingOptions } from '../../training/trainer.ts';
import { type FirstLayer, firstLayerOf } from '../weights.ts';

/** Null if the first layer has no weights. */
export function firstLayerBefore(
  settings: TrainingSettings,
  { from, kernels }: TrainingOptions,
): FirstLayer | null {
  const architecture = architectureOf(settings);
  const begun = from?.model.parameters ?? initialParameters(architecture, settings, kernels);
  return firstLayerOf(architecture, begun);
}

/** The initial parameters of the training. */
function initialParameters(
  architecture: Architecture,
  { seed, loss }: TrainingSettings,
  kernels: Kernels,
): Float32Array[] {
  const scope = kernels.scope();
  try {
    const network = new Network(scope, architecture, 1, loss);
    network.initialise(seed);
    return copyParameters(network);
  } finally {
    scope.release();
  }
}

/** At the beginning of each epoch. */
export function learningRates(settings: TrainingSettings, { train, styles, outliers }: StartEvent): number[] {
  const { schedule, lr, epochs, batchSize, warmup } = settings;
  const perEpoch = Math.ceil((train + styles + outliers) / batchSize);
  return Array.from({ length: epochs }, (_, n) =>
    learningRate(schedule, lr, n * perEpoch, epochs * perEpoch, Math.round(warmup * perEpoch)),
  );
}
