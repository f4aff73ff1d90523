/** What layers hand to one another, and what is said where that does not fit. */

import { IMAGE_HEIGHT, IMAGE_WIDTH } from '../constants.ts';
import { UsageError } from '../errors.ts';
import type { Shape } from '../layers/shape.ts';
import { limits } from '../limits/limits.ts';
import type { LayerSpec } from './architecture.ts';

export { CLASSES } from '../constants.ts';

/** What enters every net. */
export const PIXELS: Shape = { height: IMAGE_HEIGHT, width: IMAGE_WIDTH, channels: 1 };

/** More outputs in one layer are refused before any memory is asked for. */
export const MAX_WIDTH: number = limits.network.width;
/** In one net, activations and dropout among them. */
export const MAX_LAYERS: number = limits.network.layers;

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
