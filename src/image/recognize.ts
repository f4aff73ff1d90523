/**
 * Finds and recognizes the digits of an image: the common entry point for files, standard input, pages and servers.
 * `node/recognize.ts` and `browser/recognize.ts` decode files for it, `network/predict.ts` computes the probabilities.
 */

import { checkArgument, ImageError } from '../errors.ts';
import type { Models } from '../network/ensemble.ts';
import { type Prediction, Predictor } from '../network/predict.ts';
import type { ImageSource } from './decode/decoded-image.ts';
import { type Box, type ImagePixels, toRaster } from './image.ts';
import type { Decisions } from './preprocess.ts';
import { checkRecognizeOptions, type RecognizeOptions } from './recognize-options.ts';
import {
  type CandidateOptions,
  type Candidates,
  findCandidates,
  type Layout,
  type PageCandidates,
} from './segment/candidates.ts';
import { decodeLine } from './segment/decode-line.ts';
import type { Candidate } from './segment/lattice.ts';
import { isLettering, isOneMark, type ReadPiece } from './segment/lettering.ts';
import { type InkSigns, implausible } from './segment/plausibility.ts';
import { joined } from './segment/prune-lattice.ts';

/** A recognized digit. */
export interface RecognizedDigit extends Prediction {
  /** The input of the network: 28x28 bytes, 0 is paper, 255 is ink. */
  readonly pixels: Uint8Array;
  /** The preprocessing; its box is in pixels of the file. Null if the image was not preprocessed. */
  readonly decisions: Decisions | null;
}

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

/** Several digits are reported by default if this fraction of their heights, and at least two, have this confidence. */
const SURE = 0.5;
const MOSTLY = 0.6;

/** The ink of several digits is read as one if its confidence is at least `CLEAR`, and higher by this margin. */
const SURER = 0.1;
/** A column of digits is higher than a digit in relation to its width; only a 1, which is seldom in pieces, is as high. */
const HIGHER_THAN_WIDE = 2;

/** The less likely polarity is used if its confidence is at least this, and higher by this margin. */
const CLEAR = 0.8;
const BETTER = 0.2;

/** A digit must have at least this height, relative to the highest sure one, to count as one of several. */
const HIGH = 0.5;

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
    images.flatMap(({ pages }) => pages.flatMap(candidatesOf)),
    predictor,
  );
  return images.map(({ layout, pages, reason }) => {
    const [first, second] = pages.map((page) => {
      const reading = readPageCandidates(page, layout, read);
      return { ...reading, doubt: doubtOf(reading) };
    });
    // networks that know nothing but digits are confident about sheets and shadows, too
    const isBetter =
      second !== undefined &&
      second.score >= CLEAR &&
      (second.score >= first.score + BETTER || (first.doubt !== undefined && second.doubt === undefined));
    const best = isBetter ? second : first;
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

/** Why a page is considered blank although digits were read. */
function doubtOf({ signs, lines, areLetters }: PageReading): string | undefined {
  if (signs === null) return undefined;
  if (areLetters) return 'its marks look like letters or drawings';
  const forms = lines.flat().map(({ digit, confidence, pixels, decisions }) => ({
    digit,
    confidence,
    pixels,
    height: decisions?.box.height ?? 0,
    specksRemoved: decisions?.specksRemoved ?? 0,
  }));
  return implausible(signs, forms);
}

/** All digits, line by line. */
export function digitsOf(recognition: Recognition): RecognizedDigit[] {
  const isValid = Array.isArray(recognition?.lines);
  checkArgument(isValid, 'recognition', 'what `await recognize(...)` returns', recognition);
  return recognition.lines.flatMap(({ digits }) => digits);
}

/** The confidence of the least certain digit. */
export function lowestConfidence(digits: readonly Prediction[]): number {
  return Math.min(...digits.map(({ confidence }) => confidence));
}

/** The probability that all digits of a number are right: the product of their confidences. */
export function numberConfidence(digits: readonly Pick<Prediction, 'confidence'>[]): number {
  checkArgument(Array.isArray(digits), 'digits', 'what `digitsOf(recognition)` returns', digits);
  return digits.reduce((product, { confidence }) => product * confidence, 1);
}

/** The error for an image without digits. */
export function noDigits({ kind, reason }: Pick<Recognition, 'kind' | 'reason'>, name: string): ImageError {
  return new ImageError(
    `${name} shows no ${kind === 'number' ? 'digits' : 'digit'}: ${reason ?? 'none is found'}`,
  );
}

type Read = ReadonlyMap<Candidate, RecognizedDigit>;

/** The interpretation of one page of an image. */
interface PageReading {
  readonly kind: Recognition['kind'];
  readonly lines: readonly (readonly RecognizedDigit[])[];
  readonly digitsFound: number;
  readonly signs: InkSigns | null;
  /** Whether what was taken for a number consists of letters; digits that were asked for are given nevertheless. */
  readonly areLetters: boolean;
  /** Mean confidence. */
  readonly score: number;
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

function readPageCandidates(page: PageCandidates, layout: Layout, read: Read): PageReading {
  const pieces = page.lines
    .map((lattice) => decodeLine(lattice, (candidate) => pieceOf(candidate, read)))
    .filter((line) => line.length > 0);
  const lines = pieces.map((line) => line.map(({ read }) => read));
  const digits = lines.flat();
  const areLetters = isLettering(pieces.flat());
  const { signs } = page;
  const one = page.one === null ? undefined : read.get(page.one);
  const isNumber =
    layout === 'digits' ||
    (layout === 'auto' &&
      areSeveral(digits) &&
      !isRatherOne(one, digits) &&
      !(areLetters && isOneMark(pieces.flat())));
  if (!isNumber && one !== undefined) {
    const score = one.confidence;
    return { kind: 'digit', lines: [[one]], digitsFound: 1, signs, areLetters: false, score };
  }
  const confidences = digits.reduce((sum, { confidence }) => sum + confidence, 0);
  const score = digits.length === 0 ? 0 : confidences / digits.length;
  return {
    kind: layout === 'digits' || isNumber ? 'number' : 'digit',
    lines,
    digitsFound: digits.length,
    signs,
    areLetters: layout === 'auto' && isNumber && areLetters,
    score,
  };
}

/** A digit of a line, and what it was read from. */
function pieceOf(
  candidate: Candidate,
  digits: Read,
): (ReadPiece & { readonly read: RecognizedDigit }) | undefined {
  const read = digits.get(candidate);
  if (read === undefined) return undefined;
  const { digit, confidence } = read;
  return { read, digit, confidence, cuts: candidate.cuts ?? 0 };
}

/**
 * Whether the same ink is more likely a single digit: a 5 whose roof is loose, a 2 that ends in a stroke like a 1, a
 * broken 9. Where the digits of a number stand apart, the single digit is but one of them.
 */
function isRatherOne(one: RecognizedDigit | undefined, digits: readonly RecognizedDigit[]): boolean {
  const outer = one?.decisions?.box;
  if (one === undefined || outer === undefined || outer.height > HIGHER_THAN_WIDE * outer.width) return false;
  const isSurer = one.confidence >= CLEAR && one.confidence >= numberConfidence(digits) + SURER;
  return isSurer && digits.every(({ decisions }) => decisions !== null && contains(outer, decisions.box));
}

/** Up to a pixel at each side. */
function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x - 1 &&
    inner.y >= outer.y - 1 &&
    inner.x + inner.width <= outer.x + outer.width + 1 &&
    inner.y + inner.height <= outer.y + outer.height + 1
  );
}

/**
 * Whether at least two are confidently digits, and most of the others, weighted by height: small marks around a large
 * digit do not make a number, nor does the edge of a shadow keep a sheet of digits from being one.
 */
function areSeveral(digits: readonly RecognizedDigit[]): boolean {
  const heightOf = ({ decisions }: RecognizedDigit): number => decisions?.box.height ?? 0;
  const isSure = ({ confidence }: RecognizedDigit): boolean => confidence >= SURE;
  const tallest = Math.max(...digits.filter(isSure).map(heightOf));
  const tall = digits.filter((digit) => heightOf(digit) >= HIGH * tallest);
  const sure = tall.filter(isSure);
  const heights = (some: readonly RecognizedDigit[]): number =>
    some.reduce((sum, digit) => sum + heightOf(digit), 0);
  return sure.length >= 2 && heights(sure) >= MOSTLY * heights(tall);
}
