/**
 * Parses the description of a network: sizes, such as `784-300-10`, with an activation and dropout between them; a
 * list of layers, such as `conv 8 5x5, relu, maxpool 2, dense 10`; or the name of a preset.
 */

import { suggestion } from '../suggestion.ts';
import type { Architecture, LossKind } from './architecture.ts';
import {
  CLASSES,
  MAX_LAYERS,
  outputOf,
  PIXELS,
  ShapeMismatchError,
  type UnresolvedLayer,
} from './layer-output.ts';
import { NetworkSyntaxError, quote, type Word, wordsOf } from './layer-reader.ts';
import { checkSize } from './model-size.ts';
import { layerWords, parseLayer } from './parse-layer.ts';
import { presets } from './presets.ts';
import { resolveLayers } from './shape-inference.ts';

export type ParsedNetwork = { readonly loss: LossKind } & (
  | { readonly form: 'sizes'; readonly hidden: readonly number[] }
  | { readonly form: 'layers'; readonly architecture: Architecture }
);

/**
 * Parses the description of a network.
 * @param loss the requested loss, if any, with which a final sigmoid or softmax must agree
 * @throws NetworkSyntaxError that points at the invalid word; UsageError if the network is too large
 */
export function parseNetwork(text: string, loss?: LossKind): ParsedNetwork {
  const words = wordsOf(text);
  if (words.length === 0)
    throw new NetworkSyntaxError('the description is empty', text, { text: '', start: 0 });
  if (words.length === 1) {
    const [word] = words;
    if (Object.hasOwn(presets, word.text)) {
      const preset = presets[word.text];
      return parseNetwork(preset.network, loss ?? preset.loss);
    }
    if (/^\d[^,]*$/.test(word.text)) {
      return { form: 'sizes', hidden: readSizes(text, word), loss: loss ?? 'cross-entropy' };
    }
    if (/^[^,]+$/.test(word.text) && !layerWords.some((known) => known === word.text)) {
      const known = [...Object.keys(presets), ...layerWords];
      const reason = `there is no network or layer ${quote(word)}${suggestion(word.text, known)}`;
      throw new NetworkSyntaxError(reason, text, word);
    }
  }
  return readLayers(text, loss);
}

/** `784-300-10`: the sizes of its hidden layers. */
function readSizes(text: string, { text: sizes, start }: Word): number[] {
  let at = start;
  const pieces = sizes.split('-').map((piece): Word => {
    const word = { text: piece, start: at };
    at += piece.length + 1;
    return word;
  });
  const fail = (reason: string, word: Word): never => {
    throw new NetworkSyntaxError(`${reason}, got ${quote(word)}`, text, word);
  };
  const numbers = pieces.map((piece) => {
    const size = /^\d+$/.test(piece.text) ? Number(piece.text) : 0;
    if (size >= 1 && Number.isSafeInteger(size)) return size;
    return fail("a layer's size must be a whole number above 0", piece);
  });
  const [first, last] = [pieces[0], pieces[pieces.length - 1]];
  const { width } = outputOf(PIXELS);
  if (numbers[0] !== width) fail(`sizes begin with ${width}, the pixels of an image`, first);
  if (numbers.length === 1 || numbers[numbers.length - 1] !== CLASSES) {
    fail(`sizes end with ${CLASSES}, a neuron for each digit`, last);
  }
  return numbers.slice(1, -1);
}

/** The layers parsed so far, and their positions in the text. */
class Layers {
  readonly layers: UnresolvedLayer[] = [];
  readonly marks: Word[] = [];
  readonly #text: string;
  #flat = false;
  #output: { readonly kind: 'softmax' | 'sigmoid'; readonly mark: Word } | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  add(words: readonly Word[]): void {
    const [mark] = words;
    const layer = parseLayer(this.#text, words);
    if (this.#output?.kind === 'softmax') this.#fail('nothing may follow softmax', mark);
    if (layer === 'softmax') {
      this.#output = { kind: 'softmax', mark };
    } else if (layer === 'flatten') {
      this.#flat = true;
    } else {
      const needsImage = layer.kind === 'conv2d' || layer.kind.endsWith('pool2d');
      if (this.#flat && needsImage) this.#fail(`${mark.text} needs an image, but comes after flatten`, mark);
      this.layers.push(layer);
      this.marks.push(mark);
    }
  }

  /** A `sigmoid` after the last dense layer belongs to the loss, like a `softmax`. */
  end(asked: LossKind | undefined): { readonly layers: readonly UnresolvedLayer[]; readonly loss: LossKind } {
    const { layers, marks } = this;
    if (this.#output === null && layers.at(-1)?.kind === 'sigmoid' && layers.at(-2)?.kind === 'dense') {
      layers.pop();
      const mark = marks.pop();
      if (mark !== undefined) this.#output = { kind: 'sigmoid', mark };
    }
    const loss = asked ?? 'cross-entropy';
    if (this.#output !== null && (this.#output.kind === 'softmax') !== (loss === 'cross-entropy')) {
      const { kind, mark } = this.#output;
      const fitting = kind === 'softmax' ? 'cross-entropy' : 'mse or bce';
      this.#fail(`${kind} at the end goes with the loss ${fitting}, not ${loss}`, mark);
    }
    return { layers, loss };
  }

  #fail(reason: string, word: Word): never {
    throw new NetworkSyntaxError(reason, this.#text, word);
  }
}

function readLayers(text: string, asked: LossKind | undefined): ParsedNetwork {
  const list = new Layers(text);
  let start = 0;
  const pieces = text.split(',');
  if (pieces.length > MAX_LAYERS) {
    throw new NetworkSyntaxError(`at most ${MAX_LAYERS} layers are allowed`, text, { text: '', start: 0 });
  }
  for (const piece of pieces) {
    const words = wordsOf(text, start, start + piece.length);
    if (words.length === 0) throw new NetworkSyntaxError('a layer is missing', text, { text: '', start });
    list.add(words);
    start += piece.length + 1;
  }
  const { layers, loss } = list.end(asked);
  const architecture = fitTogether(text, layers, list.marks);
  checkSize(architecture, 'network: the net');
  return { form: 'layers', architecture, loss };
}

function fitTogether(text: string, layers: readonly UnresolvedLayer[], marks: readonly Word[]): Architecture {
  try {
    return resolveLayers(layers);
  } catch (error) {
    if (!(error instanceof ShapeMismatchError)) throw error;
    throw new NetworkSyntaxError(error.reason, text, marks[error.layer] ?? { text: '', start: 0 });
  }
}
