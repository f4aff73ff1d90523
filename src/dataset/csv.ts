/**
 * CSV files of digits: one image per line, with 784 pixels and usually a label, as distributed by Kaggle, pandas and
 * others. `csv-layout.ts` detects the layout.
 *
 * The bytes are parsed here instead of by a CSV library, which would create a string for each of the 47 million
 * values of MNIST's training split and take ten times as long.
 */
import { DataError } from '../errors.ts';
import { type CsvLayout, findLayout, wrongCount } from './csv-layout.ts';
import { CsvRows } from './csv-rows.ts';
import { IMAGE_PIXELS, type ImageRows, type LabelledImages } from './dataset.ts';

/** 1.3 million images, in bytes: the same limit as for IDX files. */
export const MAX_IMAGES: number = Math.floor(2 ** 30 / IMAGE_PIXELS);

/** Number of bytes from which the layout is detected; for a shorter file, all of it. */
const HEAD_BYTES = 1 << 18;

/** The maximum length of a line: 786 values of at most 64 bytes. Bounds the memory for a file without line ends. */
const MOST_LINE_BYTES = 1 << 16;

const NEWLINE = 10;
const RETURN = 13;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/** Reads a file in pieces: `push` each, then `finish`. */
export class CsvReader {
  readonly #file: string;
  readonly #limit: number;
  #rows: CsvRows | null = null;
  #layout: CsvLayout | null = null;
  /** The beginning of a file whose layout is not known yet, or of a line. */
  #rest: Uint8Array = new Uint8Array(0);
  #line = 0;

  /**
   * @param file its name, for messages
   * @param limit maximum number of images
   */
  constructor(file: string, limit: number = MAX_IMAGES) {
    this.#file = file;
    this.#limit = limit;
  }

  /** Phrases that describe the layout to the user; complete once reading has finished. */
  get remarks(): readonly string[] {
    return [...(this.#layout?.remarks ?? []), ...(this.#rows?.remarks ?? [])];
  }

  /** @throws {DataError} that names the first invalid line */
  push(bytes: Uint8Array): void {
    if (this.#rows === null) {
      this.#rest = joined(this.#rest, bytes);
      if (this.#rest.length >= HEAD_BYTES) this.#begin(false);
      return;
    }
    let start = 0;
    if (this.#rest.length > 0) {
      start = bytes.indexOf(NEWLINE) + 1;
      this.#rest = joined(this.#rest, start === 0 ? bytes : bytes.subarray(0, start - 1));
      if (start === 0) {
        this.#checkRest();
        return;
      }
      this.#readLine(this.#rest, 0, this.#rest.length, false);
    }
    this.#readLines(bytes, start);
  }

  /** @throws {DataError} if there are no images, no labels, or a truncated line, or if the label column is ambiguous */
  finish(): LabelledImages {
    const { labels, ...images } = this.finishRows();
    if (labels === null) {
      const { message } = wrongCount(this.#file, this.#layout?.hasNames ? 2 : 1, IMAGE_PIXELS);
      throw new DataError(`${message}; \`nn predict\` reads such files, without labels`);
    }
    return { ...images, labels };
  }

  /** The same for files that may lack labels. */
  finishRows(): ImageRows {
    this.#begin(true);
    if (this.#rest.length > 0) this.#readLine(this.#rest, 0, this.#rest.length, true);
    this.#rest = new Uint8Array(0);
    const rows = this.#rows?.finish();
    if (rows === undefined || rows.count === 0)
      throw new DataError(`${this.#file} holds no digits; check the file`);
    return rows;
  }

  /** Detects the layout from the data so far, and parses it. */
  #begin(isAll: boolean): void {
    if (this.#rows !== null) return;
    const bytes = this.#rest;
    this.#checkText(bytes);
    const start = BYTE_ORDER_MARK.every((byte, n) => bytes[n] === byte) ? BYTE_ORDER_MARK.length : 0;
    const end = isAll ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0 && !isAll) throw this.#tooLong();
    const head = new TextDecoder('latin1').decode(bytes.subarray(start, Math.min(end, HEAD_BYTES)));
    if (head.trim() === '') {
      if (end < HEAD_BYTES) return; // empty lines may precede the first
      throw new DataError(`${this.#file} begins with ${end} bytes of empty lines; check the file`);
    }
    this.#layout = findLayout(head, this.#file);
    this.#rows = new CsvRows(this.#layout, this.#file, this.#limit);
    this.#readLines(bytes, start);
  }

  /** Refuses what Windows and old Macs save under this name. */
  #checkText(bytes: Uint8Array): void {
    if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
      throw new DataError(`${this.#file} is text in UTF-16; save it as UTF-8`);
    }
    const end = bytes.indexOf(RETURN);
    if (end >= 0 && end < bytes.length - 1 && !bytes.includes(NEWLINE)) {
      throw new DataError(
        `${this.#file} ends its lines with carriage returns alone; save it with line feeds`,
      );
    }
  }

  #readLines(bytes: Uint8Array, from: number): void {
    let start = from;
    for (let end = bytes.indexOf(NEWLINE, start); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      this.#readLine(bytes, start, end, false);
      start = end + 1;
    }
    this.#rest = bytes.slice(start);
    this.#checkRest();
  }

  #readLine(bytes: Uint8Array, start: number, end: number, isLast: boolean): void {
    this.#line++;
    this.#rows?.read(bytes, start, end, this.#line, isLast);
  }

  #checkRest(): void {
    if (this.#rest.length <= MOST_LINE_BYTES || (this.#rows === null && this.#rest.length < HEAD_BYTES))
      return;
    throw this.#tooLong();
  }

  #tooLong(): DataError {
    return new DataError(
      `${this.#file}: line ${this.#line + 1} is longer than ${MOST_LINE_BYTES} bytes, and it must be a label and ${IMAGE_PIXELS} pixels`,
    );
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
