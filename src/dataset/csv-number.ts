/**
 * Parses a number of a CSV file with what is around it: spaces, quotes, a sign, a decimal comma, an exponent, as in
 * `"0"`, ` 1` or the `1.000000000000000000e+00` of NumPy. As a string, each would take ten times as long.
 */

const TAB = 9;
const SPACE = 32;
const QUOTE = 34;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const UPPER_E = 69;
const LOWER_E = 101;

/**
 * Whole numbers of so many digits are exact, and so are powers of ten up to 22: all that pixels and labels need. With
 * larger powers, which are rounded, a value is next to 0 or beyond all pixels.
 */
const MOST_DIGITS = 15;
const MOST_EXPONENT = 300;
const POWERS = Float64Array.from({ length: MOST_EXPONENT + 1 }, (_, n) => Number(`1e${n}`));

export class CsvNumber {
  value = 0;
  /** The index after it. */
  end = 0;
  readonly #separator: number;

  constructor(separator: number) {
    this.#separator = separator;
  }

  /** Whether there is a number from `start` to a separator or `limit`. */
  read(bytes: Uint8Array, start: number, limit: number): boolean {
    let at = this.#skipBlanks(bytes, start, limit, false);
    const isQuoted = at < limit && bytes[at] === QUOTE;
    if (isQuoted) at = this.#skipBlanks(bytes, at + 1, limit, true);
    const isNegative = at < limit && bytes[at] === MINUS;
    if (isNegative || (at < limit && bytes[at] === PLUS)) at++;
    at = this.#readDecimal(bytes, at, limit);
    if (at < 0) return false;
    if (isNegative) this.value = -this.value;
    at = this.#skipBlanks(bytes, at, limit, isQuoted);
    if (isQuoted) {
      if (at >= limit || bytes[at] !== QUOTE) return false;
      at = this.#skipBlanks(bytes, at + 1, limit, false);
    }
    this.end = at;
    return at === limit || bytes[at] === this.#separator;
  }

  /** Returns the index after it; -1 if there is none, or one beyond all pixels. */
  #readDecimal(bytes: Uint8Array, start: number, limit: number): number {
    let at = start;
    let digits = 0;
    let mantissa = 0;
    let significant = 0;
    let exponent = 0;
    let hasPoint = false;
    for (; at < limit; at++) {
      const byte = bytes[at];
      if (byte >= ZERO && byte <= NINE) {
        digits++;
        if (significant < MOST_DIGITS) {
          mantissa = mantissa * 10 + (byte - ZERO);
          if (mantissa > 0) significant++;
          if (hasPoint) exponent--;
        } else if (!hasPoint) exponent++;
      } else if (!hasPoint && (byte === POINT || (byte === COMMA && this.#separator !== COMMA))) {
        hasPoint = true;
      } else break;
    }
    if (digits === 0) return -1;
    if (at < limit && (bytes[at] === LOWER_E || bytes[at] === UPPER_E)) {
      const sign = bytes[at + 1] === MINUS ? -1 : 1;
      at += bytes[at + 1] === MINUS || bytes[at + 1] === PLUS ? 2 : 1;
      const first = at;
      let written = 0;
      for (; at < limit && bytes[at] >= ZERO && bytes[at] <= NINE; at++)
        written = Math.min(written * 10 + (bytes[at] - ZERO), 1e6);
      if (at === first) return -1;
      exponent += sign * written;
    }
    if (Math.abs(exponent) > MOST_EXPONENT && mantissa > 0) return -1;
    const power = mantissa === 0 ? 1 : POWERS[Math.abs(exponent)];
    this.value = exponent < 0 ? mantissa / power : mantissa * power;
    return at;
  }

  /** A separator is no blank, but between quotes. */
  #skipBlanks(bytes: Uint8Array, start: number, limit: number, isQuoted: boolean): number {
    let at = start;
    while (at < limit && (bytes[at] === SPACE || bytes[at] === TAB)) {
      if (bytes[at] === this.#separator && !isQuoted) break;
      at++;
    }
    return at;
  }
}
