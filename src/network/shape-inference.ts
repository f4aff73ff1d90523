/** What each layer takes and gives: sizes follow from one layer to the next, and have to fit. */

import { UsageError } from '../errors.ts';
import type { Shape } from '../layers/shape.ts';
import type { Architecture, Conv2dSpec, LayerSpec, PoolSpec } from './architecture.ts';

/** What enters every net, and what leaves it. */
export const PIXELS: Shape = { height: 28, width: 28, channels: 1 };
export const CLASSES = 10;

/** What one layer hands to the next for each image: a row of numbers, and the picture that it is, if any. */
export interface LayerOutput {
  readonly width: number;
  readonly shape: Shape | null;
}

/** A layer that does not yet say what it takes. */
export type UnresolvedLayer<L extends LayerSpec = LayerSpec> = L extends { readonly input: Shape }
  ? Omit<L, 'input'>
  : L extends { readonly inputs: number }
    ? Omit<L, 'inputs'>
    : L;

/** A layer that does not fit where it stands. */
export class ShapeMismatchError extends UsageError {
  /** Its place, from 0. */
  readonly layer: number;
  /** Of its description, what does not fit. */
  readonly field: string;
  readonly reason: string;

  constructor(layer: number, field: string, reason: string) {
    super(`network: layer ${layer + 1}: ${reason}`);
    this.layer = layer;
    this.field = field;
    this.reason = reason;
  }
}

export function formatShape({ height, width, channels }: Shape): string {
  return `${height}x${width}x${channels}`;
}

export function outputOf(shape: Shape): LayerOutput {
  return { width: shape.height * shape.width * shape.channels, shape };
}

/** How often a window of `size` fits into `length` numbers, moving on by `stride`; what is left over is not seen. */
function places(length: number, size: number, stride: number): number {
  return Math.floor((length - size) / stride) + 1;
}

export function convolvedShape({ input, kernel, stride, padding, filters }: Conv2dSpec): Shape {
  return {
    height: places(input.height + 2 * padding, kernel[0], stride),
    width: places(input.width + 2 * padding, kernel[1], stride),
    channels: filters,
  };
}

export function pooledShape({ input, size, stride }: PoolSpec): Shape {
  return {
    height: places(input.height, size, stride),
    width: places(input.width, size, stride),
    channels: input.channels,
  };
}

/** What a layer gives for what it gets. */
function after(layer: LayerSpec, before: LayerOutput): LayerOutput {
  switch (layer.kind) {
    case 'dense':
      return { width: layer.outputs, shape: null };
    case 'conv2d':
      return outputOf(convolvedShape(layer));
    case 'maxpool2d':
    case 'avgpool2d':
      return outputOf(pooledShape(layer));
    default:
      return before;
  }
}

/** What each layer gives. */
export function inferShapes(architecture: Architecture): LayerOutput[] {
  let signal: LayerOutput = { width: 0, shape: null }; // the first layer says what it takes
  return architecture.map((layer) => {
    signal = after(layer, signal);
    return signal;
  });
}

/**
 * Gives each layer the size of what the one before it gives, from 28x28 pixels to 10 classes; a layer that says already
 * what it takes must be right.
 * @throws MisfitError for the first layer that does not fit
 */
export function resolveLayers(layers: readonly UnresolvedLayer[]): Architecture {
  let signal = outputOf(PIXELS);
  const architecture = layers.map((layer, k) => {
    const complete = sized(layer, signal, k);
    signal = after(complete, signal);
    return complete;
  });
  const last = layers[layers.length - 1];
  if (last?.kind !== 'dense' || last.outputs !== CLASSES) {
    const place = Math.max(layers.length - 1, 0);
    const [field, found] =
      last?.kind === 'dense' ? ['outputs', last.outputs] : ['kind', last?.kind ?? 'nothing'];
    throw new ShapeMismatchError(
      place,
      field,
      `the last layer must be dense ${CLASSES}, a neuron for each digit, not ${found}`,
    );
  }
  return architecture;
}

function sized(layer: UnresolvedLayer, signal: LayerOutput, k: number): LayerSpec {
  switch (layer.kind) {
    case 'dense':
      checkSame(k, 'inputs', signal.width, (layer as { inputs?: number }).inputs);
      return { kind: 'dense', inputs: signal.width, outputs: layer.outputs };
    case 'conv2d': {
      const input = picture(layer, signal, k);
      checkWindow(k, 'kernel', layer.kernel, layer.padding, input);
      if (layer.padding >= Math.min(...layer.kernel)) {
        throw new ShapeMismatchError(
          k,
          'padding',
          `padding must be smaller than the kernel, got ${layer.padding}`,
        );
      }
      const { filters, kernel, stride, padding } = layer;
      return { kind: 'conv2d', input, filters, kernel, stride, padding };
    }
    case 'maxpool2d':
    case 'avgpool2d': {
      if (k === 0) throw cannotComeFirst(layer.kind.replace('2d', ''));
      const input = picture(layer, signal, k);
      checkWindow(k, 'size', [layer.size, layer.size], 0, input);
      return { kind: layer.kind, input, size: layer.size, stride: layer.stride };
    }
    default:
      if (k === 0) throw cannotComeFirst(layer.kind);
      return layer;
  }
}

function cannotComeFirst(kind: string): ShapeMismatchError {
  return new ShapeMismatchError(
    0,
    'kind',
    `${kind} cannot come first: the pixels go to a conv or dense layer`,
  );
}

/** @throws MisfitError where what the layer says is not what it gets */
function checkSame(
  k: number,
  field: string,
  expected: number | string,
  said: number | string | undefined,
): void {
  if (said === undefined || said === expected) return;
  throw new ShapeMismatchError(k, field, `expected ${expected}, got ${said}`);
}

/** What a layer gets, if it is a picture. */
function picture(
  layer: UnresolvedLayer<Conv2dSpec | PoolSpec>,
  { shape, width }: LayerOutput,
  k: number,
): Shape {
  if (shape === null) {
    const name = layer.kind.replace('2d', '');
    throw new ShapeMismatchError(
      k,
      'kind',
      `${name} needs a picture, but a dense layer comes before, and gives a row of ${width} numbers`,
    );
  }
  const { input } = layer as { input?: Shape };
  checkSame(k, 'input', formatShape(shape), input && formatShape(input));
  return shape;
}

function checkWindow(
  k: number,
  field: string,
  [height, width]: readonly [height: number, width: number],
  padding: number,
  input: Shape,
): void {
  if (height <= input.height + 2 * padding && width <= input.width + 2 * padding) return;
  const around = padding > 0 ? `, with ${padding} of padding around it` : '';
  const taken = `its input of ${input.height}x${input.width}${around}`;
  throw new ShapeMismatchError(k, field, `${field} ${height}x${width} is larger than ${taken}`);
}
