/** Creates the layers and the loss of a network from its description. */

import type { Initialisation } from '../layers/initialisation.ts';
import type { Layer } from '../layers/layer.ts';
import { BinaryCrossEntropy } from '../losses/binary-cross-entropy.ts';
import { ClassWeighted } from '../losses/class-weighted.ts';
import { Distillation, type SoftTargets } from '../losses/distillation.ts';
import type { Loss } from '../losses/loss.ts';
import { MeanSquaredError } from '../losses/mean-squared-error.ts';
import { SoftmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Architecture, LossKind } from './architecture.ts';
import { kindOf } from './layer-kinds/index.ts';

export function buildLayers(architecture: Architecture, kernels: Kernels): Layer[] {
  const layers: Layer[] = [];
  let width = 0;
  for (const [index, spec] of architecture.entries()) {
    const layer = kindOf(spec).build(kernels, spec, { architecture, index, width });
    layers.push(layer);
    width = layer.outputSize;
  }
  return layers;
}

/** What only training adds to a loss. */
export interface TrainingLoss {
  /** With cross-entropy only. */
  readonly labelSmoothing?: number;
  /** By label; null if all have the same weight. */
  readonly classWeights?: Float64Array | null;
  /** With cross-entropy only; null without teachers. */
  readonly softTargets?: SoftTargets | null;
}

export function buildLoss(
  kind: LossKind,
  kernels: Kernels,
  { labelSmoothing = 0, classWeights = null, softTargets = null }: TrainingLoss,
): Loss {
  const plain = plainLoss(kind, kernels, labelSmoothing);
  const loss = softTargets === null ? plain : new Distillation(plain, kernels, softTargets);
  return classWeights === null ? loss : new ClassWeighted(loss, kernels, classWeights);
}

function plainLoss(kind: LossKind, kernels: Kernels, smoothing: number): Loss {
  switch (kind) {
    case 'cross-entropy':
      return new SoftmaxCrossEntropy(kernels, smoothing);
    case 'mse':
      return new MeanSquaredError(kernels);
    case 'bce':
      return new BinaryCrossEntropy(kernels);
  }
}

/** Determined by the following activation; for the last layer, by the preceding one. */
export function initialisationOf(architecture: Architecture, index: number): Initialisation {
  const neighbours = [...architecture.slice(index + 1), ...architecture.slice(0, index).reverse()];
  for (const spec of neighbours) {
    const initialisation = kindOf(spec).initialisation?.(spec);
    if (initialisation !== undefined) return initialisation;
  }
  return 'he';
}
