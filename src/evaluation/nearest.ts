/** k-nearest neighbours of an image in a data set, in the feature space of the last hidden layer. */

import { IMAGE_PIXELS, type LabelledImages } from '../dataset/dataset.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { BYTE_SCALE } from '../matrix/matrix.ts';
import { binarized } from '../network/binarize.ts';
import type { Model } from '../network/model.ts';
import type { Network } from '../network/network.ts';
import { forEachBatch } from './for-each-batch.ts';

export interface Neighbour {
  /** Its index among the images. */
  readonly index: number;
  readonly label: number;
  /** Euclidean distance between the inputs of the last layer. */
  readonly distance: number;
}

/**
 * The images whose activations in the last hidden layer are nearest to those of an image, the nearest first; in case
 * of ties in the order of the images. In that layer a network represents similar digits by nearby points, whatever
 * their pixels: A. Krizhevsky, I. Sutskever and G. Hinton, "ImageNet classification with deep convolutional neural
 * networks" (2012), section 6.1. Without a hidden layer, pixels from 0 to 1 are compared.
 *
 * @param network the network of the model, with buffers for batches; overwrites its last pass
 */
export async function nearestImages(
  network: Network,
  model: Model,
  pixels: Uint8Array,
  images: LabelledImages,
  count: number,
  kernels: Kernels,
  onProgress?: (done: number) => void,
): Promise<Neighbour[]> {
  const hidden = model.architecture.length - 2;
  const best: Neighbour[] = [];
  const consider = (index: number, squared: number): void => {
    if (best.length === count && squared >= best[count - 1].distance) return;
    const at = best.findIndex(({ distance }) => squared < distance);
    best.splice(at === -1 ? best.length : at, 0, { index, label: images.labels[index], distance: squared });
    if (best.length > count) best.pop();
  };

  if (hidden < 0) {
    const shown = (bytes: Uint8Array): Uint8Array => (model.binarize ? binarized(bytes) : bytes);
    const own = shown(pixels);
    for (let n = 0; n < images.count; n++) {
      const other = shown(images.images.subarray(n * IMAGE_PIXELS, (n + 1) * IMAGE_PIXELS));
      consider(n, squaredDistance(own, other, 0) / (BYTE_SCALE * BYTE_SCALE));
    }
  } else {
    const features = network.outputsOf(hidden);
    let own = new Float32Array(0);
    const alone = { count: 1, images: pixels, labels: new Uint8Array(1) };
    await forEachBatch(kernels, alone, network.batchSize, model.binarize, (x) => {
      network.forward(x);
      network.finish();
      own = Float32Array.from(features.copyOut());
    });
    await forEachBatch(
      kernels,
      images,
      network.batchSize,
      model.binarize,
      (x, start) => {
        network.forward(x);
        network.finish();
        for (let n = 0; n < x.rows; n++) {
          consider(start + n, squaredDistance(own, features.data, n * own.length));
        }
      },
      onProgress,
    );
  }
  return best.map(({ distance, ...image }) => ({ ...image, distance: Math.sqrt(distance) }));
}

/** Of `a` and the elements of `b` from `start` on. */
function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>, start: number): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) {
    const difference = a[k] - b[start + k];
    sum += difference * difference;
  }
  return sum;
}
