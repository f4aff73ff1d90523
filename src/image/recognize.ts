/** Finds and reads the digits of an image: the one call behind files, standard input, pages and servers alike. */

import { ImageError } from '../errors.ts';
import type { Prediction, Predictor } from '../network/predict.ts';
import { type Candidate, type CandidateOptions, type Candidates, findCandidates } from './candidates.ts';
import type { RasterImage } from './image.ts';
import type { Decisions } from './preprocess.ts';

/** A digit that was read. */
export interface RecognizedDigit extends Prediction {
  /** What the net saw: 28x28 bytes, 0 is paper, 255 is ink. */
  readonly pixels: Uint8Array;
  /** What was found and done; its box is in pixels of the file. Null where the image was read as it is. */
  readonly decisions: Decisions | null;
}

export interface RecognizedLine {
  /** From left to right. */
  readonly digits: readonly RecognizedDigit[];
}

/** What was read in an image. */
export interface Recognition {
  /** Whether the answer is one digit, or a number of any length. */
  readonly kind: 'digit' | 'number';
  /** From top to bottom; none where there is no digit. */
  readonly lines: readonly RecognizedLine[];
  /** Of all lines. */
  readonly digitsFound: number;
  /** Why there is none. */
  readonly reason?: string;
}

export interface RecognizeOptions extends CandidateOptions {
  /** Pixels of the image per pixel of the file that it is a smaller copy of; 1 if not given. */
  readonly scale?: number;
}

/**
 * Finds and reads the digits of an image, photographed, scanned or drawn, dark on light or light on dark.
 *
 * @throws RangeError where the image's sides and data do not fit together; ImageError where `preprocess` is false and
 *   the image is not in MNIST's form; ModelError as `Predictor.predict` does
 */
export function recognize(
  image: RasterImage,
  predictor: Predictor,
  options: RecognizeOptions = {},
): Recognition {
  const { scale = 1, ...rest } = options;
  return recognizeCandidates([findCandidates({ picture: image, scale }, rest)], predictor)[0];
}

/** The same of many images whose candidates are found already, perhaps on other threads; all are read in one go. */
export function recognizeCandidates(images: readonly Candidates[], predictor: Predictor): Recognition[] {
  const read = readAll(
    images.flatMap(({ lines }) => lines.flat()),
    predictor,
  );
  return images.map(({ kind, lines: candidates, reason }) => {
    const lines = candidates.map((line) => ({ digits: line.flatMap((one) => surest(one, read)) }));
    const digitsFound = lines.reduce((sum, { digits }) => sum + digits.length, 0);
    return { kind, lines, digitsFound, ...(reason === undefined ? {} : { reason }) };
  });
}

/** All digits, line by line. */
export function digitsOf({ lines }: Recognition): RecognizedDigit[] {
  return lines.flatMap(({ digits }) => digits);
}

/** That of its least sure digit. */
export function lowestConfidence(digits: readonly Prediction[]): number {
  return Math.min(...digits.map(({ confidence }) => confidence));
}

/** What is said of an image without digits. */
export function noDigits({ kind, reason }: Pick<Recognition, 'kind' | 'reason'>, name: string): ImageError {
  return new ImageError(
    `${name} shows no ${kind === 'number' ? 'digits' : 'digit'}: ${reason ?? 'none is found'}`,
  );
}

type Read = ReadonlyMap<Candidate, RecognizedDigit>;

function readAll(candidates: readonly Candidate[], predictor: Predictor): Read {
  const all = candidates.flatMap(withHalves);
  const read = new Map<Candidate, RecognizedDigit>();
  if (all.length === 0) return read;
  const joined = new Uint8Array(all.reduce((sum, { pixels }) => sum + pixels.length, 0));
  let end = 0;
  for (const { pixels } of all) {
    joined.set(pixels, end);
    end += pixels.length;
  }
  for (const [n, prediction] of predictor.predict(joined).entries()) {
    const { pixels, decisions } = all[n];
    read.set(all[n], { ...prediction, pixels, decisions });
  }
  return read;
}

function withHalves(candidate: Candidate): Candidate[] {
  return [candidate, ...(candidate.halves ?? []).flatMap(withHalves)];
}

/** The candidate as one digit, or its halves where even the less sure of them is surer. */
function surest(candidate: Candidate, read: Read): RecognizedDigit[] {
  const whole = read.get(candidate);
  if (whole === undefined) return [];
  if (candidate.halves === undefined) return [whole];
  const halves = candidate.halves.flatMap((half) => surest(half, read));
  return lowestConfidence(halves) > whole.confidence ? halves : [whole];
}
