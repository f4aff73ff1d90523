/** The network-level properties of a kind of layer. */

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

/** The position of a layer when it is built. */
interface Place {
  readonly architecture: Architecture;
  /** Its index. */
  readonly index: number;
  /** Number of outputs of the previous layer. */
  readonly width: number;
}

export interface LayerKind<S extends LayerSpec> {
  /** Its name in `--network`. */
  readonly word: string;
  /** Parses the description after the name. */
  parse(reader: LayerReader): UnresolvedLayer<S>;
  /** Formats the description, including the name, so that `parse` can read it. */
  format(spec: S): string;
  /** The schema of its fields in a model file. */
  readonly schema: GenericSchema;
  /**
   * Resolves the input shape of the layer.
   * @param index the index of the layer
   * @throws ShapeMismatchError if it does not fit
   */
  resolve(layer: UnresolvedLayer<S>, input: LayerOutput, index: number): S;
  output(spec: S, input: LayerOutput): LayerOutput;
  /** For layers with weights. A convolution has a row per filter. */
  weights?(spec: S): WeightShape;
  /** Multiply-adds for an image in the forward pass; by default none. */
  multiplyAdds?(spec: S): number;
  build(kernels: Kernels, spec: S, place: Place): Layer;
  /** For activations: the initialisation of the preceding weights. */
  initialisation?(spec: S): Initialisation;
}

/** The schema of sizes in model files. */
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
/** Validated one by one in `layer-weights.ts`. */
export const numbers: Readonly<Record<'weights' | 'bias', GenericSchema>> = {
  weights: v.array(v.unknown()),
  bias: v.unknown(),
};

/** ` stride 2`, or nothing for the default. */
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

/** @throws ShapeMismatchError if the input stated by the layer differs from the actual one */
export function checkSame(
  index: number,
  field: string,
  expected: number | string,
  got: number | string | undefined,
): void {
  if (got === undefined || got === expected) return;
  throw new ShapeMismatchError(index, field, `expected ${expected}, got ${got}`);
}

/** The input image of a layer. @throws ShapeMismatchError if its input is not an image */
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

/** @throws ShapeMismatchError if a window is larger than its input */
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

/** The number of windows of `size` in `length` elements with this stride; the remainder is dropped. */
export function windowsIn(length: number, size: number, stride: number): number {
  return Math.floor((length - size) / stride) + 1;
}

/** Whether a layer is a ReLU between a convolution and max pooling, into which it is fused. */
export function isPooled(architecture: Architecture, index: number): boolean {
  const kinds = architecture.slice(Math.max(index - 1, 0), index + 2).map(({ kind }) => kind);
  return kinds.join() === 'conv2d,relu,maxpool2d';
}
