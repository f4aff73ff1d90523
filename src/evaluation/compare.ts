/** Compares two models on the same images, and tests whether the difference is significant. */

import type { LabelledImages } from '../dataset/dataset.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { checkModel, type Model } from '../network/model.ts';
import { probabilitiesOf } from './evaluate.ts';
import { answersOf } from './metrics.ts';
import { differenceInterval, mcnemarTest, wilsonInterval } from './statistics.ts';

export interface Comparison {
  readonly count: number;
  readonly accuracies: readonly [first: number, second: number];
  /** 95% intervals of the accuracies (Wilson, 1927). */
  readonly intervals: readonly [first: readonly [number, number], second: readonly [number, number]];
  /** Images classified correctly by both models, by the first only, by the second only, and by neither. */
  readonly bothRight: number;
  readonly firstOnly: number;
  readonly secondOnly: number;
  readonly neitherRight: number;
  /** Images for which both give the same answer, right or wrong. */
  readonly sameAnswers: number;
  /** The accuracy of the first minus that of the second. */
  readonly difference: number;
  /** Its 95% interval (Agresti and Min, 2005). */
  readonly differenceInterval: readonly [low: number, high: number];
  /**
   * McNemar's exact test, two-sided: the probability of a difference at least this large between equally good models.
   */
  readonly pValue: number;
  /** The better model, if p < 0.05; else null. */
  readonly better: 'first' | 'second' | null;
}

const SIGNIFICANT = 0.05;

/**
 * @param onProgress called with the number of images done, out of twice the number of images
 * @throws DataError if there are no images
 */
export async function compareModels(
  first: Model,
  second: Model,
  images: LabelledImages,
  kernels: Kernels,
  onProgress: (done: number) => void = () => {},
): Promise<Comparison> {
  checkModel(first, 'the first model');
  checkModel(second, 'the second model');
  const answers = [
    answersOf(await probabilitiesOf(first, images, kernels, onProgress)),
    answersOf(await probabilitiesOf(second, images, kernels, (done) => onProgress(images.count + done))),
  ] as const;
  return compareAnswers(...answers, images.labels);
}

/** @param first, second, labels N bytes from 0 to 9 */
export function compareAnswers(first: Uint8Array, second: Uint8Array, labels: Uint8Array): Comparison {
  const count = labels.length;
  const right = [0, 0, 0, 0]; // by neither, by the first only, by the second only, by both
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
