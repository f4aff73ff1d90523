/** Two models on the same images: whether one reads more of them than the other, or only seems to. */

import type { LabelledImages } from '../dataset/dataset.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Model } from '../network/model.ts';
import { probabilitiesOf } from './evaluate.ts';
import { answersOf } from './metrics.ts';
import { differenceInterval, mcnemarTest, wilsonInterval } from './statistics.ts';

export interface Comparison {
  readonly count: number;
  readonly accuracies: readonly [first: number, second: number];
  /** 95% intervals of the accuracies (Wilson, 1927). */
  readonly intervals: readonly [first: readonly [number, number], second: readonly [number, number]];
  /** Images that both read rightly, that the first model alone does, the second alone, and neither. */
  readonly bothRight: number;
  readonly firstOnly: number;
  readonly secondOnly: number;
  readonly neitherRight: number;
  /** Images to which both give the same answer, right or wrong. */
  readonly sameAnswers: number;
  /** Of the accuracies, the first less the second. */
  readonly difference: number;
  /** Its 95% interval (Agresti and Min, 2005). */
  readonly differenceInterval: readonly [low: number, high: number];
  /** How often equally good models differ as much by chance: McNemar's exact test, two-sided. */
  readonly pValue: number;
  /** Which is better, where chance would make such a difference in fewer than 1 of 20 tests; else null. */
  readonly better: 'first' | 'second' | null;
}

const SIGNIFICANT = 0.05;

/**
 * @param onProgress told the number of images done, of twice as many as there are
 * @throws DataError where there is no image
 */
export async function compareModels(
  first: Model,
  second: Model,
  images: LabelledImages,
  kernels: Kernels,
  onProgress: (done: number) => void = () => {},
): Promise<Comparison> {
  const answers = [
    answersOf(await probabilitiesOf(first, images, kernels, onProgress)),
    answersOf(await probabilitiesOf(second, images, kernels, (done) => onProgress(images.count + done))),
  ] as const;
  return compareAnswers(...answers, images.labels);
}

/** @param first, second, labels N bytes from 0 to 9 */
export function compareAnswers(first: Uint8Array, second: Uint8Array, labels: Uint8Array): Comparison {
  const count = labels.length;
  const right = [0, 0, 0, 0]; // by neither, by the first alone, by the second alone, by both
  let sameAnswers = 0;
  for (let n = 0; n < count; n++) {
    right[(first[n] === labels[n] ? 1 : 0) + (second[n] === labels[n] ? 2 : 0)]++;
    if (first[n] === second[n]) sameAnswers++;
  }
  const [neitherRight, firstOnly, secondOnly, bothRight] = right;
  const pValue = mcnemarTest(firstOnly, secondOnly);
  const scores = [bothRight + firstOnly, bothRight + secondOnly] as const;
  const ahead = firstOnly > secondOnly ? 'first' : 'second';
  return {
    count,
    accuracies: [scores[0] / count, scores[1] / count],
    intervals: [wilsonInterval(scores[0], count), wilsonInterval(scores[1], count)],
    bothRight,
    firstOnly,
    secondOnly,
    neitherRight,
    sameAnswers,
    difference: (firstOnly - secondOnly) / count,
    differenceInterval: differenceInterval(firstOnly, secondOnly, count),
    pValue,
    better: pValue < SIGNIFICANT ? ahead : null,
  };
}
