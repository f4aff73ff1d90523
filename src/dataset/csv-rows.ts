/** Parses the lines of a CSV file whose layout is known into images and labels. */

import { DataError } from '../errors.ts';
import { type CsvLayout, FIRST, LABEL, LAST, unquoted, wrongCount } from './csv-layout.ts';
import { CsvNumber } from './csv-number.ts';
import { CLASSES, IMAGE_PIXELS, type ImageRows, tooManyImages } from './dataset.ts';
import { type LabelCandidate, LabelColumn } from './label-column.ts';

/** Limits the length of invalid values in messages. */
const MOST_SHOWN = 64;

/** Maximum number of digits that are read, far more than a byte needs: as many as a 32-bit integer holds. */
const MOST_DIGITS = 9;
const POWERS = Float64Array.from({ length: MOST_DIGITS + 1 }, (_, n) => Number(`1e${n}`));

const SPACE = 32;
const QUOTE = 34;
const POINT = 46;
const RETURN = 13;
const ZERO = 48;
const NINE = 57;

const EMPTY = /^[\s"]*$/;

/** Maximum number of empty lines beyond one for each image: gzip packs a thousand of them into a byte. */
const MOST_EMPTY = 10_000;

export class CsvRows {
  readonly #layout: CsvLayout;
  readonly #file: string;
  readonly #limit: number;
  readonly #number: CsvNumber;
  #images: Uint8Array = new Uint8Array(1024 * IMAGE_PIXELS);
  #labels: Uint8Array = new Uint8Array(1024);
  #count = 0;
  #empty = 0;
  #isBelowNames: boolean;
  #largest = 0;
  /** If the label is one of two columns. */
  readonly #column: LabelColumn | null;

  constructor(layout: CsvLayout, file: string, limit: number) {
    this.#layout = layout;
    this.#file = file;
    this.#limit = limit;
    this.#number = new CsvNumber(layout.separator);
    this.#isBelowNames = !layout.hasNames;
    this.#column = layout.roles.includes(FIRST) ? new LabelColumn(file) : null;
  }

  /** Phrases that describe what was found; complete once reading has finished. */
  get remarks(): readonly string[] {
    const remarks = [
      this.#column?.isLast === true ? `the label is column ${this.#layout.roles.length}, the last` : '',
      this.#isBinary ? 'pixels are 0 or 1' : '',
    ];
    return remarks.filter((text) => text !== '');
  }

  get #isBinary(): boolean {
    return !this.#layout.isUnit && this.#largest === 1;
  }

  /**
   * Parses the line from `start` to `end`.
   * @param number line number, from 1
   * @throws {DataError} if it is invalid
   */
  read(bytes: Uint8Array, start: number, end: number, number: number, isLast: boolean): void {
    let stop = end;
    while (stop > start && (bytes[stop - 1] === RETURN || bytes[stop - 1] === SPACE)) stop--;
    if (stop === start || (stop - start < IMAGE_PIXELS && EMPTY.test(decoded(bytes, start, stop)))) {
      if (bytes.subarray(start, stop).includes(QUOTE)) throw this.#openQuote(number, isLast);
      if (++this.#empty > MOST_EMPTY + this.#count) throw this.#tooManyEmpty(number);
      return;
    }
    if (!this.#isBelowNames) {
      this.#isBelowNames = true;
      return;
    }
    this.#makeRoom();
    this.#readValues(bytes, start, stop, number, isLast);
    this.#count++;
  }

  finish(): ImageRows {
    const count = this.#count;
    const images = this.#images.slice(0, count * IMAGE_PIXELS);
    const labels = this.#labels.slice(0, count);
    this.#column?.settle(images, labels);
    if (this.#isBinary) for (let n = 0; n < images.length; n++) images[n] *= 255;
    const isLabelled = this.#column !== null || this.#layout.roles.includes(LABEL);
    return { count, images, labels: isLabelled ? labels : null };
  }

  #readValues(bytes: Uint8Array, start: number, end: number, number: number, isLast: boolean): void {
    const { separator, roles, isUnit } = this.#layout;
    const columns = roles.length;
    const images = this.#images;
    const to = this.#count * IMAGE_PIXELS;
    let largest = this.#largest;
    let at = start;
    if (separator === SPACE) while (bytes[at] === SPACE) at++;
    for (let column = 0; ; column++) {
      if (column === columns) throw this.#tooMany(number);
      const role = roles[column];
      if (role >= 0 && bytes[at] === ZERO && separator !== SPACE) {
        // four pixels in five are 0 or 0.0: this fast path makes reading a third faster
        const length = bytes[at + 1] === POINT && bytes[at + 2] === ZERO ? 3 : 1;
        if (bytes[at + length] === separator && at + length < end) {
          at += length + 1;
          continue;
        }
      }
      // almost all values consist of digits and perhaps a point
      let mantissa = 0;
      let p = at;
      let byte = bytes[p];
      const most = Math.min(end, at + MOST_DIGITS);
      while (byte >= ZERO && byte <= NINE && p < most) {
        mantissa = mantissa * 10 + (byte - ZERO);
        byte = bytes[++p];
      }
      let value = p > at ? mantissa : Number.NaN;
      if (byte === POINT && p > at && p < end) {
        const point = p++;
        byte = bytes[p];
        while (byte >= ZERO && byte <= NINE && p < most) {
          mantissa = mantissa * 10 + (byte - ZERO);
          byte = bytes[++p];
        }
        value = mantissa === 0 ? 0 : mantissa / POWERS[p - point - 1];
        while (byte >= ZERO && byte <= NINE && p < end) byte = bytes[++p];
      }
      if (p > end || (p < end && byte !== separator) || Number.isNaN(value)) {
        if (this.#number.read(bytes, at, end)) {
          ({ value, end: p } = this.#number);
        } else {
          p = this.#endOfValue(bytes, at, end, number, isLast);
          value = Number.NaN;
        }
      }
      if (role >= 0) {
        if (value !== 0) {
          const pixel = pixelOf(value, isUnit);
          if (pixel < 0) throw this.#wrongPixel(role, shown(bytes, at, p), number);
          if (value > largest) largest = value;
          images[to + role] = pixel;
        }
      } else if (role === LABEL) {
        if (!isLabel(value)) throw this.#wrongLabel(shown(bytes, at, p), number);
        this.#labels[this.#count] = value;
      } else if (role === FIRST || role === LAST) {
        this.#keepCandidate(role, value, () => shown(bytes, at, p), number);
      }
      if (p >= end) {
        if (column + 1 !== columns) throw this.#wrongCount(number, column + 1);
        break;
      }
      at = p + 1;
      if (separator === SPACE) while (bytes[at] === SPACE) at++;
    }
    this.#largest = largest;
  }

  /** The first and the last column: each may be the label or a pixel. */
  #keepCandidate(role: number, value: number, text: () => string, number: number): void {
    const byte = pixelOf(value, this.#layout.isUnit);
    const pixel = byte < 0 ? null : byte;
    const candidate: LabelCandidate = { label: isLabel(value) ? value : null, pixel };
    const isFirst = role === FIRST;
    if (isFirst) this.#labels[this.#count] = candidate.label ?? 0;
    else this.#images[this.#count * IMAGE_PIXELS + IMAGE_PIXELS - 1] = pixel ?? 0;
    this.#column?.add(isFirst, candidate, () =>
      isFirst ? this.#wrongLabel(text(), number) : this.#wrongPixel(IMAGE_PIXELS - 1, text(), number),
    );
  }

  /** The end of the value that begins at `at`: a separator outside quotes, or the end of the line. */
  #endOfValue(bytes: Uint8Array, at: number, end: number, line: number, isLast: boolean): number {
    const { separator } = this.#layout;
    let p = at;
    while (p < end && (bytes[p] === SPACE || bytes[p] === 9) && bytes[p] !== separator) p++;
    if (bytes[p] === QUOTE && p < end) {
      p = bytes.indexOf(QUOTE, p + 1);
      if (p < 0 || p >= end) throw this.#openQuote(line, isLast);
    }
    while (p < end && bytes[p] !== separator) p++;
    return p;
  }

  /** Buffers grow by half, so that a large file never takes twice the memory that it needs. */
  #makeRoom(): void {
    if (this.#count >= this.#limit) throw tooManyImages(this.#file, this.#limit);
    if (this.#count < this.#labels.length) return;
    const room = Math.min(this.#limit, Math.ceil(this.#labels.length * 1.5));
    const images = new Uint8Array(room * IMAGE_PIXELS);
    images.set(this.#images);
    this.#images = images;
    const labels = new Uint8Array(room);
    labels.set(this.#labels);
    this.#labels = labels;
  }

  #wrongLabel(text: string, line: number): DataError {
    return this.#wrong(
      line,
      `has a label of ${text}, and it must be a whole number from 0 to ${CLASSES - 1}`,
    );
  }

  #wrongPixel(pixel: number, text: string, line: number): DataError {
    const range = this.#layout.isUnit
      ? 'a number from 0 to 1, as in the lines above'
      : 'a whole number from 0 to 255';
    return this.#wrong(line, `has pixel ${pixel} of ${text}, and it must be ${range}`);
  }

  #openQuote(line: number, isLast: boolean): DataError {
    return this.#wrong(line, isLast ? 'ends within quotes' : 'has a line end within quotes');
  }

  #tooManyEmpty(line: number): DataError {
    return this.#wrong(line, `is one of more than ${MOST_EMPTY + this.#count} empty lines; remove them`);
  }

  #tooMany(line: number): DataError {
    const { length } = this.#layout.roles;
    return this.#wrong(line, `has more than ${length} values: ${this.#contents()}`);
  }

  #wrongCount(line: number, count: number): DataError {
    const { length } = this.#layout.roles;
    if (length === IMAGE_PIXELS + 1) return wrongCount(this.#file, line, count);
    const got = count === 1 ? '1 value' : `${count} values`;
    return this.#wrong(line, `has ${got}, and it must have ${length}: ${this.#contents()}`);
  }

  #contents(): string {
    const { length } = this.#layout.roles;
    const also =
      length === IMAGE_PIXELS ? '' : length === IMAGE_PIXELS + 1 ? 'a label and ' : 'an index, a label and ';
    return `${also}${IMAGE_PIXELS} pixels`;
  }

  #wrong(line: number, problem: string): DataError {
    return new DataError(`${this.#file}: line ${line} ${problem}`);
  }
}

/** A byte, or -1 if the value is invalid. */
function pixelOf(value: number, isUnit: boolean): number {
  if (isUnit) return value >= 0 && value <= 1 ? Math.round(value * 255) : -1;
  return value >= 0 && value <= 255 && Math.floor(value) === value ? value : -1;
}

const isLabel = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < CLASSES;

function decoded(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}

function shown(bytes: Uint8Array, start: number, end: number): string {
  const raw = decoded(bytes, start, end);
  const value = unquoted(raw) ?? raw.replaceAll('"', '').trim();
  return JSON.stringify(value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}...` : value);
}
