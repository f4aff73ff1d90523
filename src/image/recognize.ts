/** Finds and reads the digits of an image: the one call behind files, standard input, pages and servers alike. */

import { ImageError } from '../errors.ts';
import type { Models } from '../network/ensemble.ts';
import { type Prediction, Predictor } from '../network/predict.ts';
import { type ImagePixels, toRaster } from './image.ts';
import type { Decisions } from './preprocess.ts';
import {
  type Candidate,
  type CandidateOptions,
  type Candidates,
  findCandidates,
  type Layout,
  type PageCandidates,
} from './segment/candidates.ts';
import { decodeLine } from './segment/decode-line.ts';

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

/** Several digits are answered unasked where so many of them, and two at least, are read with this confidence. */
const SURE = 0.5;
const MOSTLY = 0.6;

/** The less likely way to tell ink from paper is right where it reads so well, and by so much better. */
const CLEAR = 0.8;
const BETTER = 0.2;

/** A digit is at least this high, as a fraction of the highest of the image, to make one of several. */
const HIGH = 0.5;

/** Digits that go through a net together, where it is made for one image. */
const BATCH = 32;

/**
 * Finds and reads the digits of an image, photographed, scanned or drawn, dark on light or light on dark.
 *
 * @param reader a model, several whose probabilities are averaged, or a `Predictor`, which reads many images faster
 * @throws RangeError where the image's sides and data do not fit together; ImageError where `preprocess` is false and
 *   the image is not in MNIST's form; ModelError as `Predictor.predict` does
 */
export function recognize(
  image: ImagePixels,
  reader: Predictor | Models,
  options: RecognizeOptions = {},
): Recognition {
  const { scale = 1, ...rest } = options;
  const candidates = findCandidates({ picture: toRaster(image), scale }, rest);
  if (reader instanceof Predictor) return recognizeCandidates([candidates], reader)[0];
  const predictor = new Predictor(reader, undefined, BATCH);
  try {
    return recognizeCandidates([candidates], predictor)[0];
  } finally {
    predictor.close();
  }
}

/** The same of many images whose candidates are found already, perhaps on other threads; all are read at once. */
export function recognizeCandidates(images: readonly Candidates[], predictor: Predictor): Recognition[] {
  const read = readAll(
    images.flatMap(({ pages }) => pages.flatMap(candidatesOf)),
    predictor,
  );
  return images.map(({ layout, pages, reason }) => {
    const readings = pages.map((page) => readPageCandidates(page, layout, read));
    const [first, second] = readings;
    const isBetter = second !== undefined && second.score >= CLEAR && second.score >= first.score + BETTER;
    const best = isBetter ? second : first;
    if (best === undefined || best.lines.length === 0) {
      const why = reason ?? 'there is no line of them';
      return { kind: layout === 'digits' ? 'number' : 'digit', lines: [], digitsFound: 0, reason: why };
    }
    const { kind, lines, digitsFound } = best;
    return { kind, lines: lines.map((digits) => ({ digits })), digitsFound };
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

/** What one page of an image says. */
interface PageReading {
  readonly kind: Recognition['kind'];
  readonly lines: readonly (readonly RecognizedDigit[])[];
  readonly digitsFound: number;
  /** Mean confidence. */
  readonly score: number;
}

function candidatesOf({ one, lines }: PageCandidates): Candidate[] {
  const pieces = lines.flatMap((line) => line.pieces.map(({ candidate }) => candidate));
  return one === null ? pieces : [one, ...pieces];
}

function readAll(candidates: readonly Candidate[], predictor: Predictor): Read {
  const read = new Map<Candidate, RecognizedDigit>();
  if (candidates.length === 0) return read;
  const joined = new Uint8Array(candidates.reduce((sum, { pixels }) => sum + pixels.length, 0));
  let end = 0;
  for (const { pixels } of candidates) {
    joined.set(pixels, end);
    end += pixels.length;
  }
  for (const [n, prediction] of predictor.predict(joined).entries()) {
    const { pixels, decisions } = candidates[n];
    read.set(candidates[n], { ...prediction, pixels, decisions });
  }
  return read;
}

function readPageCandidates(page: PageCandidates, layout: Layout, read: Read): PageReading {
  const lines = page.lines
    .map((lattice) => decodeLine(lattice, (candidate) => read.get(candidate)))
    .filter((digits) => digits.length > 0);
  const digits = lines.flat();
  const one = page.one === null ? undefined : read.get(page.one);
  const isNumber = layout === 'digits' || (layout === 'auto' && areSeveral(digits));
  if (!isNumber && one !== undefined) {
    return { kind: 'digit', lines: [[one]], digitsFound: 1, score: one.confidence };
  }
  const confidences = digits.reduce((sum, { confidence }) => sum + confidence, 0);
  const score = digits.length === 0 ? 0 : confidences / digits.length;
  return {
    kind: layout === 'digits' || isNumber ? 'number' : 'digit',
    lines,
    digitsFound: digits.length,
    score,
  };
}

/** Whether two digits at least are surely digits, and few of those that were found are doubtful compared with them. */
function areSeveral(digits: readonly RecognizedDigit[]): boolean {
  const heightOf = ({ decisions }: RecognizedDigit): number => decisions?.box.height ?? 0;
  const tallest = Math.max(...digits.map(heightOf));
  const tall = digits.filter((digit) => heightOf(digit) >= HIGH * tallest);
  const sure = tall.filter(({ confidence }) => confidence >= SURE);
  return sure.length >= 2 && sure.length >= MOSTLY * tall.length;
}
