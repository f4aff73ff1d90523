/** Keras convolutions: filters are rows x columns x channels x filters, and `same` pads as in TensorFlow. */

import { Refusal } from '../chain.ts';
import type { Settings } from './config.ts';
import type { Hdf5Array } from './hdf5.ts';
import { type KerasValue, mustBeChannelsLast, mustBeImage } from './value.ts';

export function conv2d(value: KerasValue, settings: Settings, weights: readonly Hdf5Array[]): KerasValue {
  mustBeChannelsLast(settings);
  const { height, width, channels } = mustBeImage(value);
  const [kernel, bias] = weights;
  if (kernel === undefined) throw new Refusal('has no weights in the file');
  const [rows, columns, inputs, filters] = kernel.dims;
  if (kernel.dims.length !== 4 || inputs !== channels || kernel.dims.some((dim) => dim < 1)) {
    throw new Refusal(`has filters of ${kernel.dims.join(' x ')} for ${channels} channels`);
  }
  if (bias !== undefined && bias.numbers.length !== filters) {
    throw new Refusal(`has ${bias.numbers.length} biases for ${filters} filters`);
  }
  const [stride, other] = settings.pair('strides', [1, 1]);
  if (stride !== other || !(Number.isInteger(stride) && stride >= 1)) {
    throw new Refusal(`has strides of ${stride} and ${other}; nn supports only equal ones`);
  }
  if (settings.pair('dilation_rate', [1, 1]).some((rate) => rate !== 1)) throw new Refusal('is dilated');
  if (settings.number('groups', 1) !== 1) throw new Refusal('has groups of filters');
  const same = settings.text('padding', 'valid') === 'same';
  if (same && value.padding > 0) throw new Refusal('pads an image that is already padded');
  const padding = same ? samePadding([height, width], [rows, columns], stride) : value.padding;
  const spec = { filters, kernel: [rows, columns] as const, stride, padding };
  value.chain.work.take(kernel.numbers.length);
  const chain = value.chain.conv2d(
    spec,
    filtersFirst(kernel.numbers, filters),
    bias?.numbers ?? new Float32Array(filters),
  );
  return { ...value, chain, padding: 0 };
}

/** TensorFlow pads for one output per stride; an odd total puts one more at the end than at the start. */
function samePadding(size: readonly number[], kernel: readonly number[], stride: number): number {
  const pads = size.flatMap((length, axis) => {
    const outputs = Math.ceil(length / stride);
    const total = Math.max((outputs - 1) * stride + kernel[axis] - length, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
  if (pads.every((pad) => pad === pads[0])) return pads[0];
  throw new Refusal(`pads with ${pads.join(', ')}; nn supports only equal padding on all sides`);
}

/** Filters x (rows x columns x channels). */
function filtersFirst(weights: Float32Array, filters: number): Float32Array {
  const window = weights.length / filters;
  const out = new Float32Array(weights.length);
  for (let k = 0; k < window; k++) {
    for (let f = 0; f < filters; f++) out[f * window + k] = weights[k * filters + f];
  }
  return out;
}
