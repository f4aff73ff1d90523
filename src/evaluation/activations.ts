/** Which neurons of a net fire at an image. */

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

/** A layer with the activation behind it, if any: what gives the numbers that the next one gets. */
export interface LayerActivation {
  /** As in `--network`, such as `conv 8 5x5, relu`; without dropout, which does nothing here. */
  readonly text: string;
  readonly output: LayerOutput;
  /** All of its outputs; pictures lie row by row, at each place their channels one behind another. */
  readonly values: Float32Array;
  /** A neuron fires where its output is above this: where what enters its activation is above 0. */
  readonly threshold: number;
  /** How many do. */
  readonly active: number;
  /** The neurons with the largest outputs, or the maps (channels of a picture) with the largest one in them. */
  readonly strongest: readonly Strongest[];
}

export interface Strongest {
  /** Which neuron or map, from 0. */
  readonly unit: number;
  /** Its output; of a map, the largest. */
  readonly value: number;
}

const STRONGEST = 8;

/**
 * What the layers give for an image.
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

/** What the layers gave for the first image of the last batch. */
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

/** A layer with weights or a pooling, and what follows it up to the next one: layers `from` to before `to`. */
export interface LayerGroup {
  readonly from: number;
  readonly to: number;
  readonly output: LayerOutput;
}

/** Activations and dropout belong to the layer that they follow. */
export function layerGroups(architecture: Architecture): LayerGroup[] {
  const outputs = inferShapes(architecture);
  const starts = architecture.flatMap((layer, k) => (startsGroup(layer) ? [k] : []));
  return starts.map((from, n) => {
    const to = starts[n + 1] ?? architecture.length;
    return { from, to, output: outputs[to - 1] };
  });
}

/** Layers that are shown with what follows them: all but activations and dropout. */
const startsGroup = (layer: LayerSpec): boolean => layer.kind !== 'dropout' && !isActivation(layer);

const isActivation = ({ kind }: LayerSpec): boolean => activationKinds.some((each) => each === kind);

/** Activations have a table of what they give for 0; pooling and dropout leave numbers as they are. */
function thresholdAfter({ kind }: LayerSpec, before: number): number {
  const activation = activationKinds.find((each) => each === kind);
  if (activation !== undefined) return activationOf(activation).atZero;
  return kind.endsWith('pool2d') || kind === 'dropout' ? before : 0;
}

/** The largest number of each channel. */
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
