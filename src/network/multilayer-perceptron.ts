/** The classical network: a sequence of dense layers. */

import { cut, UsageError } from '../errors.ts';
import type { ActivationKind, Architecture, LayerSpec } from './architecture.ts';
import { activationSpec } from './layer-kinds/activation.ts';
import { MAX_WIDTH } from './layer-output.ts';
import { checkSize } from './model-size.ts';

/**
 * A multilayer perceptron: dense layers, with an activation and optional dropout after each except the last.
 * @throws UsageError if a width is not a whole number, or the network is too large
 */
export function multilayerPerceptron(
  sizes: readonly number[],
  activation: ActivationKind,
  dropout = 0,
): Architecture {
  const wrong = sizes.find((size) => !Number.isInteger(size) || size < 1);
  if (wrong !== undefined) {
    throw new UsageError(
      `hidden: a layer's width must be a whole number from 1 to ${MAX_WIDTH}, got ${wrong}`,
    );
  }
  const layers: LayerSpec[] = [];
  for (let k = 1; k < sizes.length; k++) {
    layers.push({ kind: 'dense', inputs: sizes[k - 1], outputs: sizes[k] });
    if (k === sizes.length - 1) break;
    layers.push(activationSpec(activation));
    if (dropout > 0) layers.push({ kind: 'dropout', rate: dropout });
  }
  checkSize(layers, `the net ${cut(sizes.join('-'))}`);
  return layers;
}
