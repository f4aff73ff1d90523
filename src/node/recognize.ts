/** Recognition of whatever holds an image under Node: the path of a file, the bytes of one, or pixels. */

import type { ImagePixels } from '../image/image.ts';
import { type Recognition, type RecognizeOptions, recognize as recognizePixels } from '../image/recognize.ts';
import type { Models } from '../network/ensemble.ts';
import { Predictor } from '../network/predict.ts';
import { decodeImage, readImage } from './decode.ts';
import { kernelsForReading } from './kernels.ts';

/** The scale of an image file is known from decoding it. */
export type RecognizeFileOptions = Omit<RecognizeOptions, 'scale'>;

/** Digits that go through a net together. */
const BATCH = 16;

/**
 * Finds and reads the digits of an image, photographed, scanned or drawn, dark on light or light on dark.
 *
 * @param source pixels, such as an `ImageData`: answered at once; or the path of an image file, or its bytes (a
 *   `Buffer` is some): answered by a promise
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
  const { picture, scale } = await (typeof source === 'string' ? readImage(source) : decodeImage(source));
  if (reader instanceof Predictor) return recognizePixels(picture, reader, { ...options, scale });
  const predictor = new Predictor(reader, await kernelsForReading(), BATCH);
  try {
    return recognizePixels(picture, predictor, { ...options, scale });
  } finally {
    predictor.close();
  }
}
