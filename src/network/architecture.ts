/** The description of a net: a list of layers as plain data, its text form, and the layers made from it. */

import { UsageError } from '../errors.ts';
import { Relu, Sigmoid } from '../layers/activation.ts';
import { Dense, type Zeros } from '../layers/dense.ts';
import { Dropout } from '../layers/dropout.ts';
import type { Layer } from '../layers/layer.ts';
import type { Kernels } from '../matrix/kernels.ts';

export type LayerSpec =
  | { readonly kind: 'dense'; readonly inputs: number; readonly outputs: number }
  | { readonly kind: 'relu' | 'sigmoid' }
  | { readonly kind: 'dropout'; readonly rate: number };

/** A net that takes 784 pixels and gives 10 logits. */
export type Architecture = readonly LayerSpec[];

export type ActivationKind = 'relu' | 'sigmoid';

/** More than this in one layer or net is refused before any memory is asked for. */
export const MAX_WIDTH = 100_000;
export const MAX_PARAMETERS = 30_000_000;

/** A multilayer perceptron: dense layers with an activation, and dropout if asked, after each but the last. */
export function multilayerPerceptron(
  sizes: readonly number[],
  activation: ActivationKind,
  dropout = 0,
): Architecture {
  for (const size of sizes) {
    if (!Number.isInteger(size) || size < 1 || size > MAX_WIDTH) {
      throw new UsageError(`a layer's width must be a whole number from 1 to ${MAX_WIDTH}, got ${size}`);
    }
  }
  const layers: LayerSpec[] = [];
  for (let k = 1; k < sizes.length; k++) {
    layers.push({ kind: 'dense', inputs: sizes[k - 1], outputs: sizes[k] });
    if (k === sizes.length - 1) break;
    layers.push({ kind: activation });
    if (dropout > 0) layers.push({ kind: 'dropout', rate: dropout });
  }
  const parameters = countParameters(layers);
  if (parameters > MAX_PARAMETERS) {
    const gigabytes = ((parameters * 4) / 1e9).toFixed(1);
    throw new UsageError(
      `the net ${sizes.join('-')} has ${parameters} weights (${gigabytes} GB, and as much again for each gradient); ` +
        `at most ${MAX_PARAMETERS} are allowed: make the hidden layers smaller`,
    );
  }
  return layers;
}

export function countParameters(architecture: Architecture): number {
  let count = 0;
  for (const layer of architecture) {
    if (layer.kind === 'dense') count += (layer.inputs + 1) * layer.outputs;
  }
  return count;
}

/** The widths of the dense layers, as in `784-128-10`. */
export function describe(architecture: Architecture): string {
  const widths = architecture.flatMap((layer, k) =>
    layer.kind !== 'dense' ? [] : k === 0 ? [layer.inputs, layer.outputs] : [layer.outputs],
  );
  return widths.join('-');
}

export function buildLayers(architecture: Architecture, kernels: Kernels): Layer[] {
  const layers: Layer[] = [];
  let width = 0;
  for (const place of architecture.keys()) {
    const layer = buildLayer(architecture, place, width, kernels);
    layers.push(layer);
    width = layer.outputs;
  }
  return layers;
}

function buildLayer(architecture: Architecture, place: number, width: number, kernels: Kernels): Layer {
  const spec = architecture[place];
  switch (spec.kind) {
    case 'dense':
      return new Dense(kernels, spec.inputs, spec.outputs, place > 0, expectedZeros(architecture, place));
    case 'relu':
      return new Relu(kernels, width);
    case 'sigmoid':
      return new Sigmoid(kernels, width);
    case 'dropout':
      return new Dropout(kernels, width, spec.rate, place);
  }
}

/** In smaller layers, finding the zeros takes as long as leaving them out saves. */
const WORTH_LISTING = 128;

/** Whether ReLU, with or without dropout behind it, comes before and after a dense layer. */
function expectedZeros(architecture: Architecture, place: number): Zeros {
  const spec = architecture[place];
  if (spec.kind !== 'dense' || Math.min(spec.inputs, spec.outputs) < WORTH_LISTING) {
    return { input: false, gradient: false };
  }
  const before = architecture.slice(0, place).findLast((layer) => layer.kind !== 'dropout');
  return { input: before?.kind === 'relu', gradient: architecture[place + 1]?.kind === 'relu' };
}
