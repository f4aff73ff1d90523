/** Decodes PGM and PPM files (Netpbm's P2, P3, P5 and P6). */

import type { RasterImage } from '../image.ts';

/**
 * @param most maximum number of pixels
 * @throws Error that says what is wrong: `pixel limit` if there are too many pixels
 */
export function decodeNetpbm(bytes: Uint8Array, most: number): RasterImage {
  const reader = new HeaderReader(bytes);
  const kind = bytes[1] - 0x30;
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  const width = reader.number();
  const height = reader.number();
  const maximum = reader.number();
  if (!(width > 0 && height > 0)) throw new Error('no size');
  if (width * height > most) throw new Error('pixel limit');
  if (!(maximum > 0 && maximum < 65536)) throw new Error('the maximum is not from 1 to 65535');
  const count = width * height * channels;
  const scale = 255 / maximum;
  const isText = kind < 4;
  const size = maximum < 256 ? 1 : 2;
  const start = reader.position + 1; // a single white space ends the header
  const enough = isText ? bytes.length >= 2 * count : bytes.length - start >= count * size;
  if (!enough) throw new Error('truncated');
  const data = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const at = start + n * size;
    const value = isText ? reader.number() : size === 1 ? bytes[at] : 256 * bytes[at] + bytes[at + 1];
    data[n] = Math.min(255, Math.round(value * scale));
  }
  return { width, height, channels, data };
}

/** The length of a file by its header; null for text formats, or an invalid header. */
export function netpbmLength(bytes: Uint8Array): number | null {
  const reader = new HeaderReader(bytes);
  const kind = bytes[1] - 0x30;
  if (kind < 4) return null;
  try {
    const count = reader.number() * reader.number() * (kind === 6 ? 3 : 1);
    const size = reader.number() < 256 ? 1 : 2;
    return reader.position + 1 + count * size;
  } catch {
    return null;
  }
}

/** Reads numbers separated by white space and comments. */
class HeaderReader {
  readonly #bytes: Uint8Array;
  position = 2;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  number(): number {
    const bytes = this.#bytes;
    const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);
    while (this.position < bytes.length) {
      if (bytes[this.position] === 0x23)
        while (this.position < bytes.length && bytes[this.position] !== 10) this.position++;
      else if (!isSpace(bytes[this.position])) break;
      this.position++;
    }
    let value = 0;
    const first = this.position;
    for (; this.position - first < 9; this.position++) {
      const digit = bytes[this.position] - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      value = 10 * value + digit;
    }
    if (this.position === first) throw new Error('a number is missing');
    return value;
  }
}
