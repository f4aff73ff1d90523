/** What a net has to know of a kind of layer, next to the layer itself. */

import type { GenericSchema } from 'valibot';
import * as v from 'valibot';
import type { Initialisation } from '../../layers/initialisation.ts';
import type { Layer } from '../../layers/layer.ts';
import type { Shape } from '../../layers/shape.ts';
import type { Kernels } from '../../matrix/kernels.ts';
import type { Architecture, LayerSpec } from '../architecture.ts';
import {
  formatShape,
  type LayerOutput,
  MAX_WIDTH,
  ShapeMismatchError,
  type UnresolvedLayer,
} from '../layer-output.ts';
import type { LayerReader } from '../layer-reader.ts';

export interface WeightShape {
  readonly rows: number;
  readonly cols: number;
  readonly biases: number;
}

/** Where a layer stands when it is built. */
export interface Place {
  readonly architecture: Architecture;
  /** From 0. */
  readonly index: number;
  /** Outputs of the layer before. */
  readonly width: number;
}

export interface LayerKind<S extends LayerSpec> {
  /** Its name in `--network`. */
  readonly word: string;
  /** The layer that the words behind its name describe. */
  parse(reader: LayerReader): UnresolvedLayer<S>;
  /** What `parse` reads again, its name first. */
  format(spec: S): string;
  /** Its fields in a model file. */
  readonly schema: GenericSchema;
  /**
   * The layer with the size of what it gets.
   * @param index its place, from 0
   * @throws ShapeMismatchError where it does not fit there
   */
  resolve(layer: UnresolvedLayer<S>, input: LayerOutput, index: number): S;
  output(spec: S, input: LayerOutput): LayerOutput;
  /** Of layers with weights. A convolution has a row for each filter. */
  weights?(spec: S): WeightShape;
  /** Multiplications, each with an addition, for an image in the forward pass; none if not given. */
  multiplyAdds?(spec: S): number;
  build(kernels: Kernels, spec: S, place: Place): Layer;
  /** Of an activation: how the weights before it begin. */
  initialisation?(spec: S): Initialisation;
}

/** Numbers in model files. */
export const width: GenericSchema<unknown, number> = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(MAX_WIDTH),
);
export const window: GenericSchema<unknown, number> = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(1000),
);
export const shape: GenericSchema<unknown, Shape> = v.object({
  height: window,
  width: window,
  channels: width,
});
/** Looked at one by one by `layer-weights.ts`. */
export const numbers: Readonly<Record<'weights' | 'bias', GenericSchema>> = {
  weights: v.array(v.unknown()),
  bias: v.unknown(),
};

/** ` stride 2`, or nothing where the value is the usual one. */
export function option(name: string, value: number, usual: number): string {
  return value === usual ? '' : `${name === '' ? '' : ' '}${name} ${value}`;
}

export function cannotComeFirst(kind: string): ShapeMismatchError {
  return new ShapeMismatchError(
    0,
    'kind',
    `${kind} cannot come first: the pixels go to a conv or dense layer`,
  );
}

/** @throws ShapeMismatchError where what the layer says is not what it gets */
export function checkSame(
  index: number,
  field: string,
  expected: number | string,
  got: number | string | undefined,
): void {
  if (got === undefined || got === expected) return;
  throw new ShapeMismatchError(index, field, `expected ${expected}, got ${got}`);
}

/** The picture that a layer gets. @throws ShapeMismatchError where it gets a row of numbers */
export function imageShapeOf(
  word: string,
  layer: object,
  { shape: image, width: numbers }: LayerOutput,
  index: number,
): Shape {
  if (image === null) {
    throw new ShapeMismatchError(
      index,
      'kind',
      `${word} needs an image, but the dense layer before it gives a row of ${numbers} numbers`,
    );
  }
  const { input } = layer as { input?: Shape };
  checkSame(index, 'input', formatShape(image), input && formatShape(input));
  return image;
}

/** @throws ShapeMismatchError where a window is larger than what it looks at */
export function checkWindow(
  index: number,
  field: string,
  [height, width]: readonly [height: number, width: number],
  padding: number,
  input: Shape,
): void {
  if (height <= input.height + 2 * padding && width <= input.width + 2 * padding) return;
  const around = padding > 0 ? `, with ${padding} of padding around it` : '';
  const taken = `its input of ${input.height}x${input.width}${around}`;
  throw new ShapeMismatchError(index, field, `${field} ${height}x${width} is larger than ${taken}`);
}

/** How often a window of `size` fits into `length` numbers, moving on by `stride`; what is left over is not seen. */
export function windowsIn(length: number, size: number, stride: number): number {
  return Math.floor((length - size) / stride) + 1;
}

/** Whether a layer is ReLU between convolution and max pooling, which then does its work. */
export function isPooled(architecture: Architecture, index: number): boolean {
  const kinds = architecture.slice(Math.max(index - 1, 0), index + 2).map(({ kind }) => kind);
  return kinds.join() === 'conv2d,relu,maxpool2d';
}
