/** The supported ONNX operators: https://onnx.ai/onnx/operators/ */

import { Refusal } from '../chain.ts';
import {
  type Activation,
  type Axis,
  broadcast,
  dimsOf,
  inChannelsFirst,
  placesOf,
  reshaped,
} from './activation.ts';
import { constantOperators } from './constant-operators.ts';
import { convolution, globalPool, pool } from './image-operators.ts';
import type { NodeReader, Value } from './node.ts';
import { type Constant, constant } from './tensor.ts';

type Operator = (node: NodeReader) => Value;

const same: Operator = (node) => node.input(0);

export const operators: Readonly<Record<string, Operator>> = {
  Identity: same,
  Dropout: same,
  Cast: same,
  Gemm: gemm,
  MatMul: matMul,
  Conv: convolution,
  MaxPool: pool('maxpool2d'),
  AveragePool: pool('avgpool2d'),
  GlobalAveragePool: globalPool('avgpool2d'),
  GlobalMaxPool: globalPool('maxpool2d'),
  ReduceMean: globalPool('avgpool2d'),
  BatchNormalization: batchNormalization,
  Relu: activation(() => ({ kind: 'relu' })),
  Sigmoid: activation(() => ({ kind: 'sigmoid' })),
  Tanh: activation(() => ({ kind: 'tanh' })),
  LeakyRelu: activation((node) => leaky(node.float('alpha', Math.fround(0.01)))),
  PRelu: (node) => {
    const slope = node.mustConstant(1);
    if (slope.numbers.length !== 1) throw new Refusal('has a slope per channel; nn supports a single one');
    return activation(() => leaky(slope.numbers[0]))(node);
  },
  Clip: (node) => {
    const [low, high] = [node.constant(1)?.numbers[0], node.constant(2)?.numbers[0] ?? Infinity];
    if ((low ?? node.float('min', -Infinity)) !== 0 || high < 1e30 || node.float('max', Infinity) < 1e30) {
      throw new Refusal('clips to bounds other than those of ReLU');
    }
    return activation(() => ({ kind: 'relu' }))(node);
  },
  Gelu: activation(() => ({ kind: 'gelu' })),
  Greater: (node) => {
    const value = node.activation(0);
    const { numbers } = node.mustConstant(1);
    if (numbers.length !== 1) throw new Refusal('compares with more than one number');
    return { ...value, chain: value.chain.binarized(numbers[0]) };
  },
  Erf: (node) => {
    const of = node.activation(0);
    const { pending, layers } = of.chain;
    const half = pending === null ? 0 : pending.scale[0];
    if (pending?.scale.length !== 1 || pending.shift[0] !== 0 || Math.abs(half - Math.SQRT1_2) > 1e-6) {
      throw new Refusal(
        layers.length === 0 ? 'cannot come first' : 'stands alone: it is known as a part of GELU',
      );
    }
    return { kind: 'erf', of, factor: 1, shift: 0 };
  },
  Flatten: (node) => {
    if (node.int('axis', 1) !== 1) throw new Refusal(`flattens at axis ${node.int('axis', 1)}, not 1`);
    return { ...node.activation(0), flat: true };
  },
  Reshape: (node) => {
    const value = node.input(0);
    if (value.kind !== 'activation') return constantOperators.Reshape(node);
    return reshaped(value, targetDims(node.mustConstant(1), [-1, ...dimsOf(value)]));
  },
  Squeeze: (node) => shapeOnly(node, 'Squeeze'),
  Unsqueeze: (node) => shapeOnly(node, 'Unsqueeze'),
  Transpose: (node) => {
    const value = node.input(0);
    if (value.kind !== 'activation') return constantOperators.Transpose(node);
    const rank = value.flat ? 2 : value.axes.length + 1;
    const order = node.ints('perm') ?? Array.from({ length: rank }, (_, k) => rank - 1 - k);
    const sound =
      order.length === rank && new Set(order).size === rank && order.every((k) => k >= 0 && k < rank);
    if (!sound || order[0] !== 0)
      throw new Refusal(`transposes by ${order.join(', ')}: the batch must stay first`);
    if (value.flat) return value;
    return { ...value, axes: order.slice(1).map((k): Axis => value.axes[k - 1]) };
  },
  Shape: (node) => {
    const dims = [-1, ...dimsOf(node.activation(0))]; // -1: the batch
    return constant([dims.length], Float64Array.from(dims));
  },
  Add: arithmetic((a) => ({ scale: 1, shift: a }), 'Add'),
  Sub: arithmetic((a, first) => (first ? { scale: -1, shift: a } : { scale: 1, shift: -a }), 'Sub'),
  Mul: arithmetic((a) => ({ scale: a, shift: 0 }), 'Mul'),
  Div: arithmetic((a, first) => {
    if (first) throw new Refusal('divides by a value that depends on the image');
    return { scale: 1 / a, shift: 0 };
  }, 'Div'),
  Softmax: end,
  LogSoftmax: end,
};

function end(node: NodeReader): Value {
  const value = node.activation(0);
  const axis = node.int('axis', -1);
  if (dimsOf(value).length !== 1 || (axis !== 1 && axis !== -1))
    throw new Refusal(`is over axis ${axis} of an image`);
  return { ...value, chain: value.chain.softmax() };
}

function leaky(slope: number): { readonly kind: 'leaky-relu'; readonly slope: number } {
  if (!(slope > 0 && slope < 1))
    throw new Refusal(`has a slope of ${slope}; nn supports slopes above 0 and below 1`);
  return { kind: 'leaky-relu', slope: Number(slope.toPrecision(7)) };
}

function activation(of: (node: NodeReader) => Parameters<Activation['chain']['activation']>[0]): Operator {
  return (node) => {
    const value = node.activation(0);
    return { ...value, chain: value.chain.activation(of(node)) };
  };
}

function targetDims({ numbers }: Constant, before: readonly number[]): number[] {
  return Array.from(numbers, (dim, k) => (dim === 0 ? (before[k] ?? 1) : dim));
}

function shapeOnly(node: NodeReader, name: 'Squeeze' | 'Unsqueeze'): Value {
  const value = node.input(0);
  if (value.kind !== 'activation') return constantOperators[name](node);
  const dims = [-1, ...dimsOf(value)];
  const axes =
    node.ints('axes') ?? (node.constant(1) === null ? null : Array.from(node.mustConstant(1).numbers));
  if (axes === null) throw new Refusal('does not state the axes');
  const rank = name === 'Squeeze' ? dims.length : dims.length + axes.length;
  const places = axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  if (places.includes(0)) throw new Refusal('changes the axis of the batch');
  if (name === 'Squeeze')
    return reshaped(
      value,
      dims.filter((_, k) => !places.includes(k)),
    );
  for (const place of places) dims.splice(place, 0, 1);
  return reshaped(value, dims);
}

/** y = alpha x w + beta c. */
function gemm(node: NodeReader): Value {
  const x = node.activation(0);
  const w = node.mustConstant(1);
  const c = node.constant(2);
  if (node.int('transA', 0) !== 0) throw new Refusal('transposes a value that depends on the image');
  return dense(x, w, c, node.int('transB', 0) !== 0, node.float('alpha', 1), node.float('beta', 1));
}

function matMul(node: NodeReader): Value {
  return dense(node.activation(0), node.mustConstant(1), null, false, 1, 1);
}

export function dense(
  x: Activation,
  w: Constant,
  c: Constant | null,
  transposes: boolean,
  alpha: number,
  beta: number,
): Activation {
  if (w.dims.length !== 2) throw new Refusal(`has weights of ${w.dims.join('x')}, not a matrix`);
  if (dimsOf(x).length !== 1)
    throw new Refusal(`works on an image of ${dimsOf(x).join('x')} without flattening it`);
  const [inputs, outputs] = transposes ? [w.dims[1], w.dims[0]] : w.dims;
  if (inputs !== x.chain.output.width)
    throw new Refusal(`takes ${inputs} numbers, but gets ${x.chain.output.width}`);
  x.chain.work.take(w.numbers.length);
  const places = placesOf(x);
  const weights = new Float32Array(inputs * outputs);
  for (let i = 0; i < inputs; i++) {
    for (let o = 0; o < outputs; o++) {
      weights[places[i] * outputs + o] = alpha * w.numbers[transposes ? o * inputs + i : i * outputs + o];
    }
  }
  const all = c?.numbers.length ?? 1;
  if (all !== 1 && all !== outputs) throw new Refusal(`has ${all} biases for ${outputs} outputs`);
  const bias = Float32Array.from({ length: outputs }, (_, o) => beta * (c?.numbers[o % all] ?? 0));
  return { kind: 'activation', chain: x.chain.dense(weights, bias), axes: ['C'], flat: true };
}

/** y = scale (x - mean) / sqrt(variance + epsilon) + shift, as in inference. */
function batchNormalization(node: NodeReader): Value {
  const x = node.activation(0);
  if (node.int('training_mode', 0) !== 0)
    throw new Refusal('is exported for training; export it for evaluation');
  const [scale, shift, mean, variance] = [1, 2, 3, 4].map((k) => node.mustConstant(k).numbers);
  const epsilon = node.float('epsilon', Math.fround(1e-5));
  const channels = dimsOf(x)[0];
  if (!x.flat) inChannelsFirst(x);
  if ([scale, shift, mean, variance].some(({ length }) => length !== channels)) {
    throw new Refusal(`does not have ${channels} channels`);
  }
  const places = x.flat ? placesOf(x) : Int32Array.from({ length: channels }, (_, k) => k);
  const affine = { scale: new Float64Array(channels), shift: new Float64Array(channels) };
  for (let k = 0; k < channels; k++) {
    const factor = scale[k] / Math.sqrt(variance[k] + epsilon);
    affine.scale[places[k]] = factor;
    affine.shift[places[k]] = shift[k] - factor * mean[k];
  }
  return { ...x, chain: x.chain.affine(affine) };
}

/** @param of the scale and shift for a constant; `first`: whether the constant is the first operand */
function arithmetic(
  of: (number: number, first: boolean) => { readonly scale: number; readonly shift: number },
  name: 'Add' | 'Sub' | 'Mul' | 'Div',
): Operator {
  return (node) => {
    const [a, b] = [node.input(0), node.input(1)];
    if (a.kind === 'constant' && b.kind === 'constant') return constantOperators[name](node);
    if (
      name === 'Mul' &&
      (a.kind === 'erf' || b.kind === 'erf') &&
      a.kind !== 'constant' &&
      b.kind !== 'constant'
    ) {
      return geluOf(a, b);
    }
    const [value, number, first] = a.kind === 'constant' ? ([b, a, true] as const) : ([a, b, false] as const);
    if (number.kind !== 'constant') {
      throw new Refusal('joins two branches; nn supports only sequential networks');
    }
    if (value.kind === 'erf' && number.numbers.length === 1) {
      const { scale, shift } = of(number.numbers[0], first);
      return { ...value, factor: value.factor * scale, shift: value.shift * scale + shift };
    }
    if (value.kind !== 'activation') throw new Refusal('has an unsupported input');
    const numbers = broadcast(value, number);
    const parts = Array.from(numbers, (one) => of(one, first));
    const affine = {
      scale: Float64Array.from(parts, ({ scale }) => scale),
      shift: Float64Array.from(parts, ({ shift }) => shift),
    };
    return { ...value, chain: value.chain.affine(affine) };
  };
}

/** x times a factor, times (factor erf(x / sqrt 2) + shift) for the same x: GELU times twice both factors. */
function geluOf(a: Value, b: Value): Value {
  const [curve, line] = a.kind === 'erf' ? [a, b] : [b, a];
  if (curve.kind !== 'erf' || line.kind !== 'activation') throw new Refusal('joins two branches');
  const { of, factor, shift } = curve;
  const { pending } = line.chain;
  const scale = pending === null ? 1 : pending.scale[0];
  const plain = pending === null || (pending.scale.length === 1 && pending.shift[0] === 0);
  if (!plain || line.chain.layers.at(-1) !== of.chain.layers.at(-1) || Math.abs(factor - shift) > 1e-6) {
    throw new Refusal('joins two branches; nn supports only sequential networks');
  }
  const chain = line.chain.unscaled().activation({ kind: 'gelu' });
  const rest = { scale: Float64Array.of(2 * scale * factor), shift: Float64Array.of(0) };
  return { ...line, chain: chain.affine(rest) };
}
