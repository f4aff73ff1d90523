/** How good a model is on labelled images. */

import { CLASSES, type LabelledImages } from '../dataset/dataset.ts';
import { DataError } from '../errors.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { loadParameters, type Model } from '../network/model.ts';
import { Network } from '../network/network.ts';
import type { Evaluation } from './evaluation.ts';
import { measure } from './metrics.ts';
import { type Visit, visitBatches } from './visit.ts';

const BATCH = 256;

/**
 * Runs the model over all the images.
 * @param onProgress told the number of images done, a few times a second
 * @throws DataError where there is no image; ModelError where the net's weights are so large that its loss is not finite
 */
export async function evaluate(
  model: Model,
  images: LabelledImages,
  kernels: Kernels,
  onProgress: (done: number) => void = () => {},
): Promise<Evaluation> {
  return measure(await probabilitiesOf(model, images, kernels, onProgress), images.labels);
}

/**
 * What the model makes of all the images: probabilities of the classes, calibrated by its temperature. N x 10.
 * @throws DataError where there is no image
 */
export async function probabilitiesOf(
  model: Model,
  images: LabelledImages,
  kernels: Kernels,
  onProgress: (done: number) => void = () => {},
): Promise<Float32Array> {
  if (images.count === 0) throw new DataError('there are no images to evaluate on');
  const scope = kernels.scope();
  try {
    const network = new Network(scope, model.architecture, BATCH, model.loss);
    loadParameters(network, model.parameters);
    const probabilities = scope.matrix(BATCH, CLASSES);
    const all = new Float32Array(images.count * CLASSES);
    const visit: Visit = (x, start) => {
      network.probabilities(probabilities, x, model.temperature);
      network.finish();
      all.set(probabilities.copyOut(), start * CLASSES);
    };
    await visitBatches(scope, images, BATCH, model.binarize, visit, onProgress);
    return all;
  } finally {
    scope.release();
  }
}
