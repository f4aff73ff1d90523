/**
 * The values that flow through an ONNX graph: a chain of layers, with the layout of the image in the graph. It may be
 * N, C, H, W or N, H, W, C or flattened; our chains always use H, W, C.
 */

import type { LayerOutput } from '../../network/layer-output.ts';
import { type Chain, Refusal } from '../chain.ts';
import { type Constant, sizeOf } from './tensor.ts';

/** `1`: an axis of size one. */
export type Axis = 'C' | 'H' | 'W' | '1';

export interface Activation {
  readonly kind: 'activation';
  readonly chain: Chain;
  /** The axes after the batch, without axes of size one if it is flat; for a plain vector, only C. */
  readonly axes: readonly Axis[];
  /** Whether all axes are flattened into one. */
  readonly flat: boolean;
  /** Names of the ten classes, if they are not digits. */
  readonly labels?: readonly string[];
}

/** The shape in the file, without the batch. */
export function dimsOf({ chain, axes, flat }: Activation): number[] {
  const sizes = axes.map((axis) => sizeOfAxis(chain.output, axis));
  return flat ? [sizeOf(sizes)] : sizes;
}

function sizeOfAxis({ shape, width }: LayerOutput, axis: Axis): number {
  switch (axis) {
    case '1':
      return 1;
    case 'C':
      return shape?.channels ?? width;
    case 'H':
      return shape?.height ?? 1;
    case 'W':
      return shape?.width ?? 1;
  }
}

/** The index in H, W, C order of each element in the order of the file. */
export function placesOf({ chain, axes }: Activation): Int32Array {
  const { shape, width } = chain.output;
  if (shape === null) return Int32Array.from({ length: width }, (_, k) => k);
  const stride = { H: shape.width * shape.channels, W: shape.channels, C: 1, '1': 0 } as const;
  let places = [0];
  for (const axis of axes) {
    const size = sizeOfAxis(chain.output, axis);
    places = places.flatMap((place) => Array.from({ length: size }, (_, k) => place + k * stride[axis]));
  }
  return Int32Array.from(places);
}

/** Reshapes the activation. dims: including the batch, which must stay first; -1 is inferred. */
export function reshaped(activation: Activation, dims: readonly number[]): Activation {
  const [, ...rest] = dims;
  const { width } = activation.chain.output;
  const known = sizeOf(rest.filter((dim) => dim !== -1));
  const sizes = rest.map((dim) => (dim === -1 ? width / known : dim));
  if (dims.length < 2 || sizeOf(sizes) !== width) {
    throw new Refusal(`a reshape to ${dims.join('x')} of ${width} numbers for each image`);
  }
  if (sizes.length === 1) return { ...activation, flat: true };
  // axes of size one may be added or removed; the others must keep their order
  const all = activation.axes.map((axis) => ({ axis, size: sizeOfAxis(activation.chain.output, axis) }));
  const real = all.filter(({ size }) => size !== 1);
  const spare = (['C', 'H', 'W'] as const).filter((axis) =>
    all.some((one) => one.axis === axis && one.size === 1),
  );
  let next = 0;
  const axes = sizes.map((size): Axis => {
    if (size === 1) return spare.shift() ?? '1';
    const one = real[next++];
    if (one?.size !== size) {
      throw new Refusal(`a reshape to ${sizes.join('x')} of ${all.map((each) => each.size).join('x')}`);
    }
    return one.axis;
  });
  return { ...activation, axes, flat: false };
}

/** @throws Refusal if it is not in the order N, C, H, W */
export function inChannelsFirst({ axes, flat, chain }: Activation): void {
  const real = axes.filter((axis) => axis !== '1' && sizeOfAxis(chain.output, axis) !== 1);
  const expected = (['C', 'H', 'W'] as const).filter((axis) => sizeOfAxis(chain.output, axis) !== 1);
  if (flat || chain.output.shape === null) throw new Refusal('needs an image but gets a vector');
  if (axes.length !== 3 || real.join() !== expected.join()) {
    throw new Refusal(`needs an image in the order N, C, H, W, but gets N, ${axes.join(', ')}`);
  }
}

/**
 * Broadcasts a constant that is added to, or multiplied with, the activation: to one value, one per channel, or one
 * per element of an image, in H, W, C order.
 */
export function broadcast(activation: Activation, { dims, numbers }: Constant): Float64Array {
  if (numbers.length === 1) return Float64Array.from(numbers);
  const own = dimsOf(activation);
  const { chain } = activation;
  const theirs = dims.length > own.length ? dims.slice(dims.length - own.length) : dims;
  if (sizeOf(theirs) !== numbers.length || dims.length > own.length + 1) {
    throw new Refusal(`a constant of ${dims.join('x')} for images of ${own.join('x')}`);
  }
  const aligned = [...Array<number>(own.length - theirs.length).fill(1), ...theirs];
  if (!aligned.every((dim, k) => dim === 1 || dim === own[k])) {
    throw new Refusal(`a constant of ${dims.join('x')} for images of ${own.join('x')}`);
  }
  const channel = activation.flat ? -1 : activation.axes.indexOf('C');
  if (channel !== -1 && aligned.every((dim, k) => dim === 1 || k === channel))
    return Float64Array.from(numbers);
  const strides = aligned.map((_, k) => sizeOf(aligned.slice(k + 1)));
  const places = placesOf(activation);
  chain.work.take(places.length * own.length);
  const all = new Float64Array(chain.output.width);
  for (let n = 0; n < places.length; n++) {
    let at = 0;
    for (let k = own.length - 1, rest = n; k >= 0; k--) {
      if (aligned[k] !== 1) at += (rest % own[k]) * strides[k];
      rest = Math.floor(rest / own[k]);
    }
    all[places[n]] = numbers[at];
  }
  return all;
}
