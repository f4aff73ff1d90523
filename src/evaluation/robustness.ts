/**
 * How much a model stands: its accuracy on images that are moved, turned, resized, drawn with another pen, speckled or
 * inverted. The net sees them as they are: what brings pictures into MNIST's form, and would undo much of it, is left out.
 */

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
import type { Models } from '../network/ensemble.ts';
import { probabilitiesOf } from './evaluate.ts';
import { answersOf } from './metrics.ts';

export type Change = 'none' | 'shift' | 'rotation' | 'scale' | 'stroke' | 'noise' | 'inversion';

export interface RobustnessRow {
  readonly change: Change;
  /** Pixels of a shift or of the strokes' width, degrees of a rotation, factor of a scale, share of noisy pixels; else null. */
  readonly amount: number | null;
  /** Images that were shown: each of them once for every way to change it by that amount. */
  readonly count: number;
  readonly accuracy: number;
  /** The way that was read worst. */
  readonly worst: number;
}

interface Condition {
  readonly change: Change;
  readonly amount: number | null;
  /** The ways to change an image by that amount. */
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

/** How often all images are shown. */
const WAYS: number = conditions.reduce((sum, { ways }) => sum + ways.length, 0);

/**
 * @param onProgress told the images done and all that there are to do
 * @throws DataError where there is no image
 */
export async function measureRobustness(
  models: Models,
  images: LabelledImages,
  kernels: Kernels,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<RobustnessRow[]> {
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
