/** `dropout 0.5`. */

import * as v from 'valibot';
import { Dropout } from '../../layers/dropout.ts';
import type { DropoutSpec } from '../architecture.ts';
import { cannotComeFirst, type LayerKind } from './layer-kind.ts';

export const dropout: LayerKind<DropoutSpec> = {
  word: 'dropout',
  parse: (reader) => ({ kind: 'dropout', rate: reader.fraction('the rate of dropout', true) }),
  format: ({ rate }) => `dropout ${rate}`,
  schema: v.object({ kind: v.literal('dropout'), rate: v.pipe(v.number(), v.minValue(0), v.ltValue(1)) }),
  resolve(layer, _, index) {
    if (index === 0) throw cannotComeFirst('dropout');
    return layer;
  },
  output: (_, input) => input,
  build: (kernels, { rate }, { index, width }) => new Dropout(kernels, width, rate, index),
};
