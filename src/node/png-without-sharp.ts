/**
 * Decodes PNG files if sharp is not available: installed without optional packages, or with those of another
 * platform. Slower, on this thread, and without colour profiles, but without dependencies.
 */

import { inflateSync } from 'node:zlib';
import { convertIndexedToRgb, type DecodedPng, decode, type PngDataArray } from 'fast-png';
import type { DecodedImage } from '../image/decode/decoded-image.ts';
import { undecodable } from '../image/decode/image-format.ts';
import { toWorkingSize } from '../image/decode/plain-formats.ts';
import type { RasterImage } from '../image/image.ts';
import { withoutInterlacing } from './png-interlaced.ts';

/** Offsets in the header: width, height, bit depth, colour type and interlacing (PNG specification, 11.2.1). */
const [WIDTH, HEIGHT, DEPTH, COLOUR, INTERLACED] = [16, 20, 24, 25, 28];

const PALETTE = 3;
/** Channels by colour type: grey, RGB, palette, grey and alpha, RGB and alpha. */
const CHANNELS: readonly (number | undefined)[] = [1, undefined, 3, 1, 2, undefined, 4];

/** @throws ImageError if the file is damaged, or unpacks to more than its header states */
export function decodePngWithoutSharp(bytes: Uint8Array, name: string): DecodedImage {
  try {
    const rows = unpack(bytes);
    const isOfBits = bytes[INTERLACED] === 1 && bytes[DEPTH] < 8;
    const file = isOfBits ? withoutInterlacing(bytes, rows) : bytes;
    const raster = toEightBits(decode(file, { checkCrc: true }), bytes[COLOUR] === PALETTE);
    return { ...toWorkingSize(raster), format: 'PNG' };
  } catch (cause) {
    throw undecodable(name, 'PNG', cause);
  }
}

/** The decoder unpacks without a limit: a few bytes may become a gigabyte. */
function unpack(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (view.getUint32(at + 4) === 0x49444154)
      packed.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at))); // IDAT
  }
  const [width, height] = [view.getUint32(WIDTH), view.getUint32(HEIGHT)];
  const row = 1 + Math.ceil((width * (CHANNELS[bytes[COLOUR]] ?? 4) * bytes[DEPTH]) / 8);
  const passes = 8 * (width + height); // of an interlaced file: rows of seven passes, each with its filter byte
  return inflateSync(Buffer.concat(packed), { maxOutputLength: row * height + passes });
}

/** @param isIndexed whether pixels are those of the palette, which may be a mere suggestion */
function toEightBits(png: DecodedPng, isIndexed: boolean): RasterImage {
  const { width, height, depth } = png;
  if (isIndexed && png.palette !== undefined) {
    const channels = png.palette[0].length === 4 ? 4 : 3;
    return { width, height, channels, data: convertIndexedToRgb(png) };
  }
  const { channels } = png;
  if (channels !== 1 && channels !== 2 && channels !== 3 && channels !== 4) throw new Error('channels');
  const values = depth < 8 ? unpacked(png) : png.data;
  const { transparency } = png;
  const isOpaque = channels % 2 === 0 || transparency === undefined || transparency.length < channels;
  const most = 2 ** depth - 1;
  const data = isOpaque ? values : withAlpha(values, transparency.subarray(0, channels), most);
  return {
    width,
    height,
    channels: (channels + (isOpaque ? 0 : 1)) as RasterImage['channels'],
    data: toBytes(data, depth),
  };
}

function toBytes(data: PngDataArray, depth: number): Uint8Array {
  if (depth === 8 && data instanceof Uint8Array) return data;
  const out = new Uint8Array(data.length);
  const factor = 255 / (2 ** Math.min(depth, 8) - 1);
  const shift = Math.max(0, depth - 8);
  for (let n = 0; n < out.length; n++) out[n] = (data[n] >> shift) * factor;
  return out;
}

/** One colour may be transparent (11.3.1.1): all of its pixels get an alpha of 0, and others `opaque`. */
function withAlpha(data: PngDataArray, colour: Uint16Array, opaque: number): Uint16Array {
  const { length: channels } = colour;
  const out = new Uint16Array((data.length / channels) * (channels + 1));
  for (let from = 0, to = 0; from < data.length; from += channels, to += channels + 1) {
    let isColour = true;
    for (let c = 0; c < channels; c++) {
      out[to + c] = data[from + c];
      if (data[from + c] !== colour[c]) isColour = false;
    }
    out[to + channels] = isColour ? 0 : opaque;
  }
  return out;
}

/**
 * Unpacks grey values of less than 8 bits: the leftmost has the highest bits, and each row starts at a byte boundary.
 */
function unpacked({ width, height, depth, data }: DecodedPng): Uint8Array {
  const stride = Math.ceil((width * depth) / 8);
  const most = 2 ** depth - 1;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const value = (data[y * stride + (bit >> 3)] >> (8 - depth - (bit & 7))) & most;
      out[y * width + x] = value;
    }
  }
  return out;
}
