/** `recognize` in Node: decodes the file of a path, or bytes, and passes the pixels on to `image/recognize.ts`. */

import { checkArgument } from '../errors.ts';
import type { ImagePixels } from '../image/image.ts';
import { type Recognition, recognize as recognizePixels, recognizeSource } from '../image/recognize.ts';
import { checkFileOptions, type RecognizeOptions } from '../image/recognize-options.ts';
import { ensembleMembers, type Models } from '../network/ensemble.ts';
import { Predictor } from '../network/predict.ts';
import { decodeImage, readImage } from './decode.ts';
import { useCompiledPasses } from './pixel-kernels.ts';
import { openPredictor } from './predict.ts';

/** The scale of an image file is determined by decoding. */
export type RecognizeFileOptions = Omit<RecognizeOptions, 'scale'>;

/**
 * Finds and recognizes the digits of an image, photographed, scanned or drawn, dark on light or light on dark.
 *
 * @param source pixels, such as an `ImageData`, for which the result is returned directly; or the path of an image
 *   file, or its bytes (such as a `Buffer`), for which a promise is returned
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
  source: string | Uint8Array,
  reader: Predictor | Models,
  options?: RecognizeFileOptions,
): Promise<Recognition>;
export function recognize(
  source: string | Uint8Array | ImagePixels,
  reader: Predictor | Models,
  options?: RecognizeFileOptions,
): Recognition | Promise<Recognition>;
export function recognize(
  source: string | Uint8Array | ImagePixels,
  reader: Predictor | Models,
  options: RecognizeOptions = {},
): Recognition | Promise<Recognition> {
  const isValid = typeof source === 'string' || (typeof source === 'object' && source !== null);
  checkArgument(isValid, 'image', 'a path, the bytes of an image file, or pixels', source);
  useCompiledPasses();
  if (typeof source !== 'string' && !(source instanceof Uint8Array)) {
    return recognizePixels(source, reader, options);
  }
  return recognizeFile(source, reader, options);
}

async function recognizeFile(
  source: string | Uint8Array,
  reader: Predictor | Models,
  options: RecognizeFileOptions,
): Promise<Recognition> {
  if (!(reader instanceof Predictor)) ensembleMembers(reader); // before decoding
  checkFileOptions(options);
  const image = await (typeof source === 'string' ? readImage(source) : decodeImage(source));
  if (reader instanceof Predictor) return recognizeSource(image, reader, options);
  const predictor = await openPredictor(reader);
  try {
    return recognizeSource(image, predictor, options);
  } finally {
    predictor.close();
  }
}
