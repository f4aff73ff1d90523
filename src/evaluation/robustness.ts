/**
 * Robustness: the accuracy on images that are shifted, rotated, scaled, thinned, thickened, noisy or inverted. The
 * images are not preprocessed, which would undo much of this.
 */

import { checkImages } from '../dataset/check-images.ts';
import type { LabelledImages } from '../dataset/dataset.ts';
import {
  type Distortion,
  distorted,
  inverted,
  scaled,
  shifted,
  speckled,
  thickened,
  turned,
} from '../dataset/perturb.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { ensembleMembers, type Models } from '../network/ensemble.ts';
import { probabilitiesOf } from './evaluate.ts';
import { answersOf } from './metrics.ts';

export type Change = 'none' | 'shift' | 'rotation' | 'scale' | 'stroke' | 'noise' | 'inversion';

export interface RobustnessRow {
  readonly change: Change;
  /**
   * Pixels of a shift or of the stroke width, degrees of a rotation, factor of a scale, fraction of noisy pixels;
   * else null.
   */
  readonly amount: number | null;
  /** Number of images evaluated: each once per variant of that amount. */
  readonly count: number;
  readonly accuracy: number;
  /** The variant with the lowest accuracy. */
  readonly worst: number;
}

interface Condition {
  readonly change: Change;
  readonly amount: number | null;
  /** The variants of a distortion of that amount. */
  readonly ways: readonly Distortion[];
}

const directions = [-1, 0, 1]
  .flatMap((down) => [-1, 0, 1].map((across) => [across, down] as const))
  .filter(([across, down]) => across !== 0 || down !== 0);

const same: Distortion = (out, image) => out.set(image);

const conditions: readonly Condition[] = [
  { change: 'none', amount: null, ways: [same] },
  ...[1, 2, 3].map((amount) => ({
    change: 'shift' as const,
    amount,
    ways: directions.map(([across, down]) => shifted(across * amount, down * amount)),
  })),
  ...[5, 10, 15, 20, 30].map((amount) => ({
    change: 'rotation' as const,
    amount,
    ways: [turned(amount), turned(-amount)],
  })),
  ...[0.7, 0.8, 0.9, 1.1, 1.2, 1.3].map((amount) => ({
    change: 'scale' as const,
    amount,
    ways: [scaled(amount)],
  })),
  ...[-1.5, -1, 1, 2, 3].map((amount) => ({ change: 'stroke' as const, amount, ways: [thickened(amount)] })),
  ...[0.02, 0.05, 0.1].map((amount) => ({ change: 'noise' as const, amount, ways: [speckled(amount)] })),
  { change: 'inversion', amount: null, ways: [inverted] },
];

/** The number of evaluations of each image. */
const WAYS: number = conditions.reduce((sum, { ways }) => sum + ways.length, 0);

/**
 * @param onProgress called with the number of images done, and the total
 * @throws DataError if there are no images
 */
export async function measureRobustness(
  models: Models,
  images: LabelledImages,
  kernels: Kernels,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<RobustnessRow[]> {
  ensembleMembers(models);
  checkImages(images, 'the images');
  const rows: RobustnessRow[] = [];
  const total = WAYS * images.count;
  let done = 0;
  for (const { change, amount, ways } of conditions) {
    const accuracies: number[] = [];
    for (const way of ways) {
      const probabilities = await probabilitiesOf(models, distorted(images, way), kernels, (now) =>
        onProgress(done + now, total),
      );
      accuracies.push(accuracyOf(answersOf(probabilities), images.labels));
      done += images.count;
    }
    const accuracy = accuracies.reduce((sum, one) => sum + one, 0) / ways.length;
    rows.push({
      change,
      amount,
      count: ways.length * images.count,
      accuracy,
      worst: Math.min(...accuracies),
    });
  }
  return rows;
}

function accuracyOf(answers: Uint8Array, labels: Uint8Array): number {
  return answers.filter((digit, n) => digit === labels[n]).length / labels.length;
}
