/** `recognize` in a page: decodes a file, or its bytes, and passes the pixels on to `image/recognize.ts`. */

import { checkArgument } from '../errors.ts';
import type { ImagePixels } from '../image/image.ts';
import { type Recognition, recognize as recognizePixels, recognizeSource } from '../image/recognize.ts';
import { checkFileOptions, type RecognizeOptions } from '../image/recognize-options.ts';
import { ensembleMembers, type Models } from '../network/ensemble.ts';
import { Predictor } from '../network/predict.ts';
import { type BlobLike, decodeImage } from './decode.ts';

/** The scale of an image file is determined by decoding. */
export type RecognizeFileOptions = Omit<RecognizeOptions, 'scale'>;

/**
 * Finds and recognizes the digits of an image, photographed, scanned or drawn, dark on light or light on dark.
 *
 * @param source pixels, such as the `ImageData` of a canvas, for which the result is returned directly; or an image
 *   file (a `File` or `Blob`), or its bytes, for which a promise is returned
 * @param reader a model, an ensemble whose probabilities are averaged, or a `Predictor`, which is faster for many
 *   images
 * @returns no lines, and the reason, if the image shows no digit
 * @throws UsageError for an unknown option; ImageError if the file cannot be read or decoded, or is too large;
 *   otherwise as `recognize` of nn-digits/core
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
  checkArgument(typeof source === 'object' && source !== null, 'image', 'pixels, bytes or a Blob', source);
  if (!(reader instanceof Predictor)) ensembleMembers(reader); // before decoding
  if ('data' in source) return recognizePixels(source, reader, options);
  checkFileOptions(options);
  const name = 'name' in source && typeof source.name === 'string' ? source.name : undefined;
  return decodeImage(source, name).then((image) => recognizeSource(image, reader, options));
}
