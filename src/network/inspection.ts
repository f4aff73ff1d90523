/** The structure of a model in numbers. `nn inspect --json` prints it; its keys are a contract. */

import type { LayerSpec, LossKind } from './architecture.ts';
import { formatLayerWords, formatNetwork } from './format-network.ts';
import type { LayerOutput } from './layer-output.ts';
import { checkModel, type Model, type Provenance } from './model.ts';
import { multiplyAddsOf, parametersOf } from './model-size.ts';
import { inferShapes } from './shape-inference.ts';

export interface LayerInspection {
  /** In the syntax of `--network`. */
  readonly text: string;
  readonly spec: LayerSpec;
  /** Its output for an image: the number of values, and the shape if it is an image. */
  readonly output: LayerOutput;
  readonly parameters: number;
  /** Multiply-adds for an image in the forward pass. */
  readonly multiplyAdds: number;
}

export interface Inspection {
  readonly network: string;
  readonly loss: LossKind;
  readonly binarize: boolean;
  readonly temperature: number;
  readonly layers: readonly LayerInspection[];
  readonly parameters: number;
  readonly multiplyAdds: number;
  /** Null if the origin of the model is unknown. */
  readonly training: Provenance | null;
}

export function inspect(model: Model): Inspection {
  checkModel(model);
  const { architecture, loss, binarize, temperature, training } = model;
  const outputs = inferShapes(architecture);
  const layers = architecture.map((spec, k) => ({
    text: formatLayerWords(spec),
    spec,
    output: outputs[k],
    parameters: parametersOf(spec),
    multiplyAdds: multiplyAddsOf(spec),
  }));
  return {
    network: formatNetwork(architecture, typeof training?.options.network === 'string'),
    loss,
    binarize,
    temperature,
    layers,
    parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
    multiplyAdds: layers.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0),
    training: training ?? null,
  };
}
