/** Formats a network as text: the inverse of `parse-network.ts`. */

import { type Architecture, activationKinds, type LayerSpec } from './architecture.ts';
import { kindOf } from './layer-kinds/index.ts';

/**
 * The text that `parseNetwork` reads.
 * @param inWords as a list of layers. Otherwise, a network of dense layers with the same activation and dropout
 *   between them is formatted as sizes, such as `784-128-10`
 */
export function formatNetwork(architecture: Architecture, inWords = false): string {
  return (inWords ? null : sizesOf(architecture)) ?? architecture.map(formatLayerWords).join(', ');
}

/** One layer as `conv 8 5x5`. */
export function formatLayerWords(layer: LayerSpec): string {
  return kindOf(layer).format(layer);
}

/** Null if the network is not a sequence of dense layers with identical layers between them. */
function sizesOf(architecture: Architecture): string | null {
  const second = architecture.findIndex(({ kind }, k) => k > 0 && kind === 'dense');
  const period = second === -1 ? architecture.length : second;
  const between = architecture.slice(1, period);
  const regular = architecture.every((layer, k) =>
    k % period === 0
      ? layer.kind === 'dense'
      : formatLayerWords(layer) === formatLayerWords(between[(k % period) - 1]),
  );
  const [activation, dropout, ...more] = between;
  const plain =
    activation === undefined
      ? architecture.length === 1
      : activationKinds.some((kind) => kind === formatLayerWords(activation)) &&
        (dropout?.kind ?? 'dropout') === 'dropout' &&
        more.length === 0 &&
        architecture.at(-1)?.kind === 'dense';
  if (!regular || !plain) return null;
  return architecture
    .flatMap((layer, k) =>
      layer.kind !== 'dense' ? [] : k === 0 ? [layer.inputs, layer.outputs] : [layer.outputs],
    )
    .join('-');
}
