/** The occlusion maps of mistakes. */

import { IMAGE_PIXELS } from '../../constants.ts';
import type { LabelledImages } from '../../dataset/dataset.ts';
import type { Mistake } from '../../evaluation/evaluation.ts';
import { explain } from '../../evaluation/explain.ts';
import type { Occlusion } from '../../evaluation/occlusion.ts';
import type { Kernels } from '../../matrix/kernels.ts';
import type { Model } from '../../network/model.ts';

/** By the index of the image; null for an ensemble. */
export async function occlusionsOf(
  [model, other]: readonly Model[],
  mistakes: readonly Mistake[],
  { images }: LabelledImages,
  kernels: Kernels,
): Promise<Map<number, Occlusion> | null> {
  if (model === undefined || other !== undefined) return null;
  const found = new Map<number, Occlusion>();
  for (const { index } of mistakes) {
    const pixels = images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
    const { occlusion } = await explain(model, pixels, kernels, { nearest: 0 });
    found.set(index, occlusion);
  }
  return found;
}
