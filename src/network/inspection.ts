/** What a model is made of, in numbers. The command line's `nn inspect --json` prints it; its keys are a contract. */

import type { LayerSpec, LossKind } from './architecture.ts';
import { type Signal, signalsOf } from './chain.ts';
import { multiplyAddsOf, parametersOf } from './costs.ts';
import type { Model, Provenance } from './model.ts';
import { describe, words } from './network-words.ts';

export interface LayerInspection {
  /** As in `--network`. */
  readonly text: string;
  readonly spec: LayerSpec;
  /** What it gives for an image: so many numbers, and the picture that they are, if any. */
  readonly output: Signal;
  readonly parameters: number;
  /** Multiplications, each with an addition, for an image in the forward pass. */
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
  readonly training: Provenance;
}

export function inspect({ architecture, loss, binarize, temperature, training }: Model): Inspection {
  const outputs = signalsOf(architecture);
  const layers = architecture.map((spec, k) => ({
    text: words(spec),
    spec,
    output: outputs[k],
    parameters: parametersOf(spec),
    multiplyAdds: multiplyAddsOf(spec),
  }));
  return {
    network: describe(architecture, typeof training.options.network === 'string'),
    loss,
    binarize,
    temperature,
    layers,
    parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
    multiplyAdds: layers.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0),
    training,
  };
}
