/** The occlusion maps of mistakes. */

import { IMAGE_PIXELS } from '../../constants.ts';
import type { LabelledImages } from '../../dataset/dataset.ts';
import type { Mistake } from '../../evaluation/evaluation.ts';
import { explainDefaults } from '../../evaluation/explain.ts';
import type { Occlusion } from '../../evaluation/occlusion.ts';
import { occlusionMaps } from '../../evaluation/occlusion-maps.ts';
import type { Kernels } from '../../matrix/kernels.ts';
import type { Model } from '../../network/model.ts';

/**
 * Measures every second pixel of every second row, a quarter of them: maps are small here, and squares that are five
 * pixels wide overlap so much that those between differ little from the mean of their neighbours.
 */
const STEP = 2;

/** By the index of the image; null for an ensemble. */
export async function occlusionsOf(
  [model, other]: readonly Model[],
  mistakes: readonly Mistake[],
  { images }: LabelledImages,
  kernels: Kernels,
): Promise<Map<number, Occlusion> | null> {
  if (model === undefined || other !== undefined) return null;
  const wrong = mistakes.map(({ index }) =>
    images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS),
  );
  const maps = await occlusionMaps(model, wrong, kernels, { window: explainDefaults.window, step: STEP });
  return new Map(mistakes.map(({ index }, n) => [index, maps[n]]));
}
