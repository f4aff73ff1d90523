/** k-nearest neighbours of an image among those of a data set, in the features of a net's last hidden layer. */

import { IMAGE_PIXELS, type LabelledImages } from '../dataset/dataset.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { BYTE_SCALE } from '../matrix/matrix.ts';
import { binarized } from '../network/binarize.ts';
import type { Model } from '../network/model.ts';
import type { Network } from '../network/network.ts';
import { forEachBatch } from './for-each-batch.ts';

export interface Neighbour {
  /** Its place among the images, from 0. */
  readonly index: number;
  readonly label: number;
  /** Euclidean, between what the last layer gets of both. */
  readonly distance: number;
}

/**
 * The images whose activations in the last hidden layer are nearest to those of a picture, the nearest first; of equals
 * the first ones. That layer is where a net has digits of a kind close together, whatever their pixels: A. Krizhevsky,
 * I. Sutskever and G. Hinton, "ImageNet classification with deep convolutional neural networks" (2012), section 6.1. Without
 * a hidden layer it is the pixels themselves, from 0 to 1, that are compared.
 *
 * @param network the model's, with room for batches; its last pass is not kept
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

/** Of `a` and as many numbers of `b` from `start` on. */
function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>, start: number): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) {
    const difference = a[k] - b[start + k];
    sum += difference * difference;
  }
  return sum;
}
