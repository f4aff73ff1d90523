/** Shape inference: computes the input and output shapes of all layers, and checks that they fit together. */

import type { Architecture } from './architecture.ts';
import { kindOf } from './layer-kinds/index.ts';
import {
  CLASSES,
  type LayerOutput,
  outputOf,
  PIXELS,
  ShapeMismatchError,
  type UnresolvedLayer,
} from './layer-output.ts';

/** The output shape of each layer. */
export function inferShapes(architecture: Architecture): LayerOutput[] {
  let output: LayerOutput = { width: 0, shape: null }; // the first layer states its input
  return architecture.map((layer) => {
    output = kindOf(layer).output(layer, output);
    return output;
  });
}

/**
 * Resolves the input shape of each layer, from 28x28 pixels to 10 classes; layers that state their input must agree.
 * @throws ShapeMismatchError for the first layer that does not fit
 */
export function resolveLayers(layers: readonly UnresolvedLayer[]): Architecture {
  let output = outputOf(PIXELS);
  const architecture = layers.map((layer, index) => {
    const kind = kindOf(layer);
    const resolved = kind.resolve(layer, output, index);
    output = kind.output(resolved, output);
    return resolved;
  });
  const last = layers[layers.length - 1];
  if (last?.kind !== 'dense' || last.outputs !== CLASSES) {
    const place = Math.max(layers.length - 1, 0);
    const [field, found] =
      last?.kind === 'dense' ? ['outputs', last.outputs] : ['kind', last?.kind ?? 'nothing'];
    throw new ShapeMismatchError(
      place,
      field,
      `the last layer must be dense ${CLASSES}, a neuron for each digit, not ${found}`,
    );
  }
  return architecture;
}
