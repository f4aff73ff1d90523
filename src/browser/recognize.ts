/** Recognition of whatever holds an image in a page: a file, the bytes of one, or pixels. */

import type { ImagePixels } from '../image/image.ts';
import { type Recognition, type RecognizeOptions, recognize as recognizePixels } from '../image/recognize.ts';
import type { Models } from '../network/ensemble.ts';
import type { Predictor } from '../network/predict.ts';
import { type BlobLike, decodeImage } from './decode.ts';

/** The scale of an image file is known from decoding it. */
export type RecognizeFileOptions = Omit<RecognizeOptions, 'scale'>;

/**
 * Finds and reads the digits of an image, photographed, scanned or drawn, dark on light or light on dark.
 *
 * @param source pixels, such as the `ImageData` of a canvas: answered at once; or an image file (a `File` or `Blob`), or
 *   its bytes: answered by a promise
 * @param reader a model, several whose probabilities are averaged, or a `Predictor`, which reads many images faster
 * @returns no lines, and the reason, where the image shows no digit
 * @throws ImageError where the file cannot be read or decoded, or is out of bounds; else as `recognize` of
 *   nn-digits/core does
 */
export function recognize(
  source: ImagePixels,
  reader: Predictor | Models,
  options?: RecognizeOptions,
): Recognition;
export function recognize(
  source: Uint8Array | BlobLike,
  reader: Predictor | Models,
  options?: RecognizeFileOptions,
): Promise<Recognition>;
export function recognize(
  source: Uint8Array | BlobLike | ImagePixels,
  reader: Predictor | Models,
  options?: RecognizeFileOptions,
): Recognition | Promise<Recognition>;
export function recognize(
  source: Uint8Array | BlobLike | ImagePixels,
  reader: Predictor | Models,
  options: RecognizeOptions = {},
): Recognition | Promise<Recognition> {
  if ('data' in source) return recognizePixels(source, reader, options);
  const name = 'name' in source && typeof source.name === 'string' ? source.name : undefined;
  return decodeImage(source, name).then(({ picture, scale }) =>
    recognizePixels(picture, reader, { ...options, scale }),
  );
}
