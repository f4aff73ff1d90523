/** Reads the words of one layer, such as `conv 8 5x5 stride 2`. */

import type { LayerSpec } from './architecture.ts';
import type { UnresolvedLayer } from './layer-output.ts';
import { LayerReader, quote, suggestion, type Word } from './layer-reader.ts';
import { kindOf, kindOfWord, layerKinds } from './layers/index.ts';

/** Words that stand for no layer: what goes out of a picture is a row already, and softmax belongs to the loss. */
const others = ['flatten', 'softmax'] as const;

/** All that a layer of a text may begin with. */
export const layerWords: readonly string[] = [...layerKinds.map((kind) => kindOf({ kind }).word), ...others];

/**
 * One layer.
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
