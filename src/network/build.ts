/** From the description of a net to its layers and its loss. */

import { Gelu, LeakyRelu, Relu, Sigmoid, Tanh } from '../layers/activation.ts';
import { Conv2d } from '../layers/conv2d.ts';
import { Dense, type Zeros } from '../layers/dense.ts';
import { Dropout } from '../layers/dropout.ts';
import type { Initialisation } from '../layers/initialisation.ts';
import type { Layer } from '../layers/layer.ts';
import { AveragePool2d, MaxPool2d } from '../layers/pool2d.ts';
import { BinaryCrossEntropy } from '../losses/binary-cross-entropy.ts';
import type { Loss } from '../losses/loss.ts';
import { MeanSquaredError } from '../losses/mean-squared-error.ts';
import { SoftmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Architecture, LossKind } from './architecture.ts';

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
    case 'conv2d':
      return new Conv2d(kernels, spec, place > 0);
    case 'maxpool2d':
      return new MaxPool2d(kernels, spec, isPooled(architecture, place - 1));
    case 'avgpool2d':
      return new AveragePool2d(kernels, spec);
    case 'relu':
      return new Relu(kernels, width, isPooled(architecture, place));
    case 'leaky-relu':
      return new LeakyRelu(kernels, width, spec.slope);
    case 'gelu':
      return new Gelu(kernels, width);
    case 'sigmoid':
      return new Sigmoid(kernels, width);
    case 'tanh':
      return new Tanh(kernels, width);
    case 'dropout':
      return new Dropout(kernels, width, spec.rate, place);
  }
}

/** @param smoothing of labels, with cross-entropy */
export function buildLoss(kind: LossKind, kernels: Kernels, smoothing: number): Loss {
  switch (kind) {
    case 'cross-entropy':
      return new SoftmaxCrossEntropy(kernels, smoothing);
    case 'mse':
      return new MeanSquaredError(kernels);
    case 'bce':
      return new BinaryCrossEntropy(kernels);
  }
}

/** Whether a layer is ReLU between convolution and max pooling, which then does its work. */
function isPooled(architecture: Architecture, place: number): boolean {
  const kinds = architecture.slice(Math.max(place - 1, 0), place + 2).map(({ kind }) => kind);
  return kinds.join() === 'conv2d,relu,maxpool2d';
}

/** In smaller layers, finding the zeros takes as long as leaving them out saves. */
const WORTH_LISTING = 128;

/** Whether ReLU, with or without max pooling and dropout behind it, comes before and after a dense layer. */
function expectedZeros(architecture: Architecture, place: number): Zeros {
  const spec = architecture[place];
  if (spec.kind !== 'dense' || Math.min(spec.inputs, spec.outputs) < WORTH_LISTING) {
    return { input: false, gradient: false };
  }
  const before = architecture
    .slice(0, place)
    .findLast(({ kind }) => kind !== 'dropout' && kind !== 'maxpool2d');
  return { input: before?.kind === 'relu', gradient: architecture[place + 1]?.kind === 'relu' };
}

/** By the activation that follows; the last layer, which none follows, goes by the one before. */
export function initialisationOf(architecture: Architecture, place: number): Initialisation {
  const activations = [...architecture.slice(place + 1), ...architecture.slice(0, place).reverse()];
  const nearest = activations.find(
    ({ kind }) => !weighted.has(kind) && kind !== 'dropout' && !kind.endsWith('pool2d'),
  );
  return nearest?.kind === 'sigmoid' || nearest?.kind === 'tanh' ? 'glorot' : 'he';
}

const weighted: ReadonlySet<string> = new Set(['dense', 'conv2d']);
