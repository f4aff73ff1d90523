/** The activations of a network for an image. */

import { IMAGE_PIXELS } from '../dataset/dataset.ts';
import { activationKinds, activationOf } from '../layers/activation.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Architecture, LayerSpec } from '../network/architecture.ts';
import { binarized } from '../network/binarize.ts';
import { formatLayerWords } from '../network/format-network.ts';
import type { LayerOutput } from '../network/layer-output.ts';
import { loadParameters, type Model } from '../network/model.ts';
import { Network } from '../network/network.ts';
import { inferShapes } from '../network/shape-inference.ts';

/** A layer together with the activation function after it, if any. */
export interface LayerActivation {
  /** In the syntax of `--network`, such as `conv 8 5x5, relu`; without dropout, which is inactive here. */
  readonly text: string;
  readonly output: LayerOutput;
  /** All outputs; images are stored in row-major order, channels last. */
  readonly values: Float32Array;
  /**
   * A neuron counts as active if its output is above this, that is, if the input of its activation function is above
   * 0.
   */
  readonly threshold: number;
  /** The number of active neurons. */
  readonly active: number;
  /** The neurons with the largest outputs, or the feature maps with the largest maxima. */
  readonly strongest: readonly Strongest[];
}

export interface Strongest {
  /** Index of the neuron or feature map. */
  readonly unit: number;
  /** Its output; for a feature map, the maximum. */
  readonly value: number;
}

const STRONGEST = 8;

/**
 * The activations of all layers for an image.
 * @param pixels 784 bytes in MNIST's form
 */
export function readActivations(model: Model, pixels: Uint8Array, kernels: Kernels): LayerActivation[] {
  const scope = kernels.scope();
  try {
    const network = new Network(scope, model.architecture, 1, model.loss);
    loadParameters(network, model.parameters);
    const x = scope.sparseRows(1, IMAGE_PIXELS);
    const order = scope.integers(1);
    scope.gather(x, scope.adopt(model.binarize ? binarized(pixels) : pixels, IMAGE_PIXELS), order, 0);
    network.forward(x);
    network.finish();
    return activationsOf(network);
  } finally {
    scope.release();
  }
}

/** The activations for the first image of the last batch. */
export function activationsOf(network: Network): LayerActivation[] {
  const { architecture } = network;
  let threshold = 0;
  return layerGroups(architecture).map(({ from, to, output }) => {
    const layers = architecture.slice(from, to);
    for (const layer of layers) threshold = thresholdAfter(layer, threshold);
    const values = Float32Array.from(network.outputsOf(to - 1).data.subarray(0, output.width));
    return {
      text: layers.flatMap((layer) => (layer.kind === 'dropout' ? [] : [formatLayerWords(layer)])).join(', '),
      output,
      values,
      threshold,
      active: values.reduce((count, value) => (value > threshold ? count + 1 : count), 0),
      strongest: strongestOf(output.shape === null ? values : peaksOf(values, output.shape.channels)),
    };
  });
}

/**
 * A layer with weights or a pooling, and the layers after it up to the next one: indices from `from` to before `to`.
 */
export interface LayerGroup {
  readonly from: number;
  readonly to: number;
  readonly output: LayerOutput;
}

/** Activations and dropout are grouped with the layer that they follow. */
export function layerGroups(architecture: Architecture): LayerGroup[] {
  const outputs = inferShapes(architecture);
  const starts = architecture.flatMap((layer, k) => (startsGroup(layer) ? [k] : []));
  return starts.map((from, n) => {
    const to = starts[n + 1] ?? architecture.length;
    return { from, to, output: outputs[to - 1] };
  });
}

/** All layers except activations and dropout start a group. */
const startsGroup = (layer: LayerSpec): boolean => layer.kind !== 'dropout' && !isActivation(layer);

const isActivation = ({ kind }: LayerSpec): boolean => activationKinds.some((each) => each === kind);

/** Activations have their value at 0 in a table; pooling and dropout leave the threshold unchanged. */
function thresholdAfter({ kind }: LayerSpec, before: number): number {
  const activation = activationKinds.find((each) => each === kind);
  if (activation !== undefined) return activationOf(activation).atZero;
  return kind.endsWith('pool2d') || kind === 'dropout' ? before : 0;
}

/** The maximum of each channel. */
function peaksOf(values: Float32Array, channels: number): Float32Array {
  const peaks = values.slice(0, channels);
  for (let k = channels; k < values.length; k++) {
    if (values[k] > peaks[k % channels]) peaks[k % channels] = values[k];
  }
  return peaks;
}

function strongestOf(values: Float32Array): Strongest[] {
  return Array.from(values, (value, unit) => ({ unit, value }))
    .sort((a, b) => b.value - a.value || a.unit - b.unit)
    .slice(0, STRONGEST);
}
