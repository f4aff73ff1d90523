/** The outputs of a network for any number of images. */

import { CLASSES, type LabelledImages } from '../dataset/dataset.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Model } from '../network/model.ts';
import type { Network } from '../network/network.ts';
import { forEachBatch } from './for-each-batch.ts';

export interface Outputs {
  /** N x 10. */
  readonly logits: Float32Array;
  /** N x 10, calibrated by the temperature of the model. */
  readonly probabilities: Float32Array;
}

/** @param network of the model, with its parameters */
export async function outputsOf(
  network: Network,
  { binarize, temperature }: Pick<Model, 'binarize' | 'temperature'>,
  images: LabelledImages,
  kernels: Kernels,
): Promise<Outputs> {
  const logits = new Float32Array(images.count * CLASSES);
  const probabilities = new Float32Array(images.count * CLASSES);
  const scope = kernels.scope();
  try {
    const out = scope.matrix(network.batchSize, CLASSES);
    await forEachBatch(scope, images, network.batchSize, binarize, (x, start) => {
      network.probabilities(out, x, temperature);
      network.finish();
      logits.set(network.logits.copyOut(), start * CLASSES);
      probabilities.set(out.copyOut(), start * CLASSES);
    });
    return { logits, probabilities };
  } finally {
    scope.release();
  }
}
