/** Convolution and pooling, as far as nn's layers are equivalent. */

import { show } from '../../errors.ts';
import type { PoolSpec } from '../../network/architecture.ts';
import { Refusal } from '../chain.ts';
import { filtersFromChannelsFirst } from '../channels-first.ts';
import { dimsOf, inChannelsFirst } from './activation.ts';
import type { NodeReader, Value } from './node.ts';

const MOST = 1000;

export function convolution(node: NodeReader): Value {
  const x = node.activation(0);
  inChannelsFirst(x);
  const { dims, numbers } = node.mustConstant(1);
  const bias = node.constant(2);
  if (dims.length !== 4) throw new Refusal(`has filters of ${dims.join('x')}, not of an image`);
  const [filters, channels, height, width] = dims;
  if (node.int('group', 1) !== 1) throw new Refusal(`works in ${node.int('group', 1)} groups of channels`);
  if (channels !== dimsOf(x)[0]) throw new Refusal(`takes ${channels} channels, but gets ${dimsOf(x)[0]}`);
  if (bias !== null && bias.numbers.length !== filters) {
    throw new Refusal(`has ${bias.numbers.length} biases for ${filters} filters`);
  }
  const { stride, padding } = windowOf(node, [height, width]);
  const kernel = [height, width] as const;
  const weights = filtersFromChannelsFirst(Float32Array.from(numbers), {
    filters,
    kernel,
    input: { channels },
  });
  const biases = bias === null ? new Float32Array(filters) : Float32Array.from(bias.numbers);
  const chain = x.chain.conv2d({ filters, kernel, stride, padding }, weights, biases);
  return { ...x, chain, axes: ['C', 'H', 'W'] };
}

export function pool(kind: PoolSpec['kind']): (node: NodeReader) => Value {
  return (node) => {
    const x = node.activation(0);
    inChannelsFirst(x);
    const [height, width] = node.ints('kernel_shape') ?? [];
    if (height === undefined || height !== width)
      throw new Refusal(`has windows of ${height}x${width}; nn supports only squares`);
    const { stride, padding } = windowOf(node, [height, width]);
    if (padding !== 0) throw new Refusal(`pads with ${padding}; nn pools without padding`);
    if (node.int('ceil_mode', 0) !== 0) {
      const [, rows, cols] = dimsOf(x);
      if ((rows - height) % stride !== 0 || (cols - width) % stride !== 0) {
        throw new Refusal('has ceil_mode, and windows that do not fit whole');
      }
    }
    return { ...x, chain: x.chain.pool2d(kind, height, stride), axes: ['C', 'H', 'W'] };
  };
}

/** Pooling over the whole of each channel. */
export function globalPool(kind: PoolSpec['kind']): (node: NodeReader) => Value {
  return (node) => {
    const x = node.activation(0);
    inChannelsFirst(x);
    const axes =
      node.ints('axes') ?? (node.constant(1) === null ? null : Array.from(node.mustConstant(1).numbers));
    const sorted = axes?.map((axis) => (axis < 0 ? axis + 4 : axis)).sort();
    if (sorted !== undefined && sorted.join() !== '2,3')
      throw new Refusal(`is over the axes ${sorted.join(', ')}`);
    const [, height, width] = dimsOf(x);
    if (height !== width) throw new Refusal(`is over ${height}x${width}; nn pools squares`);
    const chain = x.chain.pool2d(kind, height, height);
    return { ...x, chain, flat: node.operator === 'ReduceMean' && node.int('keepdims', 1) === 0 };
  };
}

/** The parameters of windows, if rows and columns are treated alike. */
function windowOf(
  node: NodeReader,
  [height, width]: readonly [number, number],
): { readonly stride: number; readonly padding: number } {
  const [stride = 1, other = stride] = node.ints('strides') ?? [];
  const dilations = node.ints('dilations') ?? [];
  if (dilations.some((dilation) => dilation !== 1))
    throw new Refusal(`has dilations of ${dilations.join(', ')}`);
  if (stride !== other)
    throw new Refusal(`has strides of ${stride} and ${other}; nn supports only equal ones`);
  const sound = [height, width, stride].every((size) => Number.isInteger(size) && size >= 1 && size <= MOST);
  if (!sound) throw new Refusal(`has windows of ${height}x${width} with a stride of ${stride}`);
  const pads = padsOf(node, height, width, stride);
  if (pads.some((pad) => pad !== pads[0] || pad < 0 || pad > MOST)) {
    throw new Refusal(`pads with ${pads.join(', ')}; nn supports only equal padding on all sides`);
  }
  return { stride, padding: pads[0] };
}

function padsOf(node: NodeReader, height: number, width: number, stride: number): readonly number[] {
  const automatic = node.text('auto_pad', 'NOTSET');
  if (automatic === 'NOTSET' || automatic === '') {
    const pads = node.ints('pads') ?? [];
    return pads.length === 0 ? [0] : pads;
  }
  if (automatic === 'VALID') return [0];
  if (!automatic.startsWith('SAME') || stride !== 1)
    throw new Refusal(`has auto_pad ${show(automatic)} with stride ${stride}`);
  return [(height - 1) / 2, (width - 1) / 2].map((pad) => {
    if (!Number.isInteger(pad))
      throw new Refusal(`has auto_pad ${show(automatic)} with an even window of ${height}x${width}`);
    return pad;
  });
}
