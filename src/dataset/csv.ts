/**
 * CSV files of digits: `label,pixel0,...,pixel783` a line, with or without a line of names above, as Kaggle and others
 * hand out MNIST.
 *
 * The bytes are read by a state machine of our own: a CSV library makes a string of each of the 47 million fields of
 * MNIST's training part, which takes it ten times as long.
 */
import { DataError } from '../errors.ts';
import { CLASSES, IMAGE_PIXELS, type LabelledImages } from './dataset.ts';

/** 1.3 million images, in bytes: as many as of IDX files. */
export const MAX_IMAGES: number = Math.floor(2 ** 30 / IMAGE_PIXELS);

/** No row needs more: 785 fields of a few bytes. It keeps what is told of a wrong field short, and lines bounded. */
const MOST_FIELD_BYTES = 64;

const FIELDS = IMAGE_PIXELS + 1;

const COMMA = 44;
const QUOTE = 34;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const TAB = 9;
const ZERO = 48;
const NINE = 57;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/** Reads a file piece by piece: `push` each, then `finish`. */
export class CsvReader {
  readonly #file: string;
  readonly #limit: number;
  #images: Uint8Array = new Uint8Array(1024 * IMAGE_PIXELS);
  #labels: Uint8Array = new Uint8Array(1024);
  #count = 0;
  #line = 1;
  /** Fields of this line that are complete. */
  #field = 0;
  /** The bytes of the field in hand, without spaces around it and quotes; only its first so many. */
  readonly #text = new Uint8Array(MOST_FIELD_BYTES);
  #length = 0;
  #value = 0;
  #isNumber = true;
  #quotes: 'none' | 'open' | 'closed' = 'none';
  #afterSpace = false;
  #isHeader = false;
  #offset = 0;

  /**
   * @param file its name, for messages
   * @param limit of images
   */
  constructor(file: string, limit: number = MAX_IMAGES) {
    this.#file = file;
    this.#limit = limit;
  }

  /** @throws {DataError} at the first line that is wrong, which it names */
  push(bytes: Uint8Array): void {
    let value = this.#value;
    let length = this.#length;
    let isOpen = this.#isOpen;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      // nearly all bytes are digits and commas: they are dealt with here, all others in #slow
      if (isOpen && byte >= ZERO && byte <= NINE && length < 3) {
        this.#text[length++] = byte;
        value = value * 10 + (byte - ZERO);
        continue;
      }
      this.#value = value;
      this.#length = length;
      if (byte === COMMA && this.#quotes !== 'open') this.#endField();
      else this.#slow(byte, i);
      value = this.#value;
      length = this.#length;
      isOpen = this.#isOpen;
    }
    this.#value = value;
    this.#length = length;
    this.#offset += bytes.length;
  }

  /** @throws {DataError} where there is no image, or the last line is cut short */
  finish(): LabelledImages {
    if (this.#quotes === 'open') throw this.#wrong('ends within quotes');
    if (this.#field > 0 || this.#length > 0) this.#endLine();
    if (this.#count === 0) throw new DataError(`${this.#file} holds no digits; check the file`);
    return {
      count: this.#count,
      images: this.#images.slice(0, this.#count * IMAGE_PIXELS),
      labels: this.#labels.slice(0, this.#count),
    };
  }

  /** Whether a digit would go on with the field. */
  get #isOpen(): boolean {
    return !this.#afterSpace && this.#quotes !== 'closed';
  }

  #slow(byte: number, i: number): void {
    if (this.#offset + i < 3 && byte === BYTE_ORDER_MARK[this.#offset + i]) return;
    if (byte === NEWLINE) {
      if (this.#quotes === 'open') throw this.#wrong('has a line end within quotes');
      this.#endLine();
    } else if (byte === SPACE || byte === TAB || byte === RETURN) {
      this.#afterSpace = this.#length > 0;
    } else if (byte === QUOTE && this.#length === 0 && this.#quotes === 'none') {
      this.#quotes = 'open';
    } else if (byte === QUOTE && this.#quotes === 'open') {
      this.#quotes = 'closed';
      this.#afterSpace = false;
    } else {
      this.#addByte(byte);
    }
  }

  #addByte(byte: number): void {
    const isDigit = byte >= ZERO && byte <= NINE;
    if (this.#afterSpace || this.#quotes === 'closed' || !isDigit) this.#isNumber = false;
    if (isDigit) this.#value = Math.min(1e6, this.#value * 10 + (byte - ZERO));
    if (this.#afterSpace && this.#length < MOST_FIELD_BYTES) this.#text[this.#length++] = SPACE;
    if (this.#length < MOST_FIELD_BYTES) this.#text[this.#length++] = byte;
    this.#afterSpace = false;
  }

  #endField(): void {
    if (this.#quotes === 'open') throw this.#wrong('ends within quotes');
    const field = this.#field++;
    if (field >= FIELDS)
      throw this.#wrong(`has more than ${FIELDS} values: a label and ${IMAGE_PIXELS} pixels`);
    if (field === 0 && this.#line === 1 && this.#length > 0 && !this.#isNumber) this.#isHeader = true;
    if (this.#isHeader) this.#checkName(field);
    else this.#keep(field);
    this.#length = 0;
    this.#value = 0;
    this.#isNumber = true;
    this.#quotes = 'none';
    this.#afterSpace = false;
  }

  /** A label that is not in front would be taken for a pixel, and a pixel for the label. */
  #checkName(field: number): void {
    if (field === 0 || !/^(label|class|digit|target|y)$/i.test(this.#got())) return;
    throw this.#wrong(`has "${this.#got()}" as the name of column ${field + 1}; the label must come first`);
  }

  #got(): string {
    return new TextDecoder().decode(this.#text.subarray(0, this.#length));
  }

  #keep(field: number): void {
    const most = field === 0 ? CLASSES - 1 : 255;
    if (this.#length === 0 || !this.#isNumber || this.#value > most) {
      const what = field === 0 ? 'a label' : `pixel ${field - 1}`;
      const cut = this.#length === MOST_FIELD_BYTES ? '...' : '';
      throw this.#wrong(
        `has ${what} of ${JSON.stringify(this.#got() + cut)}, and it must be a whole number from 0 to ${most}`,
      );
    }
    if (field === 0) {
      this.#grow();
      this.#labels[this.#count] = this.#value;
    } else {
      this.#images[this.#count * IMAGE_PIXELS + field - 1] = this.#value;
    }
  }

  #endLine(): void {
    const isEmpty = this.#field === 0 && this.#length === 0 && this.#quotes === 'none';
    if (!isEmpty) {
      this.#endField();
      if (this.#field !== FIELDS) {
        const got = this.#field === 1 ? '1 value' : `${this.#field} values`;
        throw this.#wrong(`has ${got}, and it must have ${FIELDS}: a label and ${IMAGE_PIXELS} pixels`);
      }
      if (!this.#isHeader) this.#count++;
    }
    this.#isHeader = false;
    this.#field = 0;
    this.#afterSpace = false;
    this.#line++;
  }

  /** Memory grows by half: of a large file, it is never twice what is needed. */
  #grow(): void {
    if (this.#count >= this.#limit) {
      throw new DataError(`${this.#file} holds more than ${this.#limit} images; use a part of it`);
    }
    if (this.#count < this.#labels.length) return;
    const capacity = Math.min(this.#limit, Math.ceil(this.#labels.length * 1.5));
    const images = new Uint8Array(capacity * IMAGE_PIXELS);
    images.set(this.#images);
    this.#images = images;
    const labels = new Uint8Array(capacity);
    labels.set(this.#labels);
    this.#labels = labels;
  }

  #wrong(problem: string): DataError {
    return new DataError(`${this.#file}: line ${this.#line} ${problem}`);
  }
}
