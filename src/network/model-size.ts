/** The size of a network: its parameters, its multiply-adds, and its limits. */

import { UsageError } from '../errors.ts';
import { limits } from '../limits/limits.ts';
import type { Architecture, LayerSpec } from './architecture.ts';
import { kindOf } from './layer-kinds/index.ts';
import type { WeightShape } from './layer-kinds/layer-kind.ts';
import { MAX_LAYERS, MAX_WIDTH } from './layer-output.ts';
import { inferShapes } from './shape-inference.ts';

/** Maximum number of parameters, checked before memory is allocated. */
const MAX_PARAMETERS: number = limits.network.parameters;
/** Maximum total number of outputs of all layers for one image. */
const MAX_ACTIVATIONS: number = limits.network.activations;

/** For a dense layer, a row per input; for a convolution, a row per filter. Null for layers without weights. */
export function weightShapeOf(layer: LayerSpec): WeightShape | null {
  return kindOf(layer).weights?.(layer) ?? null;
}

/** Weights and biases of one layer. */
export function parametersOf(layer: LayerSpec): number {
  const shape = weightShapeOf(layer);
  return shape === null ? 0 : shape.rows * shape.cols + shape.biases;
}

export function countParameters(architecture: Architecture): number {
  return architecture.reduce((count, layer) => count + parametersOf(layer), 0);
}

/** Multiply-adds of one layer for an image in the forward pass. */
export function multiplyAddsOf(layer: LayerSpec): number {
  return kindOf(layer).multiplyAdds?.(layer) ?? 0;
}

/**
 * Refuses networks that would need excessive memory.
 * @param what names the network in the message
 * @throws UsageError that states the memory it would take
 */
export function checkSize(architecture: Architecture, what: string): void {
  if (architecture.length > MAX_LAYERS) {
    throw new UsageError(
      `${what} has ${architecture.length} layers, activations and dropout among them; at most ${MAX_LAYERS} are allowed`,
    );
  }
  const parameters = countParameters(architecture);
  if (parameters > MAX_PARAMETERS) {
    throw new UsageError(
      `${what} has ${parameters} weights (${gigabytes(parameters)} GB, and as much again for each gradient); ` +
        `at most ${MAX_PARAMETERS} are allowed: make the hidden layers smaller`,
    );
  }
  const widths = inferShapes(architecture).map(({ width }) => width);
  const numbers = widths.reduce((sum, width) => sum + width, 0);
  if (numbers > MAX_ACTIVATIONS || Math.max(...widths) > MAX_WIDTH) {
    throw new UsageError(
      `${what} makes ${numbers} numbers of each image (${gigabytes(numbers * 256)} GB for 256 images); at most ` +
        `${MAX_ACTIVATIONS} are allowed, and ${MAX_WIDTH} in one layer: make the hidden layers smaller`,
    );
  }
}

function gigabytes(floats: number): string {
  return ((floats * 4) / 1e9).toFixed(1);
}
