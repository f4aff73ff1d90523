/**
 * Finds and recognizes the digits of an image: the common entry point for files, standard input, pages and servers.
 * `node/recognize.ts` and `browser/recognize.ts` decode files for it, `network/predict.ts` computes the probabilities.
 */

import { checkArgument, ImageError } from '../errors.ts';
import type { Models } from '../network/ensemble.ts';
import { type Prediction, Predictor } from '../network/predict.ts';
import type { ImageSource } from './decode/decoded-image.ts';
import { type ImagePixels, toRaster } from './image.ts';
import { isBetter, isNumberInstead, type Read, readPageCandidates } from './page-reading.ts';
import { checkRecognizeOptions, type RecognizeOptions } from './recognize-options.ts';
import type { RecognizedDigit } from './recognized-digit.ts';
import {
  type CandidateOptions,
  type Candidates,
  findCandidates,
  type Layout,
  type PageCandidates,
} from './segment/candidates.ts';
import type { Candidate } from './segment/lattice.ts';
import { joined } from './segment/prune-lattice.ts';

export { lowestConfidence, numberConfidence, type RecognizedDigit } from './recognized-digit.ts';

export interface RecognizedLine {
  /** From left to right. */
  readonly digits: readonly RecognizedDigit[];
}

/** The result of recognition. */
export interface Recognition {
  /** Whether the result is a single digit, or a number of any length. */
  readonly kind: 'digit' | 'number';
  /** From top to bottom; empty if there is no digit. */
  readonly lines: readonly RecognizedLine[];
  /** In all lines. */
  readonly digitsFound: number;
  /** The reason that there is none. */
  readonly reason?: string;
}

/** Batch size if the network is built for a single image. */
const BATCH = 32;

/**
 * Finds and recognizes the digits of an image, photographed, scanned or drawn, dark on light or light on dark.
 *
 * @param reader a model, an ensemble whose probabilities are averaged, or a `Predictor`, which is faster for many
 *   images
 * @throws UsageError for an unknown option; RangeError if size and data of the image are inconsistent; ImageError if
 *   `preprocess` is false and the image is not in MNIST's form; ModelError as `Predictor.predict` does
 */
export function recognize(
  image: ImagePixels,
  reader: Predictor | Models,
  options: RecognizeOptions = {},
): Recognition {
  const picture = toRaster(image);
  checkRecognizeOptions(options);
  const { scale = 1, ...rest } = options;
  return recognizeSource({ picture, scale }, reader, rest);
}

/** The same as `recognize`, with options that are known to be valid. */
export function recognizeSource(
  source: ImageSource,
  reader: Predictor | Models,
  options: CandidateOptions,
): Recognition {
  const read = (predictor: Predictor): Recognition => {
    const predict = (images: Uint8Array): Prediction[] => predictor.predict(images);
    return recognizeCandidates([findCandidates(source, options, undefined, predict)], predictor)[0];
  };
  if (reader instanceof Predictor) return read(reader);
  const predictor = new Predictor(reader, undefined, BATCH);
  try {
    return read(predictor);
  } finally {
    predictor.close();
  }
}

/**
 * The same for many images whose candidates have been found already, perhaps on other threads; predicts all in
 * batches.
 */
export function recognizeCandidates(images: readonly Candidates[], predictor: Predictor): Recognition[] {
  const read = readAll(
    images.flatMap(({ pages, finer }) =>
      [...pages, ...(finer === undefined ? [] : [finer])].flatMap(candidatesOf),
    ),
    predictor,
  );
  return images.map(({ layout, pages, finer, reason }) => {
    const [first, second] = pages.map((page) => readPageCandidates(page, layout, read));
    const likelier = second !== undefined && isBetter(second, first) ? second : first;
    const other = finer && readPageCandidates(finer, layout, read);
    const best = other !== undefined && isNumberInstead(other, likelier) ? other : likelier;
    if (best === undefined || best.lines.length === 0) {
      return nothing(layout, reason ?? 'there is no line of them');
    }
    if (best.doubt !== undefined) return nothing(layout, best.doubt);
    const { kind, lines, digitsFound } = best;
    return { kind, lines: lines.map((digits) => ({ digits })), digitsFound };
  });
}

function nothing(layout: Layout, reason: string): Recognition {
  return { kind: layout === 'digits' ? 'number' : 'digit', lines: [], digitsFound: 0, reason };
}

/** All digits, line by line. */
export function digitsOf(recognition: Recognition): RecognizedDigit[] {
  const isValid = Array.isArray(recognition?.lines);
  checkArgument(isValid, 'recognition', 'what `await recognize(...)` returns', recognition);
  return recognition.lines.flatMap(({ digits }) => digits);
}

/** The error for an image without digits. */
export function noDigits({ kind, reason }: Pick<Recognition, 'kind' | 'reason'>, name: string): ImageError {
  return new ImageError(
    `${name} shows no ${kind === 'number' ? 'digits' : 'digit'}: ${reason ?? 'none is found'}`,
  );
}

function candidatesOf({ one, lines }: PageCandidates): Candidate[] {
  const pieces = lines.flatMap((line) => line.pieces.map(({ candidate }) => candidate));
  return one === null ? pieces : [one, ...pieces];
}

function readAll(candidates: readonly Candidate[], predictor: Predictor): Read {
  const read = new Map<Candidate, RecognizedDigit>();
  const unread = candidates.filter(({ prediction }) => prediction === undefined);
  const predictions = unread.length === 0 ? [] : predictor.predict(joined(unread));
  let next = 0;
  for (const candidate of candidates) {
    const { pixels, decisions, prediction = predictions[next++] } = candidate;
    read.set(candidate, { ...prediction, pixels, decisions });
  }
  return read;
}
