/** What each layer takes and gives: sizes follow from one layer to the next, and have to fit. */

import type { Architecture } from './architecture.ts';
import {
  CLASSES,
  type LayerOutput,
  outputOf,
  PIXELS,
  ShapeMismatchError,
  type UnresolvedLayer,
} from './layer-output.ts';
import { kindOf } from './layers/index.ts';

/** What each layer gives. */
export function inferShapes(architecture: Architecture): LayerOutput[] {
  let output: LayerOutput = { width: 0, shape: null }; // the first layer says what it takes
  return architecture.map((layer) => {
    output = kindOf(layer).output(layer, output);
    return output;
  });
}

/**
 * Gives each layer the size of what the one before it gives, from 28x28 pixels to 10 classes; a layer that says already
 * what it takes must be right.
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
