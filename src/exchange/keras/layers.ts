/** The supported Keras layers: https://keras.io/api/layers/ */

import type { PoolSpec } from '../../network/architecture.ts';
import { Refusal } from '../chain.ts';
import { kerasActivation, leaky, softmax } from './activations.ts';
import type { Settings } from './config.ts';
import { conv2d } from './convolution.ts';
import type { Hdf5Array } from './hdf5.ts';
import { type KerasValue, mustBeChannelsLast, mustBeImage } from './value.ts';

export type KerasLayerOperator = (
  value: KerasValue,
  settings: Settings,
  weights: readonly Hdf5Array[],
) => KerasValue;

const same: KerasLayerOperator = (value) => value;

export const kerasLayers: Readonly<Record<string, KerasLayerOperator>> = {
  InputLayer: same,
  Rescaling: (value, settings) =>
    affine(
      value,
      Float64Array.of(settings.number('scale', 1)),
      Float64Array.of(settings.number('offset', 0)),
    ),
  Normalization: normalization,
  Flatten: (value) => ({ ...value, flat: true }),
  Reshape: reshape,
  ZeroPadding2D: (value, settings) => {
    const sides = settings.numbers('padding') ?? [1];
    if (value.padding !== 0 || sides.some((side) => side !== sides[0])) {
      throw new Refusal(`pads with ${sides.join(', ')}; nn supports only equal padding on all sides`);
    }
    return { ...value, padding: sides[0] };
  },
  Dense: dense,
  Conv2D: (value, settings, weights) => kerasActivation(conv2d(value, settings, weights), settings),
  MaxPooling2D: pool('maxpool2d'),
  AveragePooling2D: pool('avgpool2d'),
  GlobalMaxPooling2D: globalPool('maxpool2d'),
  GlobalAveragePooling2D: globalPool('avgpool2d'),
  BatchNormalization: batchNormalization,
  Activation: (value, settings) => kerasActivation(value, settings),
  ReLU: (value, settings) => {
    if (settings.has('max_value') || settings.number('threshold', 0) !== 0) {
      throw new Refusal('has a max_value or a threshold; nn has the plain one');
    }
    const slope = settings.number('negative_slope', 0);
    return { ...value, chain: value.chain.activation(slope === 0 ? { kind: 'relu' } : leaky(slope)) };
  },
  LeakyReLU: (value, settings) => {
    const slope = settings.number('negative_slope', settings.number('alpha', 0.3));
    return { ...value, chain: value.chain.activation(leaky(slope)) };
  },
  Softmax: softmax,
  Dropout: (value, settings) => {
    const rate = settings.number('rate', 0);
    if (!(rate >= 0 && rate < 1)) throw new Refusal(`has a rate of ${rate}`);
    return { ...value, chain: value.chain.dropout(rate) };
  },
  // active only in training
  SpatialDropout2D: same,
  AlphaDropout: same,
  GaussianDropout: same,
  GaussianNoise: same,
  ActivityRegularization: same,
  RandomRotation: same,
  RandomTranslation: same,
  RandomZoom: same,
  RandomContrast: same,
  RandomFlip: same,
};

function affine(value: KerasValue, scale: Float64Array, shift: Float64Array): KerasValue {
  return { ...value, chain: value.chain.affine({ scale, shift }) };
}

function dense(value: KerasValue, settings: Settings, weights: readonly Hdf5Array[]): KerasValue {
  const { chain, flat } = value;
  if (!flat && chain.output.shape !== null) throw new Refusal('works on an image without flattening it');
  const [kernel, bias] = weights;
  if (kernel === undefined) throw new Refusal('has no weights in the file');
  const [inputs, outputs] = kernel.dims;
  if (kernel.dims.length !== 2 || inputs !== chain.output.width || outputs < 1) {
    throw new Refusal(`has weights of ${kernel.dims.join(' x ')} for ${chain.output.width} inputs`);
  }
  if (bias !== undefined && bias.numbers.length !== outputs) {
    throw new Refusal(`has ${bias.numbers.length} biases for ${outputs} outputs`);
  }
  const biases = bias?.numbers ?? new Float32Array(outputs);
  return kerasActivation({ ...value, chain: chain.dense(kernel.numbers, biases), flat: true }, settings);
}

/** Flattens an image, or restores the shape of a flattened image. */
function reshape(value: KerasValue, settings: Settings): KerasValue {
  const { shape, width } = value.chain.output;
  const asked = settings.numbers('target_shape') ?? [];
  const known = asked.filter((dim) => dim !== -1).reduce((product, dim) => product * dim, 1);
  const dims = asked.map((dim) => (dim === -1 ? width / known : dim));
  if (dims.join() === String(width)) return { ...value, flat: true };
  const whole = shape === null ? [] : [shape.height, shape.width, shape.channels];
  const fits =
    dims.join() === whole.join() || (shape?.channels === 1 && dims.join() === whole.slice(0, 2).join());
  if (!fits) throw new Refusal(`reshapes ${whole.join(' x ') || width} to ${asked.join(' x ')}`);
  return { ...value, flat: false };
}

function pool(kind: PoolSpec['kind']): KerasLayerOperator {
  return (value, settings) => {
    mustBeChannelsLast(settings);
    const { height, width } = mustBeImage(value);
    const size = settings.pair('pool_size', [2, 2]);
    const stride = settings.pair('strides', size);
    if (size[0] !== size[1] || stride[0] !== stride[1]) {
      throw new Refusal(
        `has a window of ${size.join('x')} with strides of ${stride.join('x')}; nn supports only squares`,
      );
    }
    if (!(size[0] >= 1 && stride[0] >= 1 && Number.isInteger(size[0]) && Number.isInteger(stride[0]))) {
      throw new Refusal(`has a window of ${size[0]} with strides of ${stride[0]}`);
    }
    // as long as no padding is needed
    const even = size[0] === stride[0] && height % size[0] === 0 && width % size[0] === 0;
    if (settings.text('padding', 'valid') !== 'valid' && !even) {
      throw new Refusal('pools with padding; nn pools without padding');
    }
    return { ...value, chain: value.chain.pool2d(kind, size[0], stride[0]) };
  };
}

function globalPool(kind: PoolSpec['kind']): KerasLayerOperator {
  return (value, settings) => {
    mustBeChannelsLast(settings);
    const { height, width } = mustBeImage(value);
    if (height !== width) throw new Refusal(`pools ${height}x${width}; nn supports only squares`);
    const chain = value.chain.pool2d(kind, height, height);
    return { ...value, chain, flat: !settings.flag('keepdims', false) };
  };
}

/** y = gamma (x - mean) / sqrt(variance + epsilon) + beta, as in inference. */
function batchNormalization(
  value: KerasValue,
  settings: Settings,
  weights: readonly Hdf5Array[],
): KerasValue {
  const { shape, width } = value.chain.output;
  const channels = value.flat || shape === null ? width : shape.channels;
  const rank = value.flat || shape === null ? 2 : 4;
  const [axis] = settings.numbers('axis') ?? [-1];
  if (axis !== -1 && axis !== rank - 1) throw new Refusal(`works along axis ${axis}, not along the channels`);
  const [scales, centers] = [settings.flag('scale', true), settings.flag('center', true)];
  const rest = [...weights];
  const gamma = scales ? rest.shift()?.numbers : new Float32Array(channels).fill(1);
  const beta = centers ? rest.shift()?.numbers : new Float32Array(channels);
  const [mean, variance] = rest.map(({ numbers }) => numbers);
  const all = [gamma, beta, mean, variance];
  if (!gamma || !beta || !mean || !variance || all.some((numbers) => numbers?.length !== channels)) {
    throw new Refusal(`does not have ${channels} channels in the file`);
  }
  const epsilon = settings.number('epsilon', 1e-3);
  const scale = Float64Array.from(gamma, (factor, k) => factor / Math.sqrt(variance[k] + epsilon));
  const shift = Float64Array.from(beta, (term, k) => term - scale[k] * mean[k]);
  return affine(value, scale, shift);
}

/** y = (x - mean) / sqrt(variance), adapted to the pixels or given. */
function normalization(value: KerasValue, settings: Settings, weights: readonly Hdf5Array[]): KerasValue {
  if (settings.flag('invert', false)) throw new Refusal('inverts a normalisation');
  const mean = settings.numbers('mean') ?? weights[0]?.numbers;
  const variance = settings.numbers('variance') ?? weights[1]?.numbers;
  const { shape, width } = value.chain.output;
  const sizes = [1, shape?.channels ?? width, width];
  if (!mean || !variance || mean.length !== variance.length || !sizes.includes(mean.length)) {
    throw new Refusal('has no mean and variance of a size that fits');
  }
  const scale = Float64Array.from(variance, (one) => 1 / Math.max(Math.sqrt(one), 1e-7));
  return affine(
    value,
    scale,
    scale.map((factor, k) => -factor * mean[k]),
  );
}
