/**
 * Scans the bytes of a JSON text before it is parsed, and rejects texts that would take far more memory than their
 * size. It only counts: syntax errors are left to the parser.
 */

import type { JsonLimits } from './limits.ts';

/** Thrown for a text that exceeds a limit. */
export class JsonLimitError extends Error {}

const BLANK = 0;
const QUOTE = 1;
const OPEN = 2;
const CLOSE = 3;
const VALUE = 4;

const BACKSLASH = 0x5c;
const QUOTATION_MARK = 0x22;

const kinds: Uint8Array = new Uint8Array(256).fill(VALUE);
for (const blank of ' \t\r\n,:') kinds[blank.charCodeAt(0)] = BLANK;
for (const open of '{[') kinds[open.charCodeAt(0)] = OPEN;
for (const close of '}]') kinds[close.charCodeAt(0)] = CLOSE;
kinds[QUOTATION_MARK] = QUOTE;

export class JsonScanner {
  readonly #limits: JsonLimits;
  #depth = 0;
  #containers = 0;
  #values = 0;
  /** Values up to the last bracket. */
  #beforeRow = 0;
  #strings = 0;
  #stringBytes = 0;
  #inString = false;
  #isEscaped = false;
  /** The kind of the previous byte. */
  #kind: number = BLANK;

  constructor(limits: JsonLimits) {
    this.#limits = limits;
  }

  /**
   * Scans the next bytes of the text.
   * @throws JsonLimitError if a limit is exceeded
   */
  push(bytes: Uint8Array): void {
    let before = this.#kind;
    let at = this.#inString ? this.#skipString(bytes, 0) + 1 : 0;
    for (; at < bytes.length; at++) {
      let kind = kinds[bytes[at]];
      if (kind === VALUE) {
        if (before !== VALUE) this.#values++;
        // nearly all bytes of a model are digits
        do at++;
        while (at < bytes.length && kinds[bytes[at]] === VALUE);
        before = VALUE;
        if (at === bytes.length) break;
        kind = kinds[bytes[at]];
      }
      if (kind === OPEN) {
        this.#endRow();
        this.#containers++;
        this.#depth++;
        if (this.#depth > this.#limits.depth) this.#refuse('levels of lists and objects', this.#limits.depth);
        if (this.#containers > this.#limits.containers)
          this.#refuse('lists and objects', this.#limits.containers);
      } else if (kind === CLOSE) {
        this.#endRow();
        this.#depth--;
      } else if (kind === QUOTE) {
        this.#strings++;
        this.#inString = true;
        at = this.#skipString(bytes, at + 1);
      }
      before = kind;
    }
    this.#kind = before;
    this.#check();
  }

  /** Advances to the end of the string, or of the bytes; returns the index of the last byte that belongs to it. */
  #skipString(bytes: Uint8Array, start: number): number {
    let at = start;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTATION_MARK) {
        this.#inString = false;
        break;
      }
    }
    this.#stringBytes += at - start;
    return at;
  }

  #endRow(): void {
    const { row } = this.#limits;
    if (this.#values - this.#beforeRow > row) this.#refuse('numbers in one list', row);
    this.#beforeRow = this.#values;
  }

  #check(): void {
    const { values, row, strings, stringBytes } = this.#limits;
    if (this.#values - this.#beforeRow > row) this.#refuse('numbers in one list', row);
    if (this.#values > values) this.#refuse('numbers', values);
    if (this.#strings > strings) this.#refuse('texts', strings);
    if (this.#stringBytes > stringBytes) this.#refuse('bytes of text', stringBytes);
  }

  #refuse(what: string, limit: number): never {
    throw new JsonLimitError(`it holds more than ${limit} ${what}`);
  }
}
