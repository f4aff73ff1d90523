/** Evaluates models on labelled images. */

import { checkImages } from '../dataset/check-images.ts';
import { CLASSES, type LabelledImages } from '../dataset/dataset.ts';
import { DataError } from '../errors.ts';
import { checkKernels } from '../matrix/check-kernels.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { averageProbabilities, ensembleMembers, type Models } from '../network/ensemble.ts';
import { loadParameters, type Model } from '../network/model.ts';
import { Network } from '../network/network.ts';
import type { Evaluation } from './evaluation.ts';
import { type BatchVisitor, forEachBatch } from './for-each-batch.ts';
import { measure } from './metrics.ts';

const BATCH = 256;

/**
 * Evaluates a model on all images.
 * @param models one network, or an ensemble whose probabilities are averaged
 * @param onProgress called with the number of images done, several times a second
 * @throws DataError if there are no images; ModelError if weights are so large that the loss is not finite, or if the
 *   members of an ensemble have different classes
 */
export async function evaluate(
  models: Models,
  images: LabelledImages,
  kernels: Kernels,
  onProgress: (done: number) => void = () => {},
): Promise<Evaluation> {
  return measure(await probabilitiesOf(models, images, kernels, onProgress), images.labels);
}

/**
 * The class probabilities of all images, calibrated by the temperature of each model and averaged over the models. N
 * x 10.
 * @throws DataError if there are no images; ModelError if the members of an ensemble have different classes
 */
export async function probabilitiesOf(
  models: Models,
  images: LabelledImages,
  kernels: Kernels,
  onProgress: (done: number) => void = () => {},
): Promise<Float32Array> {
  const members = ensembleMembers(models);
  checkImages(images, 'the images');
  if (images.count === 0) throw new DataError('there are no images to evaluate on');
  checkKernels(kernels);
  const all: Float32Array[] = [];
  for (const [n, member] of members.entries()) {
    const overall = (done: number): number => Math.floor((n * images.count + done) / members.length);
    all.push(await probabilitiesOfOne(member, images, kernels, (done) => onProgress(overall(done))));
  }
  return averageProbabilities(all);
}

async function probabilitiesOfOne(
  model: Model,
  images: LabelledImages,
  kernels: Kernels,
  onProgress: (done: number) => void,
): Promise<Float32Array> {
  const scope = kernels.scope();
  try {
    const network = new Network(scope, model.architecture, BATCH, model.loss);
    loadParameters(network, model.parameters);
    const probabilities = scope.matrix(BATCH, CLASSES);
    const all = new Float32Array(images.count * CLASSES);
    const visit: BatchVisitor = (x, start) => {
      network.probabilities(probabilities, x, model.temperature);
      network.finish();
      all.set(probabilities.copyOut(), start * CLASSES);
    };
    await forEachBatch(scope, images, BATCH, model.binarize, visit, onProgress);
    return all;
  } finally {
    scope.release();
  }
}
