/**
 * Inspects one neuron or feature map: its weights, the inputs that contribute most for an image, and the digits that
 * it responds to. `layer` counts the groups of `activations.ts`: a dense layer, convolution or pooling with the
 * activation after it.
 */

import { CLASSES, IMAGE_HEIGHT, IMAGE_WIDTH, type LabelledImages } from '../dataset/dataset.ts';
import { checkArgument } from '../errors.ts';
import { checkKernels } from '../matrix/check-kernels.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Conv2dSpec, DenseSpec } from '../network/architecture.ts';
import { checkModel, loadParameters, type Model } from '../network/model.ts';
import { weightShapeOf } from '../network/model-size.ts';
import { Network } from '../network/network.ts';
import { layerGroups } from './activations.ts';
import { forEachBatch } from './for-each-batch.ts';

export interface WeightImage {
  readonly height: number;
  readonly width: number;
  /** height x width; for a unit with several input channels, their mean. */
  readonly values: Float32Array;
}

export interface Contribution {
  /** Index of the input: a neuron of the previous layer, or a channel if that layer gives images. */
  readonly unit: number;
  /** Weight times input; for a channel, the sum over its positions. */
  readonly contribution: number;
}

export interface UnitInspection {
  /** Null for units without weights (pooling), and for those whose inputs do not form an image. */
  readonly weights: WeightImage | null;
  /** By magnitude, the largest first; empty for units without weights. */
  readonly strongest: readonly Contribution[];
}

const STRONGEST = 6;
const BATCH = 256;

/**
 * @param unit a neuron of a dense layer, or a filter of a convolution, from 0
 * @param inputs the input of the layer for the image; for the first layer 784 numbers from 0 to 1
 * @throws RangeError if there is no such layer or unit
 */
export function inspectUnit(model: Model, layer: number, unit: number, inputs: Float32Array): UnitInspection {
  checkModel(model);
  const group = layerGroups(model.architecture)[layer];
  if (group === undefined)
    throw new RangeError(`layer: there are ${layerGroups(model.architecture).length}, got ${layer}`);
  const spec = model.architecture[group.from];
  if (spec.kind !== 'dense' && spec.kind !== 'conv2d') return { weights: null, strongest: [] };
  const units = spec.kind === 'dense' ? spec.outputs : spec.filters;
  if (!Number.isInteger(unit) || unit < 0 || unit >= units)
    throw new RangeError(`unit: there are ${units}, got ${unit}`);
  const weights = weightsOf(model, group.from);
  if (spec.kind === 'conv2d') return inspectFilter(spec, weights, unit);
  const shape = inputShape(model, layer);
  return inspectNeuron(spec, weights, unit, inputs, shape);
}

/** The weights of the layer at index `place` of the architecture. */
function weightsOf({ architecture, parameters }: Model, place: number): Float32Array {
  let at = 0;
  for (let k = 0; k < place; k++) if (weightShapeOf(architecture[k]) !== null) at += 2;
  return parameters[at];
}

interface InputShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The shape of a dense layer's inputs as an image; null if they do not form one. */
function inputShape({ architecture }: Model, layer: number): InputShape | null {
  if (layer === 0) return { height: IMAGE_HEIGHT, width: IMAGE_WIDTH, channels: 1 };
  return layerGroups(architecture)[layer - 1].output.shape;
}

function inspectFilter({ kernel, input }: Conv2dSpec, weights: Float32Array, filter: number): UnitInspection {
  const [height, width] = kernel;
  const { channels } = input;
  const row = weights.subarray(filter * height * width * channels, (filter + 1) * height * width * channels);
  return { weights: channelMean(row, { height, width, channels }), strongest: [] };
}

function inspectNeuron(
  { outputs }: DenseSpec,
  weights: Float32Array,
  neuron: number,
  inputs: Float32Array,
  shape: InputShape | null,
): UnitInspection {
  const column = Float32Array.from(inputs, (_, k) => weights[k * outputs + neuron]);
  const products = inputs.map((input, k) => input * column[k]);
  if (shape === null) return { weights: null, strongest: strongestOf(products) };
  const image = channelMean(column, shape);
  if (shape.channels === 1) return { weights: image, strongest: [] };
  const byChannel = new Float32Array(shape.channels);
  for (let k = 0; k < products.length; k++) byChannel[k % shape.channels] += products[k];
  return { weights: image, strongest: strongestOf(byChannel) };
}

function channelMean(values: Float32Array, { height, width, channels }: InputShape): WeightImage {
  const mean = new Float32Array(height * width);
  for (let k = 0; k < values.length; k++) mean[Math.floor(k / channels)] += values[k] / channels;
  return { height, width, values: mean };
}

function strongestOf(contributions: Float32Array): Contribution[] {
  return Array.from(contributions, (contribution, unit) => ({ unit, contribution }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || a.unit - b.unit)
    .slice(0, STRONGEST);
}

/**
 * The mean output of every unit over the images of each class; for a feature map, also over its positions.
 * @returns for each layer (group) 10 x units numbers; 0 for a class without images
 */
export async function meanActivations(
  model: Model,
  images: LabelledImages,
  kernels: Kernels,
): Promise<Float32Array[]> {
  checkModel(model);
  checkArgument(typeof images?.count === 'number', 'images', 'labelled images', images);
  checkKernels(kernels);
  const groups = layerGroups(model.architecture);
  const unitsOf = groups.map(({ output }) => output.shape?.channels ?? output.width);
  const sums = unitsOf.map((units) => new Float64Array(CLASSES * units));
  const seen = new Float64Array(CLASSES);
  const scope = kernels.scope();
  try {
    const network = new Network(scope, model.architecture, BATCH, model.loss);
    loadParameters(network, model.parameters);
    await forEachBatch(scope, images, BATCH, model.binarize, (x, start) => {
      network.forward(x);
      network.finish();
      for (let n = 0; n < x.rows; n++) seen[images.labels[start + n]]++;
      groups.forEach(({ to, output }, g) => {
        const { data } = network.outputsOf(to - 1);
        const [units, width] = [unitsOf[g], output.width];
        for (let n = 0; n < x.rows; n++) {
          const row = images.labels[start + n] * units;
          for (let k = 0; k < width; k++) sums[g][row + (k % units)] += data[n * width + k];
        }
      });
    });
  } finally {
    scope.release();
  }
  return sums.map((sum, g) => {
    const positions = groups[g].output.width / unitsOf[g];
    return Float32Array.from(
      sum,
      (value, k) => value / Math.max(seen[Math.floor(k / unitsOf[g])] * positions, 1),
    );
  });
}
