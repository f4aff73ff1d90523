/** What the pieces of a page are, once the network has read them: one digit, or a number; and how credible that is. */

import type { Box } from './image.ts';
import { numberConfidence, type RecognizedDigit } from './recognized-digit.ts';
import type { Layout, PageCandidates } from './segment/candidates.ts';
import { decodeLine } from './segment/decode-line.ts';
import type { Candidate } from './segment/lattice.ts';
import { isLettering, isOneMark, type ReadPiece } from './segment/lettering.ts';
import { type InkSigns, implausible } from './segment/plausibility.ts';

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

/** Close to 1, where margins are small, it is enough if what is missing to 1 is this many times smaller. */
const TIMES_SURER = 10;

/** On uneven paper, that many digits are a number. */
const SEVERAL = 3;

/** A digit must have at least this height, relative to the highest sure one, to count as one of several. */
const HIGH = 0.5;

/** The answer of the network to each candidate. */
export type Read = ReadonlyMap<Candidate, RecognizedDigit>;

/** The interpretation of one page of an image. */
export interface PageReading {
  readonly kind: 'digit' | 'number';
  readonly lines: readonly (readonly RecognizedDigit[])[];
  readonly digitsFound: number;
  readonly signs: InkSigns | null;
  /** Whether each cell of the page holds one of the digits. */
  readonly isInCells: boolean;
  /** Whether what was taken for a number consists of letters; digits that were asked for are given nevertheless. */
  readonly areLetters: boolean;
  /** Mean confidence. */
  readonly score: number;
  /** Why the page is considered blank although digits were read. */
  readonly doubt: string | undefined;
}

type Answer = Omit<PageReading, 'doubt'>;

/**
 * Decodes the lines of a page, and decides between a number and a single digit.
 *
 * @param read the answers to all candidates of the page
 */
export function readPageCandidates(page: PageCandidates, layout: Layout, read: Read): PageReading {
  const answer = answerOf(page, layout, read);
  return { ...answer, doubt: doubtOf(answer) };
}

function answerOf(page: PageCandidates, layout: Layout, read: Read): Answer {
  const pieces = page.lines
    .map((lattice) => decodeLine(lattice, (candidate) => pieceOf(candidate, read)))
    .filter((line) => line.length > 0);
  const lines = pieces.map((line) => line.map(({ read }) => read));
  const digits = lines.flat();
  const areLetters = isLettering(pieces.flat());
  const { signs, cells } = page;
  const one = page.one === null ? undefined : read.get(page.one);
  const isNumber =
    layout === 'digits' ||
    (layout === 'auto' &&
      areSeveral(digits) &&
      !isRatherOne(one, digits) &&
      !(areLetters && isOneMark(pieces.flat())));
  if (!isNumber && one !== undefined) {
    const score = one.confidence;
    return {
      kind: 'digit',
      lines: [[one]],
      digitsFound: 1,
      signs,
      isInCells: false,
      areLetters: false,
      score,
    };
  }
  const confidences = digits.reduce((sum, { confidence }) => sum + confidence, 0);
  const score = digits.length === 0 ? 0 : confidences / digits.length;
  return {
    kind: layout === 'digits' || isNumber ? 'number' : 'digit',
    lines,
    digitsFound: digits.length,
    signs,
    isInCells: digits.length === cells,
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
  const number = numberConfidence(digits);
  const isSurer = one.confidence >= number + SURER || isMuchSurer(one.confidence, number);
  return (
    one.confidence >= CLEAR &&
    isSurer &&
    digits.every(({ decisions }) => decisions !== null && contains(outer, decisions.box))
  );
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

function doubtOf({ signs, lines, areLetters }: Answer): string | undefined {
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

/**
 * Whether the less likely polarity is the right one. A network that knows nothing but digits is confident about sheets
 * and shadows, too, but not of several digits in them.
 */
export function isBetter(second: PageReading, first: PageReading): boolean {
  if (second.score < CLEAR) return false;
  const isClearer = second.score >= first.score + BETTER;
  const isMoreDigits = second.digitsFound > first.digitsFound && isMuchSurer(second.score, first.score);
  return isClearer || isMoreDigits || (first.doubt !== undefined && second.doubt === undefined);
}

/**
 * Whether a number that is read with a finer estimate of the background is right, instead of another reading, or of none:
 * on uneven paper, a few marks look like a digit now and then, but not several, nor one in each cell.
 */
export function isNumberInstead(finer: PageReading, other: PageReading | undefined): boolean {
  if (finer.kind !== 'number' || finer.digitsFound < SEVERAL || finer.doubt !== undefined) return false;
  const isAlone = other === undefined || other.lines.length === 0;
  if (isAlone || (finer.isInCells && !other.isInCells)) return finer.score >= CLEAR;
  return isBetter(finer, other);
}

const isMuchSurer = (confidence: number, other: number): boolean =>
  (1 - confidence) * TIMES_SURER <= 1 - other;
