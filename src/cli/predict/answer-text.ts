/** The answers of `nn predict` as text, as a pipe gets them. */

import type { Recognition, RecognizedDigit } from '../../image/recognize.ts';
import type { Prediction } from '../../network/predict.ts';
import { count, counted } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';

export const UNSURE = '?';

/** The value of `--min-confidence`; null if it was not given. */
export type Minimum = number | null;

export const sure = (confidence: number, minimum: Minimum): boolean =>
  minimum === null || confidence >= minimum;

/** The digit, or the name of its class. */
export const nameOf = ({ digit, name }: Pick<Prediction, 'digit' | 'name'>): string =>
  printable(name ?? String(digit));

/** For a pipe: `5`, `305`, `3?5`, or `305 12` for two lines. */
export function shortAnswer({ lines }: Pick<Recognition, 'lines'>, minimum: Minimum, between = ' '): string {
  const answer = (digit: RecognizedDigit): string =>
    sure(digit.confidence, minimum) ? nameOf(digit) : UNSURE;
  return lines.map(({ digits }) => digits.map(answer).join('')).join(between);
}

/** Below it, a digit is more likely wrong than right. */
export const EVEN = 0.5;

/** For a pipe, which does not show the confidence. */
export function doubtNote(doubtful: number, answers: number): string {
  const which = answers === 1 ? 'of the answer' : `of ${count(doubtful)} of ${counted(answers, 'answer')}`;
  return `The confidence ${which} is below 50%: --min-confidence ${EVEN} prints ${UNSURE} instead`;
}

/** For a pipe: the answer alone for one image; with its name for several. */
export function plainLine(image: string, answer: string, several: boolean): string {
  return several ? `${printable(image)}\t${answer}` : answer;
}
