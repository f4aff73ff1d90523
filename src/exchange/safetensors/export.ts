/**
 * Exports the weights of a model with PyTorch's names and layouts, as a safetensors file that `nn.Sequential` loads.
 */

import type { Model } from '../../network/model.ts';
import { denseToChannelsFirst, filtersToChannelsFirst, transposed } from '../channels-first.ts';
import { factsOf } from '../facts.ts';
import { type WeightedLayer, weightedLayers } from '../weighted-layers.ts';
import { type Tensor, writeTensors } from './file.ts';
import { torchModules } from './pytorch.ts';

export function exportSafetensors(model: Model): Uint8Array {
  const layers = weightedLayers(model);
  const tensors = torchModules(model).flatMap(({ layer }, name) =>
    layer === null ? [] : tensorsOf(layers[layer], String(name)),
  );
  return writeTensors({ tensors, metadata: { format: 'pt', ...factsOf(model) } });
}

function tensorsOf({ spec, input, inputs, outputs, weights, bias }: WeightedLayer, name: string): Tensor[] {
  switch (spec.kind) {
    case 'dense': {
      const ordered = input === null ? weights : denseToChannelsFirst(weights, input);
      return [
        { name: `${name}.weight`, dims: [outputs, inputs], numbers: transposed(ordered, inputs) },
        { name: `${name}.bias`, dims: [outputs], numbers: bias },
      ];
    }
    case 'conv2d': {
      const dims = [spec.filters, spec.input.channels, ...spec.kernel];
      return [
        { name: `${name}.weight`, dims, numbers: filtersToChannelsFirst(weights, spec) },
        { name: `${name}.bias`, dims: [spec.filters], numbers: bias },
      ];
    }
    default:
      return [];
  }
}
