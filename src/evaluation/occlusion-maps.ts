/** The occlusion maps of several images: their covered images share the batches of one network. */

import { CLASSES, IMAGE_PIXELS } from '../dataset/dataset.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { loadParameters, type Model } from '../network/model.ts';
import { Network } from '../network/network.ts';
import { coveredImages, type Occlusion, occlusionOf, type Squares } from './occlusion.ts';
import { outputsOf } from './outputs.ts';

/** A power of two that keeps threads busy; larger ones only take more memory. */
const BATCH = 256;

/**
 * For each image, the effect of covering squares on the answer of the model.
 * @param images each of 784 bytes: 0 is paper, 255 is ink
 * @throws ModelError if weights are so large that the output is not finite
 */
export async function occlusionMaps(
  model: Model,
  images: readonly Uint8Array[],
  kernels: Kernels,
  squares: Squares,
): Promise<Occlusion[]> {
  const scope = kernels.scope();
  try {
    const network = new Network(scope, model.architecture, BATCH, model.loss);
    loadParameters(network, model.parameters);
    return await occlusionsWith(network, model, images, scope, squares);
  } finally {
    scope.release();
  }
}

/** @param network of the model, with its parameters */
export async function occlusionsWith(
  network: Network,
  model: Pick<Model, 'binarize' | 'temperature'>,
  images: readonly Uint8Array[],
  kernels: Kernels,
  squares: Squares,
): Promise<Occlusion[]> {
  const all = images.map((pixels) => coveredImages(pixels, squares));
  const count = all.reduce((sum, covered) => sum + covered.images.count, 0);
  const bytes = new Uint8Array(count * IMAGE_PIXELS);
  let filled = 0;
  for (const covered of all) {
    bytes.set(covered.images.images, filled);
    filled += covered.images.images.length;
  }
  const labels = new Uint8Array(count);
  const { logits, probabilities } = await outputsOf(
    network,
    model,
    { count, images: bytes, labels },
    kernels,
  );
  let start = 0;
  return all.map(({ images: { count: own }, places }) => {
    const rows = (values: Float32Array): Float32Array =>
      values.subarray(start * CLASSES, (start + own) * CLASSES);
    const [ownLogits, ownProbabilities] = [rows(logits), rows(probabilities)];
    start += own;
    const answer = ownProbabilities.indexOf(Math.max(...ownProbabilities.subarray(0, CLASSES)));
    return occlusionOf(squares, answer, places, ownLogits, ownProbabilities, model.temperature);
  });
}
