/**
 * Detects transposed images, such as those of EMNIST: a network reads them far better with rows and columns
 * exchanged.
 */

import { CLASSES, type LabelledImages } from '../dataset/dataset.ts';
import { pickImages } from '../dataset/pick-images.ts';
import { transposed } from '../dataset/transpose.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Models } from '../network/ensemble.ts';
import { probabilitiesOf } from './evaluate.ts';
import { answersOf } from './metrics.ts';

/** Number of images in the sample: the difference is large, and each image delays the start of a training. */
const SAMPLE = 50;

/** Correctly oriented digits are read better than this by any suitable network; of transposed MNIST digits, 30% are. */
const READ_BADLY = 0.7;
const FAR_BETTER = 0.2;
/** Of a few images, chance may read one or two better. */
const MORE_IMAGES = 5;

export interface Orientation {
  /** Accuracy on a sample of the images, unmodified and with rows and columns exchanged. */
  readonly asTheyAre: number;
  readonly turned: number;
  readonly looksTransposed: boolean;
}

/** @throws as `evaluate` does */
export async function measureOrientation(
  models: Models,
  images: LabelledImages,
  kernels: Kernels,
): Promise<Orientation> {
  const sample = evenSample(images);
  const accuracy = async (some: LabelledImages): Promise<number> => {
    const answers = answersOf(await probabilitiesOf(models, some, kernels));
    return some.labels.reduce((sum, label, n) => sum + (answers[n] === label ? 1 : 0), 0) / some.count;
  };
  const asTheyAre = await accuracy(sample);
  if (asTheyAre > READ_BADLY) return { asTheyAre, turned: 0, looksTransposed: false };
  const turned = await accuracy(transposed(sample));
  const isFarBetter = turned >= asTheyAre + FAR_BETTER && (turned - asTheyAre) * sample.count >= MORE_IMAGES;
  return { asTheyAre, turned, looksTransposed: isFarBetter };
}

/** A sample spread over the whole set, which may be sorted. */
function evenSample(images: LabelledImages): LabelledImages {
  const { count, labels } = images;
  const size = Math.min(SAMPLE, count);
  const spread = Array.from({ length: size }, (_, k) => Math.floor((k * count) / size));
  return pickImages(
    images,
    spread.filter((n) => labels[n] < CLASSES),
  );
}
