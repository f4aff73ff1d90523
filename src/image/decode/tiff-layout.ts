/** The layout of the first image of a TIFF file, from its directory (TIFF 6.0, sections 2 and 15). */

import type { ImageSize } from './image-size.ts';

export interface TiffLayout extends ImageSize {
  readonly bytesPerPixel: number;
  /** Number of rows decoded together: those of a strip or of a tile. */
  readonly bandHeight: number;
}

const SHORT = 3;
const LONG = 4;

const WIDTH = 256;
const HEIGHT = 257;
const BITS = 258;
const SAMPLES = 277;
const ROWS_PER_STRIP = 278;
const TILE_WIDTH = 322;
const TILE_HEIGHT = 323;

/** Undefined if there is no directory, or it does not state the size of the image. */
export function readTiffLayout(bytes: Uint8Array): TiffLayout | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  if (view.byteLength < 8 || view.getUint16(2, little) !== 42) return undefined; // BigTIFF is 43
  const start = view.getUint32(4, little);
  if (start + 2 > view.byteLength) return undefined;
  const count = view.getUint16(start, little);
  const fields = new Map<number, number>();
  for (let k = 0; k < count; k++) {
    const at = start + 2 + 12 * k;
    if (at + 12 > view.byteLength) break;
    const value = valueAt(view, at, little);
    if (value !== undefined) fields.set(view.getUint16(at, little), value);
  }
  const width = fields.get(WIDTH) ?? 0;
  const height = fields.get(HEIGHT) ?? 0;
  if (width < 1 || height < 1) return undefined;
  const sampleBytes = Math.max(1, Math.ceil((fields.get(BITS) ?? 1) / 8));
  const tileHeight = fields.get(TILE_HEIGHT);
  const bandHeight = tileHeight ?? Math.min(fields.get(ROWS_PER_STRIP) ?? height, height);
  const tileWidth = fields.get(TILE_WIDTH) ?? 1;
  const samples = Math.max(1, fields.get(SAMPLES) ?? 1);
  // a tile may be larger than the image
  const wider = tileHeight === undefined ? 1 : Math.max(1, tileWidth / width);
  return { width, height, bytesPerPixel: sampleBytes * samples * wider, bandHeight };
}

/** The first value of a field, if it is an integer. */
function valueAt(view: DataView, at: number, little: boolean): number | undefined {
  const type = view.getUint16(at + 2, little);
  if (type !== SHORT && type !== LONG) return undefined;
  const size = type === SHORT ? 2 : 4;
  const inline = view.getUint32(at + 4, little) * size <= 4;
  const from = inline ? at + 8 : view.getUint32(at + 8, little);
  if (from + size > view.byteLength) return undefined;
  return type === SHORT ? view.getUint16(from, little) : view.getUint32(from, little);
}
