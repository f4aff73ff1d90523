/** Operators on constants, with which files compute shapes and weights. */

import { Refusal } from '../chain.ts';
import type { NodeReader } from './node.ts';
import { type Constant, constant, sizeOf, transposeConstant } from './tensor.ts';

type Operator = (node: NodeReader) => Constant;

/** Larger constants may only be used unmodified. */
const MOST_COMPUTED = 4_000_000;

function small(value: Constant): Constant {
  if (value.numbers.length > MOST_COMPUTED) throw new Refusal('computes with a constant that is too large');
  return value;
}

export const constantOperators: Readonly<
  Record<
    | 'Constant'
    | 'Reshape'
    | 'Transpose'
    | 'Squeeze'
    | 'Unsqueeze'
    | 'Gather'
    | 'Slice'
    | 'Concat'
    | 'Add'
    | 'Sub'
    | 'Mul'
    | 'Div',
    Operator
  >
> = {
  Constant: (node) => {
    const tensor = node.tensor('value');
    if (tensor !== null) return tensor;
    const list = node.floats('value_floats') ?? node.ints('value_ints');
    if (list !== null) return constant([list.length], Float64Array.from(list));
    if (node.has('value_float')) return constant([], Float64Array.of(node.float('value_float', 0)));
    if (node.has('value_int')) return constant([], Float64Array.of(node.int('value_int', 0)));
    throw new Refusal('has a value that is not of numbers');
  },
  Reshape: (node) => {
    const { dims, numbers } = node.mustConstant(0);
    const asked = Array.from(node.mustConstant(1).numbers, (dim, k) => (dim === 0 ? (dims[k] ?? 1) : dim));
    const known = sizeOf(asked.filter((dim) => dim !== -1));
    const to = asked.map((dim) => (dim === -1 ? numbers.length / known : dim));
    if (sizeOf(to) !== numbers.length) throw new Refusal(`reshapes ${dims.join('x')} to ${asked.join('x')}`);
    return constant(to, numbers);
  },
  Transpose: (node) => {
    const value = small(node.mustConstant(0));
    const rank = value.dims.length;
    const order = node.ints('perm') ?? value.dims.map((_, k) => rank - 1 - k);
    const sound =
      order.length === rank && order.every((k) => k >= 0 && k < rank) && new Set(order).size === rank;
    if (!sound) throw new Refusal(`transposes ${rank} axes by ${order.join(', ')}`);
    return transposeConstant(value, order);
  },
  Squeeze: (node) => {
    const { dims, numbers } = node.mustConstant(0);
    return constant(
      dims.filter((dim) => dim !== 1),
      numbers,
    );
  },
  Unsqueeze: (node) => {
    const { dims, numbers } = node.mustConstant(0);
    if (dims.length > 1) throw new Refusal('adds axes to a matrix');
    return constant([1, ...dims], numbers);
  },
  Gather: (node) => {
    const [{ dims, numbers }, places] = [node.mustConstant(0), node.mustConstant(1)];
    if (dims.length !== 1) throw new Refusal('gathers from more than a list');
    const picked = Float64Array.from(
      places.numbers,
      (at) => numbers[at < 0 ? at + numbers.length : at] ?? Number.NaN,
    );
    return constant(places.dims, picked);
  },
  Slice: (node) => {
    const { dims, numbers } = node.mustConstant(0);
    const said = (place: number, name: string): readonly number[] | null => {
      const value = node.constant(place);
      return value === null ? node.ints(name) : Array.from(value.numbers);
    };
    const [[start], [end]] = [said(1, 'starts') ?? [0], said(2, 'ends') ?? [dims[0]]];
    if (dims.length !== 1 || (said(3, 'axes')?.[0] ?? 0) !== 0 || (said(4, 'steps')?.[0] ?? 1) !== 1) {
      throw new Refusal('takes a part of more than a list');
    }
    const picked = Float64Array.from(numbers.slice(start, end));
    return constant([picked.length], picked);
  },
  Concat: (node) => {
    const all = Array.from({ length: node.inputCount }, (_, k) => small(node.mustConstant(k)));
    if (all.some(({ dims }) => dims.length !== 1)) throw new Refusal('joins more than lists');
    const numbers = Float64Array.from(all.flatMap((one) => Array.from(one.numbers)));
    if (numbers.length > MOST_COMPUTED) throw new Refusal('computes with a constant that is too large');
    return constant([numbers.length], numbers);
  },
  Add: (node) => elementwise(node, (a, b) => a + b),
  Sub: (node) => elementwise(node, (a, b) => a - b),
  Mul: (node) => elementwise(node, (a, b) => a * b),
  Div: (node) => elementwise(node, (a, b) => a / b),
};

function elementwise(node: NodeReader, of: (a: number, b: number) => number): Constant {
  const [a, b] = [small(node.mustConstant(0)), small(node.mustConstant(1))];
  const larger = a.numbers.length >= b.numbers.length ? a : b;
  const alike = a.numbers.length === b.numbers.length && a.dims.join() === b.dims.join();
  if (!alike && Math.min(a.numbers.length, b.numbers.length) !== 1) {
    throw new Refusal(`computes with constants of ${a.dims.join('x')} and ${b.dims.join('x')}`);
  }
  const numbers = Float64Array.from(larger.numbers, (_, k) =>
    of(a.numbers[k % a.numbers.length], b.numbers[k % b.numbers.length]),
  );
  return constant(larger.dims, numbers);
}

export function isConstantOperator(name: string): name is keyof typeof constantOperators & string {
  return name === 'Constant' || name === 'Gather' || name === 'Slice' || name === 'Concat';
}
