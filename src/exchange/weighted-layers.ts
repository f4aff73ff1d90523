/** The layers of a model, each with its weights and the picture that it takes. */

import type { Shape } from '../layers/shape.ts';
import type { LayerSpec } from '../network/architecture.ts';
import { outputOf, PIXELS } from '../network/layer-output.ts';
import type { Model } from '../network/model.ts';
import { weightShapeOf } from '../network/model-size.ts';
import { inferShapes } from '../network/shape-inference.ts';

export interface WeightedLayer {
  readonly spec: LayerSpec;
  /** The layer's place in the net, from 0. */
  readonly place: number;
  /** How many numbers it takes, and the picture that they are, if any. */
  readonly inputs: number;
  readonly input: Shape | null;
  readonly outputs: number;
  readonly output: Shape | null;
  /** Of a dense layer inputs x outputs, of a convolution filters x (rows x columns x channels); empty for others. */
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
