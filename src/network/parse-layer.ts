/** Parses the description of one layer, such as `conv 8 5x5 stride 2`. */

import { suggestion } from '../suggestion.ts';
import type { LayerSpec } from './architecture.ts';
import { kindOf, kindOfWord, layerKinds } from './layer-kinds/index.ts';
import type { UnresolvedLayer } from './layer-output.ts';
import { LayerReader, quote, type Word } from './layer-reader.ts';

/** Words that do not stand for layers: flattening is implicit, and softmax belongs to the loss. */
const others = ['flatten', 'softmax'] as const;

/** All words that may begin the description of a layer. */
export const layerWords: readonly string[] = [...layerKinds.map((kind) => kindOf({ kind }).word), ...others];

/**
 * Parses one layer.
 * @param words at least one; the first names the layer
 * @throws NetworkSyntaxError
 */
export function parseLayer(
  text: string,
  words: readonly Word[],
): UnresolvedLayer<LayerSpec> | 'flatten' | 'softmax' {
  const reader = new LayerReader(text, words);
  const [name] = words;
  const other = others.find((word) => word === name.text);
  const layer =
    other ??
    kindOfWord(name.text)?.parse(reader) ??
    reader.fail(`there is no layer ${quote(name)}${suggestion(name.text, layerWords)}`, name);
  reader.settings({});
  return layer;
}
