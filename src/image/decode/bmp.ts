/** Decodes Windows bitmaps: 1, 4, 8, 16, 24 and 32 bits, uncompressed. */

import type { RasterImage } from '../image.ts';

const RGB = 0;
const BIT_FIELDS = 3;
const ALPHA_BIT_FIELDS = 6;

/**
 * Supports BITMAPCOREHEADER and BITMAPINFOHEADER with its successors ("Bitmap Storage", Windows documentation).
 *
 * @param most maximum number of pixels
 * @throws Error that says what is wrong: `pixel limit` if there are too many pixels
 */
export function decodeBmp(bytes: Uint8Array, most: number): RasterImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offset = view.getUint32(10, true);
  const header = view.getUint32(14, true);
  const isCore = header === 12;
  if (!isCore && header < 40) throw new Error('an unknown header');
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const signed = isCore ? view.getInt16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signed); // negative: rows from top to bottom
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore ? RGB : view.getUint32(30, true);
  if (!(width > 0 && height > 0)) throw new Error('no size');
  if (width * height > most) throw new Error('pixel limit');
  const isMasked = compression === BIT_FIELDS || compression === ALPHA_BIT_FIELDS;
  if (compression !== RGB && !(isMasked && bits >= 16)) throw new Error('compressed');
  const stride = 4 * Math.ceil((width * bits) / 32);
  if (offset + stride * height > bytes.length) throw new Error('truncated');
  const colourOf = bits <= 8 ? palette(view, isCore, header, bits) : packed(view, bits, isMasked);
  const data = new Uint8Array(3 * width * height);
  const perByte = 8 / bits;
  for (let y = 0, to = 0; y < height; y++) {
    const row = offset + stride * (signed > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x++, to += 3) {
      let value: number;
      if (bits === 32) value = view.getUint32(row + 4 * x, true);
      else if (bits === 24) value = view.getUint16(row + 3 * x, true) + 65536 * bytes[row + 3 * x + 2];
      else if (bits === 16) value = view.getUint16(row + 2 * x, true);
      else {
        const shift = 8 - bits * ((x % perByte) + 1);
        value = (bytes[row + Math.floor(x / perByte)] >> shift) & ((1 << bits) - 1);
      }
      const colour = colourOf(value);
      data[to] = colour >> 16;
      data[to + 1] = (colour >> 8) & 255;
      data[to + 2] = colour & 255;
    }
  }
  return { width, height, channels: 3, data };
}

type ColourOf = (value: number) => number;

function palette(view: DataView, isCore: boolean, header: number, bits: number): ColourOf {
  if (bits !== 1 && bits !== 4 && bits !== 8) throw new Error(`${bits} bits a pixel`);
  const size = isCore ? 3 : 4;
  const colours = new Uint32Array(1 << bits);
  const used = isCore ? 0 : view.getUint32(46, true);
  const count = used === 0 ? colours.length : Math.min(used, colours.length);
  for (let n = 0; n < count; n++) {
    const at = 14 + header + size * n;
    colours[n] = view.getUint8(at) + 256 * view.getUint8(at + 1) + 65536 * view.getUint8(at + 2);
  }
  return (value) => colours[value];
}

/** Masks of red, green and blue follow the first 40 bytes of the header; without them, 5 or 8 bits per colour. */
function packed(view: DataView, bits: number, isMasked: boolean): ColourOf {
  if (bits !== 16 && bits !== 24 && bits !== 32) throw new Error(`${bits} bits a pixel`);
  if (!isMasked && bits !== 16) return (value) => value & 0xffffff;
  const masks = isMasked ? [54, 58, 62].map((at) => view.getUint32(at, true)) : [0x7c00, 0x3e0, 0x1f];
  const parts = masks.map((mask) => {
    let shift = 0;
    while (shift < 32 && ((mask >>> shift) & 1) === 0) shift++;
    return { shift, most: shift === 32 ? 0 : mask >>> shift };
  });
  return (value) =>
    parts.reduce((colour, { shift, most }) => {
      const level = most === 0 ? 0 : Math.round((((value >>> shift) & most) >>> 0) * (255 / most));
      return 256 * colour + Math.min(255, level);
    }, 0);
}
