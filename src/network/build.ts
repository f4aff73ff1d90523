/** Creates the layers and the loss of a network from its description. */

import type { Initialisation } from '../layers/initialisation.ts';
import type { Layer } from '../layers/layer.ts';
import { BinaryCrossEntropy } from '../losses/binary-cross-entropy.ts';
import { ClassWeighted } from '../losses/class-weighted.ts';
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

/**
 * @param smoothing label smoothing, with cross-entropy only
 * @param classWeights by label; null if all have the same weight
 */
export function buildLoss(
  kind: LossKind,
  kernels: Kernels,
  smoothing: number,
  classWeights: Float64Array | null,
): Loss {
  const loss = plainLoss(kind, kernels, smoothing);
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
