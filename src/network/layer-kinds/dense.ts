/** `dense 128`. */

import * as v from 'valibot';
import { Dense, type Zeros } from '../../layers/dense.ts';
import type { Architecture, DenseSpec } from '../architecture.ts';
import { LARGEST } from '../layer-reader.ts';
import { checkSame, type LayerKind, numbers, width } from './layer-kind.ts';

export const dense: LayerKind<DenseSpec> = {
  word: 'dense',
  parse: (reader) => ({ kind: 'dense', outputs: reader.whole('the number of neurons', 1, LARGEST) }),
  format: ({ outputs }) => `dense ${outputs}`,
  schema: v.object({ kind: v.literal('dense'), inputs: width, outputs: width, ...numbers }),
  resolve(layer, input, index) {
    checkSame(index, 'inputs', input.width, (layer as { inputs?: number }).inputs);
    return { kind: 'dense', inputs: input.width, outputs: layer.outputs };
  },
  output: ({ outputs }) => ({ width: outputs, shape: null }),
  weights: ({ inputs, outputs }) => ({ rows: inputs, cols: outputs, biases: outputs }),
  multiplyAdds: ({ inputs, outputs }) => inputs * outputs,
  build: (kernels, { inputs, outputs }, { architecture, index }) =>
    new Dense(kernels, inputs, outputs, index > 0, expectedZeros(architecture, index)),
};

/** In smaller layers, finding the zeros costs as much as skipping them saves. */
const WORTH_COMPRESSING = 128;

/** Whether a ReLU, possibly followed by max pooling and dropout, precedes or follows a dense layer. */
function expectedZeros(architecture: Architecture, index: number): Zeros {
  const spec = architecture[index];
  if (spec.kind !== 'dense' || Math.min(spec.inputs, spec.outputs) < WORTH_COMPRESSING) {
    return { input: false, gradient: false };
  }
  const before = architecture
    .slice(0, index)
    .findLast(({ kind }) => kind !== 'dropout' && kind !== 'maxpool2d');
  return { input: before?.kind === 'relu', gradient: architecture[index + 1]?.kind === 'relu' };
}
