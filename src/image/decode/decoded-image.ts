/** The output of the image decoders of Node (`node/decode.ts`) and the browser (`browser/decode.ts`). */

import { limits } from '../../limits/limits.ts';
import type { RasterImage } from '../image.ts';

/** Larger files are refused without reading them. */
export const MAX_FILE_BYTES: number = limits.image.fileBytes;

/** Larger images are refused by their header, before memory is allocated. */
export const MAX_PIXELS: number = limits.image.pixels;

/**
 * Larger images are reduced to this size while decoding. A pen stroke in a 12-megapixel photo of a sheet is 8-12
 * pixels wide, which leaves 2-3.
 */
export const WORKING_SIZE = 1024;

/** Time limit of a decoder. */
export const MAX_SECONDS: number = limits.image.seconds;

/** Supported formats; others are refused by their content, before decoding. */
export type ImageFormat = 'PNG' | 'JPEG' | 'WebP' | 'GIF' | 'TIFF' | 'AVIF' | 'BMP' | 'Netpbm';

/** What texts call the formats. */
const FORMAT_NAMES: Readonly<Record<ImageFormat, string>> = {
  PNG: 'PNG',
  JPEG: 'JPEG',
  WebP: 'WebP',
  GIF: 'GIF',
  TIFF: 'TIFF',
  AVIF: 'AVIF',
  BMP: 'BMP',
  Netpbm: 'PGM or PPM',
};

export const imageFormats: readonly ImageFormat[] = Object.keys(FORMAT_NAMES) as ImageFormat[];

/** `PNG, JPEG, ... or PPM`: every text that lists what is read gets the list from here. */
export function listFormats(formats: readonly ImageFormat[] = imageFormats): string {
  return formats.map((format) => FORMAT_NAMES[format]).join(', ');
}

/** A decoded image, upright, at most `WORKING_SIZE` pixels on its longer side. */
export interface DecodedImage {
  readonly picture: RasterImage;
  readonly format: ImageFormat;
  /** Pixels of the image per pixel of the file, at most 1: divide by it to get coordinates in the file. */
  readonly scale: number;
}

/**
 * A decoded image, or any other image: boxes are reported in pixels of the file, of which the image may be a reduced
 * copy.
 */
export interface ImageSource {
  readonly picture: RasterImage;
  /** Pixels of `picture` per pixel of the file, along each side. */
  readonly scale: number;
}
