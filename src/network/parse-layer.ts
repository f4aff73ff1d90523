/** Reads the words of one layer, such as `conv 8 5x5 stride 2`, and points at the one that is wrong. */

import { closest, distance } from 'fastest-levenshtein';
import { UsageError } from '../errors.ts';
import { activationSpec, type LayerSpec, LEAKY_SLOPE } from './architecture.ts';
import type { UnresolvedLayer } from './shape-inference.ts';

/** A piece of a text, and where in it. */
export interface Word {
  readonly text: string;
  readonly start: number;
}

/** A text that says no net; `hint` shows it with a line under what is wrong. */
export class NetworkSyntaxError extends UsageError {
  readonly hint: string;

  constructor(reason: string, text: string, word: Word) {
    super(`network: ${reason}, at character ${word.start + 1}`);
    this.hint = pointAt(text, word);
  }
}

const MOST_SHOWN = 60;

/** Two lines: the text, or what is near the word, and carets under the word. */
function pointAt(text: string, { start, text: word }: Word): string {
  const from = Math.max(0, start - MOST_SHOWN / 2);
  const shown = text.slice(from, from + MOST_SHOWN).replace(/[^\x20-\x7e]/g, '?');
  const before = from > 0 ? '...' : '';
  const behind = from + MOST_SHOWN < text.length ? '...' : '';
  const carets = Math.max(1, Math.min(word.length, MOST_SHOWN - (start - from)));
  return `  ${before}${shown}${behind}\n${' '.repeat(2 + before.length + start - from)}${'^'.repeat(carets)}`;
}

/** ` (did you mean relu?)` where a known word is near. */
export function suggestion(word: string, known: readonly string[]): string {
  const short = word.slice(0, 30).toLowerCase();
  const near = closest(short, known);
  return distance(short, near) <= Math.max(1, Math.min(3, near.length / 2)) ? ` (did you mean ${near}?)` : '';
}

/** The words of a text between two places. */
export function wordsOf(text: string, start = 0, end: number = text.length): Word[] {
  return Array.from(text.slice(start, end).matchAll(/\S+/g), (match) => ({
    text: match[0],
    start: start + match.index,
  }));
}

export const layerWords = [
  'conv',
  'maxpool',
  'avgpool',
  'flatten',
  'dense',
  'relu',
  'leaky-relu',
  'gelu',
  'sigmoid',
  'tanh',
  'dropout',
  'softmax',
] as const;

/** Far beyond what fits: whether it does is said with the memory it would take. */
const LARGEST = 1_000_000_000;
const LARGEST_WINDOW = 1000;

class LayerReader {
  readonly #text: string;
  readonly #words: readonly Word[];
  #next = 1;

  constructor(text: string, words: readonly Word[]) {
    this.#text = text;
    this.#words = words;
  }

  fail(reason: string, word: Word): never {
    throw new NetworkSyntaxError(reason, this.#text, word);
  }

  get more(): boolean {
    return this.#next < this.#words.length;
  }

  /** The next word. `what` is said where there is none. */
  word(what: string): Word {
    const word = this.#words[this.#next++];
    return word ?? this.fail(`${this.#words[0].text} needs ${what}`, this.#words[this.#words.length - 1]);
  }

  whole(what: string, least: number, most: number): number {
    const word = this.word(what);
    const value = /^\d+$/.test(word.text) ? Number(word.text) : Number.NaN;
    if (value >= least && value <= most) return value;
    return this.fail(`${what} must be a whole number from ${least} to ${most}, got ${quote(word)}`, word);
  }

  /** Between 0 and 1; 0 itself only where it is allowed. */
  share(what: string, withZero: boolean): number {
    const word = this.word(what);
    const value = /^(\d+\.?\d*|\.\d+)(e-\d+)?$/i.test(word.text) ? Number(word.text) : Number.NaN;
    if ((withZero ? value >= 0 : value > 0) && value < 1) return value;
    return this.fail(
      `${what} must be ${withZero ? 'at least' : 'above'} 0 and below 1, got ${quote(word)}`,
      word,
    );
  }

  /** `5x5` or, where squares alone are meant, `5` too. */
  window(what: string, square: boolean): readonly [height: number, width: number] {
    const word = this.word(what);
    const match = /^(\d+)x(\d+)$/i.exec(word.text) ?? (square ? /^(\d+)$/.exec(word.text) : null);
    const [height, width] = match === null ? [0, 0] : [Number(match[1]), Number(match[2] ?? match[1])];
    const fits = [height, width].every((size) => size >= 1 && size <= LARGEST_WINDOW);
    if (fits && (!square || height === width)) return [height, width];
    return this.fail(`${what} must be from 1 to ${LARGEST_WINDOW}, got ${quote(word)}`, word);
  }

  /** Named settings that may follow, in any order. */
  settings(readers: Readonly<Record<string, (name: Word) => void>>): void {
    while (this.more) {
      const name = this.word('');
      const read = Object.hasOwn(readers, name.text) ? readers[name.text] : undefined;
      if (read === undefined) {
        const known = Object.keys(readers);
        this.fail(
          known.length === 0
            ? `${this.#words[0].text} takes nothing more, got ${quote(name)}`
            : `after ${this.#words[0].text} comes ${known.join(' or ')}, got ${quote(name)}${suggestion(name.text, known)}`,
          name,
        );
      }
      read(name);
    }
  }
}

export function quote({ text }: Word): string {
  return JSON.stringify(text.length > 30 ? `${text.slice(0, 30)}...` : text);
}

/**
 * One layer.
 * @param words at least one; the first names the layer
 * @throws NetworkTextError
 */
export function parseLayer(text: string, words: readonly Word[]): UnresolvedLayer | 'flatten' | 'softmax' {
  const reader = new LayerReader(text, words);
  const layer = readKind(reader, words[0]);
  reader.settings({});
  return layer;
}

function readKind(reader: LayerReader, name: Word): UnresolvedLayer | 'flatten' | 'softmax' {
  switch (name.text) {
    case 'flatten':
    case 'softmax':
      return name.text;
    case 'relu':
    case 'gelu':
    case 'sigmoid':
    case 'tanh':
      return activationSpec(name.text);
    case 'leaky-relu':
      return { kind: 'leaky-relu', slope: reader.more ? reader.share('the slope', false) : LEAKY_SLOPE };
    case 'dropout':
      return { kind: 'dropout', rate: reader.share('the rate of dropout', true) };
    case 'dense':
      return { kind: 'dense', outputs: reader.whole('the number of neurons', 1, LARGEST) };
    case 'maxpool':
    case 'avgpool':
      return readPool(reader, name.text);
    case 'conv':
      return readConv(reader);
    default:
      return reader.fail(`there is no layer ${quote(name)}${suggestion(name.text, layerWords)}`, name);
  }
}

function readPool(reader: LayerReader, name: 'maxpool' | 'avgpool'): UnresolvedLayer {
  const [size] = reader.window('the size of the square (such as 2)', true);
  let stride = size;
  reader.settings({
    stride: () => {
      stride = readStride(reader);
    },
  });
  return { kind: `${name}2d`, size, stride };
}

function readConv(reader: LayerReader): UnresolvedLayer<LayerSpec & { kind: 'conv2d' }> {
  const filters = reader.whole('the number of filters', 1, LARGEST);
  const kernel = reader.window('the size of the kernel (such as 5x5)', false);
  let [stride, padding] = [1, 0];
  const same = (word: Word): void => {
    if (kernel[0] !== kernel[1] || kernel[0] % 2 === 0) {
      reader.fail(`same needs a square kernel of odd size, not ${kernel.join('x')}`, word);
    }
    padding = (kernel[0] - 1) / 2;
  };
  reader.settings({
    stride: () => {
      stride = readStride(reader);
    },
    padding: () => {
      padding = reader.whole('the padding', 0, LARGEST_WINDOW);
    },
    same,
  });
  return { kind: 'conv2d', filters, kernel, stride, padding };
}

function readStride(reader: LayerReader): number {
  return reader.whole('the stride', 1, LARGEST_WINDOW);
}
