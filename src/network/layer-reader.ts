/** Reads the description of a layer word by word, and reports errors with their position. */

import { UsageError } from '../errors.ts';
import { suggestion } from '../suggestion.ts';

/** A word and its position in the text. */
export interface Word {
  /** In lower case, because descriptions of networks ignore case. */
  readonly text: string;
  /** As typed by the user, if that differs. */
  readonly typed?: string;
  readonly start: number;
}

/** A syntax error in the description of a network; `hint` shows the text with the error underlined. */
export class NetworkSyntaxError extends UsageError {
  readonly hint: string;

  constructor(reason: string, text: string, word: Word) {
    super(`network: ${reason}, at character ${word.start + 1}`);
    this.hint = pointAt(text, word);
  }
}

const MOST_SHOWN = 60;

/** Two lines: the text, or the part near the word, and carets under the word. */
function pointAt(text: string, { start, text: word }: Word): string {
  const from = Math.max(0, start - MOST_SHOWN / 2);
  const shown = text.slice(from, from + MOST_SHOWN).replace(/[^\x20-\x7e]/g, '?');
  const before = from > 0 ? '...' : '';
  const behind = from + MOST_SHOWN < text.length ? '...' : '';
  const carets = Math.max(1, Math.min(word.length, MOST_SHOWN - (start - from)));
  return `  ${before}${shown}${behind}\n${' '.repeat(2 + before.length + start - from)}${'^'.repeat(carets)}`;
}

/** The words of a text between two positions. */
export function wordsOf(text: string, start = 0, end: number = text.length): Word[] {
  return Array.from(text.slice(start, end).matchAll(/\S+/g), (match) => ({
    text: match[0].replace(/[A-Z]/g, (letter) => letter.toLowerCase()), // ASCII only, which preserves lengths
    typed: match[0],
    start: start + match.index,
  }));
}

/** Far above the limits, which are reported with the memory that the network would take. */
export const LARGEST = 1_000_000_000;
export const LARGEST_WINDOW = 1000;

/** Reads the words of one layer in order. */
export class LayerReader {
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

  /** The next word. `what` names it in the error if there is none. */
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

  /** Between 0 and 1; 0 only if `withZero`. */
  fraction(what: string, withZero: boolean): number {
    const word = this.word(what);
    const value = /^(\d+\.?\d*|\.\d+)(e-\d+)?$/i.test(word.text) ? Number(word.text) : Number.NaN;
    if ((withZero ? value >= 0 : value > 0) && value < 1) return value;
    return this.fail(
      `${what} must be ${withZero ? 'at least' : 'above'} 0 and below 1, got ${quote(word)}`,
      word,
    );
  }

  /** `5x5`, or also `5` if only squares are allowed. */
  window(what: string, square: boolean): readonly [height: number, width: number] {
    const word = this.word(what);
    const match = /^(\d+)x(\d+)$/i.exec(word.text) ?? (square ? /^(\d+)$/.exec(word.text) : null);
    const [height, width] = match === null ? [0, 0] : [Number(match[1]), Number(match[2] ?? match[1])];
    const fits = [height, width].every((size) => size >= 1 && size <= LARGEST_WINDOW);
    if (fits && (!square || height === width)) return [height, width];
    return this.fail(`${what} must be from 1 to ${LARGEST_WINDOW}, got ${quote(word)}`, word);
  }

  stride(): number {
    return this.whole('the stride', 1, LARGEST_WINDOW);
  }

  /** Optional named settings, in any order. */
  settings(readers: Readonly<Record<string, (name: Word) => void>>): void {
    while (this.more) {
      const name = this.word('');
      const read = Object.hasOwn(readers, name.text) ? readers[name.text] : undefined;
      if (read === undefined) {
        const known = Object.keys(readers);
        this.fail(
          known.length === 0
            ? `after ${this.#words[0].text} comes a comma and the next layer, got ${quote(name)}`
            : `after ${this.#words[0].text} comes ${known.join(' or ')}, or a comma and the next layer, got ${quote(name)}${suggestion(name.text, known)}`,
          name,
        );
      }
      read(name);
    }
  }
}

export function quote({ text, typed = text }: Word): string {
  return JSON.stringify(typed.length > 30 ? `${typed.slice(0, 30)}...` : typed);
}
