/** Converts a recognition to the objects of `nn predict --json` and of the HTTP API. */

import { boundingBox } from './digit/isolate-digit.ts';
import type { Decisions } from './preprocess.ts';
import { digitsOf, numberConfidence, type Recognition, type RecognizedDigit } from './recognize.ts';

export interface RecognitionObjectOptions {
  /** Adds `"sure"`, which is false for digits below this confidence; null: omits it. */
  readonly minConfidence?: number | null;
  /** The path of the file with the input of the network for each digit; null if there is none. */
  readonly saved?: readonly (string | null)[];
}

/**
 * `{ image, digit, number, ... }` for a picture of one digit, `{ image, number, digits, ... }` for a number: `number` is
 * the answer of either.
 *
 * @param image names the image in the object
 * @throws RangeError if there is no digit, which callers must handle
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
      number: numberOf(digits),
      digitsFound,
      preprocessing: first.decisions,
      ...savedKey(saved[0]),
    };
  }
  const confidence = numberConfidence(digits);
  let n = 0;
  const lines = recognition.lines.map((line) => ({
    number: numberOf(line.digits),
    confidence: numberConfidence(line.digits),
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

/** A number is a string, because leading zeros are significant. */
function numberOf(digits: readonly RecognizedDigit[]): string {
  return digits.map(({ digit }) => digit).join('');
}

/** Includes `"sure"` if it was requested. */
function answerKeys(read: RecognizedDigit, least: number | null): object {
  const { digit, name, confidence, probabilities } = read;
  const named = name === undefined ? {} : { name };
  return { digit, ...named, confidence, probabilities, ...sureKey(confidence, least) };
}

const sureKey = (confidence: number, least: number | null): object =>
  least === null ? {} : { sure: confidence >= least };

const savedKey = (saved: string | null | undefined): object => (saved == null ? {} : { saved });

/** The preprocessing of the whole image, with a box around all digits; null if it was not preprocessed. */
function preprocessingOf(digits: readonly RecognizedDigit[]): object | null {
  const all: Decisions[] = digits.flatMap(({ decisions }) => decisions ?? []);
  if (all.length === 0) return null;
  const { inverted, sheet, threshold, gridRemoved } = all[0];
  return { inverted, sheet, box: boundingBox(all.map(({ box }) => box)), threshold, gridRemoved };
}
