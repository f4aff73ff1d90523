/** A synthetic data set, so that tests of training need no file: each class is a pattern with noise. */

import type { Dataset, LabelledImages } from '../../src/dataset/dataset.ts';
import { Random } from '../../src/random.ts';

const PIXELS = 784;

/** `count` images of the classes in turn; each has most of the pixels of its class and a few others. */
export function madeImages(count: number, seed = 1): LabelledImages {
  const patterns = Array.from({ length: 10 }, (_, label) => {
    const random = Random.stream(1, 'pattern', label);
    return Array.from({ length: 40 }, () => random.below(PIXELS));
  });
  const random = Random.stream(seed, 'images');
  const images = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    labels[n] = n % 10;
    const image = images.subarray(n * PIXELS, (n + 1) * PIXELS);
    for (const pixel of patterns[labels[n]]) if (random.below(4) > 0) image[pixel] = 100 + random.below(156);
    for (let k = 0; k < 30; k++) image[random.below(PIXELS)] = random.below(256);
  }
  return { count, images, labels };
}

export function madeDataset(count: number, seed = 1): Dataset {
  return { name: 'made up', train: madeImages(count, seed), test: madeImages(50, seed + 1000) };
}

/** Images of noise, which a network can only memorize. */
export function noise(count: number): LabelledImages {
  const random = Random.stream(2, 'noise');
  const images = Uint8Array.from({ length: count * PIXELS }, () =>
    random.below(4) > 0 ? 0 : random.below(256),
  );
  return { count, images, labels: Uint8Array.from({ length: count }, () => random.below(10)) };
}
