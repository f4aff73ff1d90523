/** How `nn predict` tells what it read: JSON, a bare line for pipes, or pictures on a terminal. */

import { boundingBox } from '../../image/isolate-digit.ts';
import { SIDE } from '../../image/placement.ts';
import type { Decisions } from '../../image/preprocess.ts';
import type { Prediction } from '../../network/predict.ts';
import { lowestConfidence, type Reading } from '../shared/recognize.ts';
import { probabilityLines } from '../terminal/bars.ts';
import type { Console } from '../terminal/console.ts';
import { decisionsLine } from '../terminal/decisions.ts';
import { digitRows } from '../terminal/digit-row.ts';
import { pictureLines } from '../terminal/image.ts';
import { percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';

export const GAP = '   ';
/** Below this there is no room for bars beside the picture. */
const LEAST_BARS = 14;

const UNSURE = '?';

/** What `--min-confidence` asks for; null where it was not given. */
export type Least = number | null;

const sure = (confidence: number, least: Least): boolean => least === null || confidence >= least;

/** One digit a picture. */
export function digitObject(image: string, reading: Reading, least: Least, saved: string | null): object {
  const { decisions } = reading.view;
  return { image, ...answerKeys(reading, least), preprocessing: decisions, ...savedKey(saved) };
}

/** `"sure"` is there where it was asked for. */
function answerKeys({ prediction }: Reading, least: Least): object {
  const { digit, name, confidence, probabilities } = prediction;
  const named = name === undefined ? {} : { name };
  return { digit, ...named, confidence, probabilities, ...sureKey(confidence, least) };
}

const sureKey = (confidence: number, least: Least): object =>
  least === null ? {} : { sure: sure(confidence, least) };

const savedKey = (saved: string | null): object => (saved === null ? {} : { saved });

/** The digits of a line. A number is a text: zeros in front are a part of it. */
export function numberObject(
  image: string,
  readings: readonly Reading[],
  least: Least,
  saved: readonly (string | null)[],
): object {
  const number = readings.map(({ prediction }) => prediction.digit).join('');
  const confidence = lowestConfidence(readings);
  const { inverted, sheet, threshold, gridRemoved } = decisionsOf(readings)[0];
  const digits = readings.map((reading, n) => {
    const { box, strokeWidth, strokeAdjusted } = reading.view.decisions ?? {};
    return { ...answerKeys(reading, least), box, strokeWidth, strokeAdjusted, ...savedKey(saved[n]) };
  });
  const box = boundingBox(decisionsOf(readings).map((decisions) => decisions.box));
  const preprocessing = { inverted, sheet, box, threshold, gridRemoved };
  return { image, number, confidence, ...sureKey(confidence, least), digits, preprocessing };
}

function decisionsOf(readings: readonly Reading[]): Decisions[] {
  return readings.flatMap(({ view }) => view.decisions ?? []);
}

/** The digit, or what it stands for. */
export const nameOf = ({ digit, name }: Pick<Prediction, 'digit' | 'name'>): string =>
  printable(name ?? String(digit));

/** In a pipe: `5`, `305`, or `3?5`. */
export function shortAnswer(readings: readonly Reading[], least: Least): string {
  return readings
    .map(({ prediction }) => (sure(prediction.confidence, least) ? nameOf(prediction) : UNSURE))
    .join('');
}

/** On a terminal: one digit, and whether it is sure. */
export function printDigit(image: string, reading: Reading, least: Least, console: Console): void {
  const { prediction } = reading;
  const { confidence } = prediction;
  const doubt =
    least === null || confidence >= least
      ? ''
      : `, below ${percent(least, 1)}: perhaps a ${nameOf(prediction)}`;
  const lines = digitLines(image, reading, least, `${percent(confidence, 1)}${doubt}`, console);
  console.result([...lines, ''].join('\n'));
}

/** The answer with a remark, what was done to the picture, what the net saw, and how sure it is of each digit. */
export function digitLines(
  image: string,
  reading: Reading,
  least: Least,
  remark: string,
  console: Console,
): string[] {
  const { view, prediction } = reading;
  const { digit, probabilities } = prediction;
  const { paint, columns } = console.out;
  const picture = pictureLines(view.pixels, SIDE, SIDE, paint, console.blocks);
  const room = columns - SIDE - GAP.length - 1;
  const bars = probabilityLines(probabilities, digit, Math.max(room, LEAST_BARS), paint, console.blocks);
  return [
    ...titleLines(image, [reading], least, remark, console),
    ...(room < LEAST_BARS ? bars : beside(picture, bars)),
  ];
}

/** The same for a line of digits: each with its confidence, its left top corner and its size. */
export function printNumber(
  image: string,
  readings: readonly Reading[],
  least: Least,
  console: Console,
): void {
  const { paint, columns } = console.out;
  const lowest = percent(lowestConfidence(readings), 1);
  const digits = readings.map(({ view, prediction }) => {
    const box = view.decisions?.box;
    const doubt = sure(prediction.confidence, least) ? '' : UNSURE;
    const answer = `${prediction.digit}${doubt} (${percent(prediction.confidence, 1)})`;
    return {
      pixels: view.pixels,
      caption: [answer, ...(box ? [`at ${box.x},${box.y}`, `${box.width}x${box.height}`] : [])],
    };
  });
  console.result(
    [
      ...titleLines(
        image,
        readings,
        least,
        readings.length === 1 ? lowest : `${lowest} or more each`,
        console,
      ),
      '',
      ...digitRows(digits, SIDE, columns, paint, console.blocks),
      '',
    ].join('\n'),
  );
}

function titleLines(
  image: string,
  readings: readonly Reading[],
  least: Least,
  remark: string,
  console: Console,
): string[] {
  const { paint } = console.out;
  const answer = paint.bold(shortAnswer(readings, least));
  const name = image === '-' ? 'standard input' : printable(image);
  return [`${name}: ${answer} ${paint.dim(`(${remark})`)}`, paint.dim(decisionsLine(decisionsOf(readings)))];
}

/** Lines to the right of a picture that are no more than its own, half way up. */
export function beside(picture: readonly string[], lines: readonly string[]): string[] {
  const above = Math.floor((picture.length - lines.length) / 2);
  return picture.map((row, n) => `${row}${GAP}${lines[n - above] ?? ''}`.trimEnd());
}
