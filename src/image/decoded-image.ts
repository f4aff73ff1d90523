/** What a decoder gives: Node's (`node/decode.ts`) and the browser's (`browser/decode.ts`) alike. */

import type { RasterImage } from './image.ts';

/** Formats that are decoded; everything else is refused by its content, before a decoder sees it. */
export type ImageFormat = 'PNG' | 'JPEG' | 'WebP' | 'GIF' | 'TIFF';

/** A decoded image, upright, at most `WORKING_SIZE` pixels on its long side. */
export interface DecodedImage {
  readonly picture: RasterImage;
  readonly format: ImageFormat;
  /** Pixels of the image per pixel of the file, at most 1: coordinates in the file are ours divided by this. */
  readonly scale: number;
}
