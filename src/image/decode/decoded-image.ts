/** What a decoder gives: Node's (`node/decode.ts`) and the browser's (`browser/decode.ts`) alike. */

import { limits } from '../../limits/limits.ts';
import type { RasterImage } from '../image.ts';

/** Larger files are refused unread. */
export const MAX_FILE_BYTES: number = limits.image.fileBytes;

/** Larger pictures are refused by their header, before memory is taken for them. */
export const MAX_PIXELS: number = limits.image.pixels;

/**
 * Larger pictures are shrunk to this while they are decoded. A pen stroke on a 12-megapixel photo of a sheet is
 * 8-12 pixels wide, so 2-3 are left of it.
 */
export const WORKING_SIZE = 1024;

/** A decoder that takes longer is given up. */
export const MAX_SECONDS: number = limits.image.seconds;

/** Formats that are decoded; everything else is refused by its content, before a decoder sees it. */
export type ImageFormat = 'PNG' | 'JPEG' | 'WebP' | 'GIF' | 'TIFF' | 'AVIF' | 'BMP' | 'Netpbm';

/** A decoded image, upright, at most `WORKING_SIZE` pixels on its long side. */
export interface DecodedImage {
  readonly picture: RasterImage;
  readonly format: ImageFormat;
  /** Pixels of the image per pixel of the file, at most 1: coordinates in the file are ours divided by this. */
  readonly scale: number;
}

/** What a decoder gives, or any image: boxes are in pixels of the file, of which an image may be a smaller copy. */
export interface ImageSource {
  readonly picture: RasterImage;
  /** Pixels of `picture` per pixel of the file, along each side. */
  readonly scale: number;
}
