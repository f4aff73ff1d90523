/**
 * Estimates the cost of decoding an image from the first bytes of its file, before a decoder allocates memory. A
 * header of 74 bytes can request 15 GB. The factors were measured with sharp 0.35 (libvips 8.18) on blank images of
 * 100 megapixels, and are upper bounds.
 */

import { ImageError } from '../../errors.ts';
import { limitFor, limits } from '../../limits/limits.ts';
import type { ImageFormat } from './decoded-image.ts';
import { type ImageSize, readImageSize } from './image-size.ts';
import { readTiffLayout } from './tiff-layout.ts';

export interface DecodeCost extends ImageSize {
  /** Bytes of memory of the decoder. */
  readonly memory: number;
  /** Bytes of pixels that it processes. */
  readonly work: number;
}

/** Rows held while an image is reduced, as bytes per pixel of its width, and the base cost of any decoder. */
const ROWS = 4096;
const DECODER = 30e6;
const AVIF_MEMORY = 18;
const AVIF_WORK = 15;

/** Undefined if the file does not state the size of its image where it should. */
export function decodeCost(bytes: Uint8Array, format: ImageFormat): DecodeCost | undefined {
  if (format === 'TIFF') {
    const layout = readTiffLayout(bytes);
    if (layout === undefined) return undefined;
    const { width, height, bytesPerPixel, bandHeight } = layout;
    return costOf(layout, 2 * width * bandHeight * bytesPerPixel, width * height * bytesPerPixel);
  }
  const size = readImageSize(bytes, format);
  if (size === undefined) return undefined;
  const pixels = size.width * size.height;
  switch (format) {
    case 'PNG': {
      const pixelBytes = pngPixelBytes(bytes);
      const interlaced = bytes[28] === 1;
      return costOf(size, interlaced ? pixels * pixelBytes : 0, pixels * pixelBytes * (interlaced ? 2 : 1));
    }
    case 'JPEG':
      return jpegCost(bytes, size);
    case 'WebP': {
      const isLossy = String.fromCharCode(bytes[12], bytes[13], bytes[14], bytes[15]) === 'VP8 ';
      return costOf(size, isLossy ? 0 : 4 * pixels, (isLossy ? 2 : 4) * pixels);
    }
    case 'GIF':
      return costOf(size, 5 * pixels, 5 * pixels); // a frame of indices, and the composed image
    case 'AVIF':
      return costOf(size, AVIF_MEMORY * pixels, AVIF_WORK * pixels);
    default:
      return costOf(size, 4 * pixels, 4 * pixels);
  }
}

/** For decoders of which only the size of the image is known. */
export function usualCost(size: ImageSize): DecodeCost {
  return costOf(size, 0, 4 * size.width * size.height);
}

/** @param held bytes in addition to the rows being reduced */
function costOf({ width, height }: ImageSize, held: number, work: number): DecodeCost {
  const rows = Math.min(ROWS * width + DECODER, 8 * width * height + 1e6);
  return { width, height, memory: held + rows, work };
}

/** As decoders output them: palettes are expanded to colours, and fewer than 8 bits to 8. */
function pngPixelBytes(bytes: Uint8Array): number {
  const channels = [1, 4, 3, 4, 2, 4, 4][bytes[25]] ?? 4; // a palette may have transparent colours
  return channels * (bytes[24] === 16 ? 2 : 1);
}

const BASELINE: ReadonlySet<number> = new Set([0xc0, 0xc1]);

/**
 * A baseline JPEG is reduced while it is decoded, row by row. For other JPEGs all coefficients are held, 2 bytes
 * each, and each scan processes all of them (ITU-T T.81, B.2.2 and G.1).
 */
function jpegCost(bytes: Uint8Array, size: ImageSize): DecodeCost {
  const pixels = size.width * size.height;
  const frame = findFrame(bytes);
  if (frame === undefined || BASELINE.has(bytes[frame + 1])) return costOf(size, 0, pixels);
  const components = bytes[frame + 9];
  let blocks = 0;
  let [across, down] = [1, 1];
  for (let k = 0; k < components; k++) {
    const sampling = bytes[frame + 11 + 3 * k] ?? 0x11;
    blocks += (sampling >> 4) * (sampling & 15);
    across = Math.max(across, sampling >> 4);
    down = Math.max(down, sampling & 15);
  }
  const planes = blocks / (across * down);
  return costOf(size, 2 * planes * pixels, Math.max(3, scansOf(bytes)) * pixels);
}

/** The offset of the first frame header. */
function findFrame(bytes: Uint8Array): number | undefined {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    if (marker === 0xff) at++;
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return at;
    else at += 2 + Math.max(2, 256 * bytes[at + 2] + bytes[at + 3]);
  }
  return undefined;
}

/** In entropy-coded data, FF is followed by DA only in the marker of a scan. */
function scansOf(bytes: Uint8Array): number {
  let scans = 0;
  for (let at = bytes.indexOf(0xff); at !== -1; at = bytes.indexOf(0xff, at + 1))
    if (bytes[at + 1] === 0xda) scans++;
  return scans;
}

/** @throws ImageError if an image is too large, or too expensive for a file of this size */
export function checkCost(cost: DecodeCost, fileBytes: number, name: string): void {
  const { image } = limits;
  const { width, height } = cost;
  const size = `${width}x${height} pixels`;
  if (width * height > image.pixels) {
    throw new ImageError(
      `${name} is too large: pictures of up to ${image.pixels / 1e6} megapixels are read; shrink it first`,
    );
  }
  if (Math.max(width, height) > image.side) {
    throw new ImageError(
      `${name} is too long, with ${size}: sides of up to ${image.side} are read; cut it into parts`,
    );
  }
  if (cost.memory > limitFor(image.decoderBytes, fileBytes)) {
    const needed = Math.round(cost.memory / 1e6);
    throw new ImageError(
      `${name} would take ${needed} MB to decode: ${size} in ${kilobytes(fileBytes)}; shrink it first, or save it as a ` +
        'plain JPEG or PNG',
    );
  }
  if (cost.work > limitFor(image.decoderWork, fileBytes)) {
    throw new ImageError(
      `${name} would take too long to decode: ${size} in ${kilobytes(fileBytes)}; shrink it first`,
    );
  }
}

function kilobytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1000))} kB`;
}
