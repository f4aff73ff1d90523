/** A digit as it was recognized, and the confidence of several. */

import { checkArgument } from '../errors.ts';
import type { Prediction } from '../network/predict.ts';
import type { Decisions } from './preprocess.ts';

/** A recognized digit. */
export interface RecognizedDigit extends Prediction {
  /** The input of the network: 28x28 bytes, 0 is paper, 255 is ink. */
  readonly pixels: Uint8Array;
  /** The preprocessing; its box is in pixels of the file. Null if the image was not preprocessed. */
  readonly decisions: Decisions | null;
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
