/** The images of each cell of a confusion matrix: all of them, or a sample. */

import { CLASSES } from '../../constants.ts';
import { answersOf } from '../../evaluation/metrics.ts';

interface CellImage {
  /** Its index among the images. */
  readonly index: number;
  /** Confidence of the answer. */
  readonly confidence: number;
}

export interface CellSample {
  readonly label: number;
  readonly answer: number;
  /** Number of images in the cell. */
  readonly count: number;
  /** For mistakes the most confident, for right answers the least confident ones first. */
  readonly shown: readonly CellImage[];
}

/** Fewer right answers than mistakes are shown. */
const MOST_RIGHT = 18;
const MOST_WRONG = 60;
/** Limit for all cells together: half of the maximum size of a report. */
const MOST_IMAGES = 1500;

/**
 * Cells with images, in row-major order.
 * @param probabilities N x 10
 * @param most maximum number of images in all cells together
 */
export function sampleCells(
  probabilities: Float32Array,
  labels: Uint8Array,
  confusion: readonly (readonly number[])[],
  most: number = MOST_IMAGES,
): CellSample[] {
  const answers = answersOf(probabilities);
  const bounds = boundsFor(confusion, most);
  const cells = confusion.map((row) => row.map((): CellImage[] => []));
  for (const [index, answer] of answers.entries()) {
    const label = labels[index];
    const confidence = probabilities[index * CLASSES + answer];
    const bound = label === answer ? bounds.right : bounds.wrong;
    keep(cells[label][answer], { index, confidence }, bound, label === answer ? 1 : -1);
  }
  return cells.flatMap((row, label) =>
    row.flatMap((shown, answer) => {
      const count = confusion[label][answer];
      return count === 0 ? [] : [{ label, answer, count, shown }];
    }),
  );
}

/** The number of images shown per cell, given the limit for all cells. */
function boundsFor(
  confusion: readonly (readonly number[])[],
  most: number,
): { readonly right: number; readonly wrong: number } {
  let share = 1;
  for (;;) {
    const right = Math.max(1, Math.floor(MOST_RIGHT * share));
    const wrong = Math.max(1, Math.floor(MOST_WRONG * share));
    const total = confusion.reduce(
      (sum, row, label) =>
        sum + row.reduce((s, images, answer) => s + Math.min(images, label === answer ? right : wrong), 0),
      0,
    );
    if (total <= most || (right === 1 && wrong === 1)) return { right, wrong };
    share *= 0.9;
  }
}

/** Inserts an image in order of confidence: ascending for a sign of 1, descending for -1; stable for ties. */
function keep(list: CellImage[], image: CellImage, most: number, sign: 1 | -1): void {
  let at = list.length;
  while (at > 0 && sign * list[at - 1].confidence > sign * image.confidence) at--;
  if (at >= most) return;
  list.splice(at, 0, image);
  if (list.length > most) list.pop();
}
