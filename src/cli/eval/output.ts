/** The output of `nn eval` for people: key figures, and the rest with `--details` and `--robustness`. */

import type { LabelledImages } from '../../dataset/dataset.ts';
import { IMAGE_PIXELS, IMAGE_WIDTH } from '../../dataset/dataset.ts';
import type { Evaluation, Mistake } from '../../evaluation/evaluation.ts';
import type { RobustnessRow } from '../../evaluation/robustness.ts';
import type { Console } from '../terminal/console.ts';
import { digitRows } from '../terminal/digit-row.ts';
import { count, percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';

const COMMON_MISTAKES = 3;
const DETAILED_ROWS = 3;

type NameOf = (label: number) => string;

export interface Measured {
  readonly model: string;
  readonly data: string;
  readonly images: LabelledImages;
  /** The class names. */
  readonly nameOf: NameOf;
  readonly evaluation: Evaluation;
  /** Null if it was not requested. */
  readonly robustness: readonly RobustnessRow[] | null;
  /** Why the figures do not apply to unseen digits; empty if they do. */
  readonly warning: readonly string[];
}

export async function printEvaluation(measured: Measured, details: boolean, console: Console): Promise<void> {
  const { evaluation, robustness, images, nameOf } = measured;
  const { paint } = console.out;
  const title = (words: string): string => paint.bold(words);
  const prose = (text: string): string => console.out.prose(text);
  const sections = [summary(measured, console)];
  if (evaluation.mistakes.length > 0) {
    sections.push([
      prose(`${title('Most confident mistakes')}: the label, the answer, and the confidence in it`),
      '',
      ...mistakePictures(evaluation.mistakes, images, nameOf, details, console),
    ]);
  }
  if (details) {
    const { confusionTable, perClassTable, reliabilityTable } = await import('../terminal/tables.ts');
    sections.push(
      [
        prose(`${title('Confusion matrix')}: a row for each label, a column for each answer`),
        confusionTable(evaluation.confusion, paint),
      ],
      [
        prose(`${title('Each class')}: precision, recall and F1`),
        perClassTable(evaluation.perClass, nameOf, paint),
      ],
      [
        prose(`${title('Calibration')}: answers by their confidence, and the accuracy of each bin`),
        reliabilityTable(evaluation.reliability, paint),
      ],
    );
  }
  if (robustness !== null) {
    const { robustnessLines } = await import('./robustness-table.ts');
    sections.push([
      prose(`${title('Robustness')}: accuracy on distorted images, without preprocessing`),
      ...robustnessLines(robustness, console.out, console.blocks),
    ]);
  }
  console.result(sections.map((lines) => lines.join('\n')).join('\n\n'));
}

function summary({ model, data, nameOf, evaluation, warning }: Measured, console: Console): string[] {
  const { out } = console;
  const { paint } = out;
  const [low, high] = evaluation.interval;
  const wrong = evaluation.confusion.flatMap((answers, label) =>
    answers.filter((_, digit) => digit !== label),
  );
  const mistakes = wrong.reduce((sum, images) => sum + images, 0);
  const interval =
    warning.length > 0
      ? '(not of images that are new to it)'
      : `(95% interval: ${percent(low)} to ${percent(high)})`;
  const often = commonMistakes(evaluation.confusion, nameOf, COMMON_MISTAKES);
  return [
    out.prose(
      `${paint.bold(printable(model))} on ${count(evaluation.count)} test images of ${printable(data)}`,
    ),
    ...warning.map((line) => paint.yellow(out.prose(printable(line)))),
    '',
    ...[
      `Accuracy  ${paint.bold(percent(evaluation.accuracy))}  ${interval}`,
      `Top 2     ${percent(evaluation.top2Accuracy)}  (the label is among the two likeliest classes)`,
      `Loss      ${evaluation.loss.toFixed(4)}`,
      `ECE       ${percent(evaluation.calibrationError)}  (expected calibration error)`,
      ...(mistakes === 0 ? [] : [`Mistakes  ${count(mistakes)}, most often ${often.join(', ')}`]),
    ].map((line) => out.prose(line, 'Accuracy  '.length)),
  ];
}

/** The most frequent confusions, such as `4 read as 9 (7)`. */
function commonMistakes(confusion: Evaluation['confusion'], nameOf: NameOf, most: number): string[] {
  return confusion
    .flatMap((answers, label) => answers.map((images, answer) => ({ label, answer, images })))
    .filter(({ label, answer, images }) => label !== answer && images > 0)
    .sort((a, b) => b.images - a.images || a.label - b.label || a.answer - b.answer)
    .slice(0, most)
    .map(({ label, answer, images }) => `${nameOf(label)} read as ${nameOf(answer)} (${count(images)})`);
}

function mistakePictures(
  mistakes: readonly Mistake[],
  { images }: LabelledImages,
  nameOf: NameOf,
  details: boolean,
  console: Console,
): string[] {
  const digits = mistakes.map(({ index, label, answer, confidence }) => ({
    pixels: images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS),
    caption: [`${nameOf(label)} read as ${nameOf(answer)}`, percent(confidence, 1), `image ${index}`],
  }));
  const { columns, paint } = console.out;
  return digitRows(digits, IMAGE_WIDTH, columns, paint, console.blocks, details ? DETAILED_ROWS : 1);
}

/** Advice if a model gives the same answer for almost all images. */
export function printDegenerate({ collapsedTo }: Evaluation, nameOf: NameOf, console: Console): void {
  if (collapsedTo === null) return;
  const warning = console.err.paint.yellow('Warning:');
  console.info(
    `${warning} the model collapsed to one class: nearly all answers are ${nameOf(collapsedTo)}. Train again with a lower ` +
      `--lr, or check whether these images are in MNIST's form (light ink on black)`,
  );
}
