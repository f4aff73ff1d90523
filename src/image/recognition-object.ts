/** A recognition as the objects of `nn predict --json`, which HTTP servers answer with, too. */

import { boundingBox } from './digit/isolate-digit.ts';
import type { Decisions } from './preprocess.ts';
import { digitsOf, lowestConfidence, type Recognition, type RecognizedDigit } from './recognize.ts';

export interface RecognitionObjectOptions {
  /** A digit below this confidence has `"sure": false`; null: nothing is said of it. */
  readonly minConfidence?: number | null;
  /** The path of the file that holds what the net saw, for each digit; null where there is none. */
  readonly saved?: readonly (string | null)[];
}

/**
 * `{ image, digit, ... }`, or `{ image, number, ... }`, of a recognition that holds a digit.
 *
 * @param image how the object names the image
 * @throws RangeError where there is no digit: what is said of that is the caller's
 */
export function recognitionObject(
  image: string,
  recognition: Recognition,
  options: RecognitionObjectOptions = {},
): object {
  const { minConfidence: least = null, saved = [] } = options;
  const digits = digitsOf(recognition);
  if (digits.length === 0) throw new RangeError(`${image}: no digit was recognized`);
  const { digitsFound } = recognition;
  if (recognition.kind === 'digit') {
    const [first] = digits;
    return {
      image,
      ...answerKeys(first, least),
      digitsFound,
      preprocessing: first.decisions,
      ...savedKey(saved[0]),
    };
  }
  const confidence = lowestConfidence(digits);
  let n = 0;
  const lines = recognition.lines.map((line) => ({
    number: numberOf(line.digits),
    confidence: lowestConfidence(line.digits),
    digits: line.digits.map((digit) => {
      const { box, strokeWidth, strokeAdjusted } = digit.decisions ?? {};
      return { ...answerKeys(digit, least), box, strokeWidth, strokeAdjusted, ...savedKey(saved[n++]) };
    }),
  }));
  return {
    image,
    number: lines.map(({ number }) => number).join(' '),
    confidence,
    ...sureKey(confidence, least),
    digitsFound,
    digits: lines.flatMap((line) => line.digits),
    lines,
    preprocessing: preprocessingOf(digits),
  };
}

/** A number is a text: zeros in front are a part of it. */
function numberOf(digits: readonly RecognizedDigit[]): string {
  return digits.map(({ digit }) => digit).join('');
}

/** `"sure"` is there where it was asked for. */
function answerKeys(read: RecognizedDigit, least: number | null): object {
  const { digit, name, confidence, probabilities } = read;
  const named = name === undefined ? {} : { name };
  return { digit, ...named, confidence, probabilities, ...sureKey(confidence, least) };
}

const sureKey = (confidence: number, least: number | null): object =>
  least === null ? {} : { sure: confidence >= least };

const savedKey = (saved: string | null | undefined): object => (saved == null ? {} : { saved });

/** What was decided for the whole image, with a box around all digits; null where it was read as it is. */
function preprocessingOf(digits: readonly RecognizedDigit[]): object | null {
  const all: Decisions[] = digits.flatMap(({ decisions }) => decisions ?? []);
  if (all.length === 0) return null;
  const { inverted, sheet, threshold, gridRemoved } = all[0];
  return { inverted, sheet, box: boundingBox(all.map(({ box }) => box)), threshold, gridRemoved };
}
