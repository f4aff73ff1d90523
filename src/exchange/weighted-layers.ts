/** The layers of a model with their weights and input shapes. */

import { UsageError } from '../errors.ts';
import type { Shape } from '../layers/shape.ts';
import type { LayerSpec } from '../network/architecture.ts';
import { outputOf, PIXELS } from '../network/layer-output.ts';
import type { Model } from '../network/model.ts';
import { weightShapeOf } from '../network/model-size.ts';
import { inferShapes } from '../network/shape-inference.ts';

export interface WeightedLayer {
  readonly spec: LayerSpec;
  /** The index of the layer in the network. */
  readonly place: number;
  /** The number of inputs, and their shape if they form an image. */
  readonly inputs: number;
  readonly input: Shape | null;
  readonly outputs: number;
  readonly output: Shape | null;
  /** For a dense layer inputs x outputs, for a convolution filters x (rows x columns x channels); empty for others. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

const NONE: Float32Array = new Float32Array(0);

export function weightedLayers({ architecture, parameters }: Model): WeightedLayer[] {
  const outputs = inferShapes(architecture);
  let next = 0;
  return architecture.map((spec, place) => {
    const before = place === 0 ? outputOf(PIXELS) : outputs[place - 1];
    const after = outputs[place];
    const hasWeights = weightShapeOf(spec) !== null;
    const [weights, bias] = hasWeights ? [parameters[next++], parameters[next++]] : [NONE, NONE];
    return {
      spec,
      place,
      inputs: before.width,
      input: before.shape,
      outputs: after.width,
      output: after.shape,
      weights,
      bias,
    };
  });
}

/** The error for a layer, such as a new one, that a format does not support. @param format such as `ONNX` */
export function unsupported({ kind }: LayerSpec, format: string): UsageError {
  return new UsageError(`a ${kind} layer cannot be exported to ${format}; choose another format`);
}
