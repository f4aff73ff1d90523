/** Tables of an evaluation, and of a network's layers. Loaded only by commands that print them. */

import Table from 'cli-table3';
import type { Evaluation } from '../../evaluation/evaluation.ts';
import type { Paint } from './colour.ts';
import { count, percent } from './numbers.ts';

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};

/**
 * Columns are as wide as their widest cell, or all equally wide; the first `words` contain text, the others numbers.
 */
export function rows(
  head: readonly string[],
  body: readonly (readonly string[])[],
  width?: number,
  words = 0,
): string {
  const table = new Table({
    chars: NO_BORDERS,
    head: [...head],
    ...(width === undefined ? {} : { colWidths: head.map(() => width) }),
    colAligns: head.map((_, column) => (column < words ? 'left' : 'right')),
    style: { 'padding-left': 1, 'padding-right': 0, head: [], border: [] },
  });
  table.push(...body.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Rows are labels, columns are answers: everything off the diagonal is a mistake. */
export function confusionTable(confusion: Evaluation['confusion'], paint: Paint): string {
  const head = ['', ...confusion.map((_, answer) => paint.bold(String(answer)))];
  return rows(
    head,
    confusion.map((answers, label) => [
      paint.bold(String(label)),
      ...answers.map((images, answer) => {
        if (images === 0) return paint.dim('.');
        return answer === label ? paint.green(count(images)) : paint.yellow(count(images));
      }),
    ]),
    Math.max(...confusion.flat().map((images) => count(images).length), 1) + 1,
  );
}

export function perClassTable(
  perClass: Evaluation['perClass'],
  nameOf: (digit: number) => string,
  paint: Paint,
): string {
  const fraction = (value: number | null): string => (value === null ? paint.dim('-') : percent(value, 1));
  return rows(
    ['digit', 'images', 'precision', 'recall', 'F1'].map(paint.bold),
    perClass.map(({ digit, support, precision, recall, f1 }) => [
      paint.bold(nameOf(digit)),
      count(support),
      fraction(precision),
      fraction(recall),
      fraction(f1),
    ]),
  );
}

/** A line per tenth of confidence. */
export function reliabilityTable(reliability: Evaluation['reliability'], paint: Paint): string {
  const fraction = (value: number | null): string => (value === null ? paint.dim('-') : percent(value, 1));
  return rows(
    ['confidence', 'images', 'on average', 'right'].map(paint.bold),
    reliability.map(({ from, to, count: images, confidence, accuracy }) => [
      `${percent(from, 0)} to ${percent(to, 0)}`,
      count(images),
      fraction(confidence),
      fraction(accuracy),
    ]),
  );
}
