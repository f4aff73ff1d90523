/** The output of `nn predict` on a terminal. */

import { SIDE } from '../../image/digit/placement.ts';
import { digitsOf, lowestConfidence, type Recognition, type RecognizedDigit } from '../../image/recognize.ts';
import { shownName } from '../shared/image-inputs.ts';
import { probabilityLines } from '../terminal/bars.ts';
import type { Console } from '../terminal/console.ts';
import { decisionsLine } from '../terminal/decisions.ts';
import { digitRows } from '../terminal/digit-row.ts';
import { pictureLines } from '../terminal/image.ts';
import { besideImage, type ImageArea } from '../terminal/inline-image.ts';
import { percent, withArticle } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { type Minimum, nameOf, shortAnswer, sure, UNSURE } from './answer-text.ts';
import type { DrawnPicture, DrawPicture } from './picture.ts';

export const GAP = '   ';
/** Minimum columns for bars next to the image. */
const MIN_BARS = 14;

/** For a terminal. @param draw if it shows images */
export async function printRecognition(
  image: string,
  recognition: Recognition,
  minimum: Minimum,
  console: Console,
  draw: DrawPicture | null,
): Promise<void> {
  const most = recognition.kind === 'digit' ? DIGIT_AREA : numberArea(console);
  const picture = (await draw?.(image, most)) ?? null;
  if (recognition.kind === 'digit') printDigit(image, digitsOf(recognition)[0], minimum, console, picture);
  else printNumber(image, recognition, minimum, console, picture);
}

/** As large as the input of the network beside it. */
const DIGIT_AREA: ImageArea = { rows: SIDE / 2, columns: SIDE };

const numberArea = ({ out: { columns } }: Console): ImageArea => ({
  rows: DIGIT_AREA.rows,
  columns: Math.max(1, Math.min(columns - 1, 2 * SIDE)),
});

/** One digit, and whether it is certain. */
function printDigit(
  image: string,
  digit: RecognizedDigit,
  minimum: Minimum,
  console: Console,
  picture: DrawnPicture | null,
): void {
  const { confidence } = digit;
  const doubt = sure(confidence, minimum)
    ? ''
    : `, below ${percent(minimum ?? 0, 1)}: perhaps ${withArticle(nameOf(digit))}`;
  const note = `${percent(confidence, 1)}${doubt}`;
  if (picture === null) {
    console.result([...digitLines(image, digit, minimum, note, console), ''].join('\n'));
    return;
  }
  const taken = picture.area.columns + GAP.length;
  const isBeside = console.out.columns - taken > SIDE + GAP.length + MIN_BARS;
  const lines = digitLines(image, digit, minimum, note, console, isBeside ? taken : 0);
  const [title, body] = [lines.slice(0, TITLE_LINES), lines.slice(TITLE_LINES)];
  const drawn = besideImage(picture.sequence, picture.area, isBeside ? body : [], GAP.length);
  console.result([...title, drawn, ...(isBeside ? [] : body), ''].join('\n'));
}

/**
 * The answer with a remark, the preprocessing, the input of the network, and the probabilities.
 * @param taken columns that something else takes
 */
export function digitLines(
  image: string,
  read: RecognizedDigit,
  minimum: Minimum,
  note: string,
  console: Console,
  taken = 0,
): string[] {
  const { pixels, digit, probabilities } = read;
  const { paint, columns } = console.out;
  const picture = pictureLines(pixels, SIDE, SIDE, paint, console.blocks);
  const available = columns - taken - SIDE - GAP.length - 1;
  const bars = probabilityLines(probabilities, digit, Math.max(available, MIN_BARS), paint, console.blocks);
  return [
    ...titleLines(image, [{ digits: [read] }], minimum, note, console),
    ...(available < MIN_BARS ? bars : joinColumns(picture, bars)),
  ];
}

/** A number: each digit with its confidence, its top left corner and its size, line by line. */
function printNumber(
  image: string,
  recognition: Recognition,
  minimum: Minimum,
  console: Console,
  picture: DrawnPicture | null,
): void {
  const { paint, columns } = console.out;
  const all = digitsOf(recognition);
  const lowest = percent(lowestConfidence(all), 1);
  const rows = recognition.lines.flatMap(({ digits }) => {
    const captioned = digits.map(({ pixels, digit, confidence, decisions }) => {
      const box = decisions?.box;
      const answer = `${digit}${sure(confidence, minimum) ? '' : UNSURE} (${percent(confidence, 1)})`;
      const where = box ? [`at ${box.x},${box.y}`, `${box.width}x${box.height}`] : [];
      return { pixels, caption: [answer, ...where] };
    });
    return ['', ...digitRows(captioned, SIDE, columns, paint, console.blocks)];
  });
  const note = all.length === 1 ? lowest : `${lowest} or more each`;
  const drawn = picture === null ? [] : [besideImage(picture.sequence, picture.area, [], 0)];
  const title = titleLines(image, recognition.lines, minimum, note, console);
  console.result([...title, ...drawn, ...rows, ''].join('\n'));
}

/** The lines of `titleLines`. */
const TITLE_LINES = 2;

function titleLines(
  image: string,
  lines: Recognition['lines'],
  minimum: Minimum,
  note: string,
  console: Console,
): string[] {
  const { out } = console;
  const { paint } = out;
  const answer = paint.bold(shortAnswer({ lines }, minimum));
  const name = printable(shownName(image));
  const decisions = lines.flatMap(({ digits }) => digits.flatMap((digit) => digit.decisions ?? []));
  return [
    out.prose(`${name}: ${answer} ${paint.dim(`(${note})`)}`),
    paint.dim(out.prose(decisionsLine(decisions))),
  ];
}

/** Places lines to the right of an image, vertically centred; there are no more of them than of the image. */
export function joinColumns(picture: readonly string[], lines: readonly string[]): string[] {
  const above = Math.floor((picture.length - lines.length) / 2);
  return picture.map((row, n) => `${row}${GAP}${lines[n - above] ?? ''}`.trimEnd());
}
