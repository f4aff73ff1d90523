/**
 * Predicts the digits of images that show one each, in any numeric form: bytes, floats, plain arrays, or the pixels of
 * a canvas. `network/predict.ts` computes the probabilities; `recognize.ts` is for pictures of any layout.
 */

import { IMAGE_PIXELS } from '../constants.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { ensembleMembers, type Models } from '../network/ensemble.ts';
import { type Prediction, predict as predictBytes } from '../network/predict.ts';
import type { ImagePixels } from './image.ts';
import { preprocess } from './preprocess.ts';

/** Numbers, one image after another, or a nested array of images or rows. */
type Numbers = readonly number[] | Float32Array | Float64Array | Uint8Array | readonly Numbers[];

/**
 * 784 values per image, 0 for paper: bytes up to 255 for ink, or numbers from 0 to 1 or from 0 to 255; or pixels with
 * a width and a height, such as an `ImageData`, which are preprocessed to MNIST's form.
 */
export type PredictInput =
  | Uint8Array
  | Uint8ClampedArray
  | Float32Array
  | Float64Array
  | Numbers
  | ImagePixels;

/**
 * Predicts the digits of images.
 * @param models one network, or an ensemble whose probabilities are averaged
 * @param kernels by default the reference kernels; those of `createKernels` are faster even for one image
 * @throws TypeError if the input has none of these forms; RangeError if it is not a whole number of images, or its
 *   numbers are neither from 0 to 1 nor whole numbers up to 255; ModelError if weights are so large that the output
 *   is not finite, or if the members of an ensemble have different classes
 */
export async function predict(
  models: Models,
  images: PredictInput,
  kernels?: Kernels,
): Promise<Prediction[]> {
  ensembleMembers(models); // the first argument is checked first
  return predictBytes(models, toBytes(images), kernels);
}

function toBytes(images: PredictInput): Uint8Array {
  if (images instanceof Uint8Array) return images;
  if (images instanceof Uint8ClampedArray) {
    return new Uint8Array(images.buffer, images.byteOffset, images.length);
  }
  if (images instanceof Float32Array || images instanceof Float64Array) return scaled(images);
  if (Array.isArray(images)) return scaled(flat(images));
  if (typeof images === 'object' && images !== null && 'data' in images) return preprocess(images).pixels;
  throw new TypeError(
    'images must be bytes, floats, an array of numbers, or pixels with width, height and data',
  );
}

/** Flattens nested arrays. */
function flat(numbers: readonly unknown[]): number[] {
  return numbers.flat(Number.POSITIVE_INFINITY).flatMap((value) => {
    if (typeof value === 'number') return value;
    if (value instanceof Float32Array || value instanceof Float64Array || value instanceof Uint8Array)
      return Array.from(value);
    throw new TypeError(`images must be of numbers, got ${value === null ? 'null' : typeof value}`);
  });
}

/** Converts numbers from 0 to 1, or whole numbers from 0 to 255, to bytes. */
function scaled(numbers: Float32Array | Float64Array | readonly number[]): Uint8Array {
  if (numbers.length % IMAGE_PIXELS !== 0) {
    throw new RangeError(`images must be a multiple of ${IMAGE_PIXELS} numbers, got ${numbers.length}`);
  }
  let most = 0;
  let isWhole = true;
  for (const [n, value] of numbers.entries()) {
    if (!(value >= 0 && value <= 255)) {
      throw new RangeError(
        `images must be of numbers from 0 to 1, or bytes up to 255, got ${value} at ${n}: undo what normalised them`,
      );
    }
    if (value > most) most = value;
    if (!Number.isInteger(value)) isWhole = false;
  }
  if (most > 1 && !isWhole) {
    throw new RangeError(
      `images must be of numbers from 0 to 1, or whole numbers up to 255, got fractions and ${most}: divide them by 255`,
    );
  }
  const scale = most > 1 ? 1 : 255;
  return Uint8Array.from(numbers, (value) => Math.round(value * scale));
}
