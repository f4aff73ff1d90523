/** The interface between layers, and the errors if layers do not fit together. */

import { IMAGE_HEIGHT, IMAGE_WIDTH } from '../constants.ts';
import { UsageError } from '../errors.ts';
import type { Shape } from '../layers/shape.ts';
import { limits } from '../limits/limits.ts';
import type { LayerSpec } from './architecture.ts';

export { CLASSES } from '../constants.ts';

/** The input of every network. */
export const PIXELS: Shape = { height: IMAGE_HEIGHT, width: IMAGE_WIDTH, channels: 1 };

/** Maximum number of outputs of a layer, checked before memory is allocated. */
export const MAX_WIDTH: number = limits.network.width;
/** Maximum number of layers, including activations and dropout. */
export const MAX_LAYERS: number = limits.network.layers;

/** The output of a layer for each image: the number of values, and the shape if it is an image. */
export interface LayerOutput {
  readonly width: number;
  readonly shape: Shape | null;
}

/** A layer whose input shape has not been resolved. */
export type UnresolvedLayer<L extends LayerSpec = LayerSpec> = L extends { readonly input: Shape }
  ? Omit<L, 'input'>
  : L extends { readonly inputs: number }
    ? Omit<L, 'inputs'>
    : L;

/** A layer does not fit at its position. */
export class ShapeMismatchError extends UsageError {
  /** The index of the layer. */
  readonly layer: number;
  /** The field of its description that does not fit. */
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
