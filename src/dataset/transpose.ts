/** Transposes images, such as those of EMNIST. */

import { IMAGE_HEIGHT, IMAGE_PIXELS, IMAGE_WIDTH, type ImageRows } from './dataset.ts';

/** The transposed images, as a copy. */
export function transposed<T extends ImageRows>(rows: T): T {
  const { count, images } = rows;
  const out = new Uint8Array(images.length);
  for (let start = 0; start < count * IMAGE_PIXELS; start += IMAGE_PIXELS) {
    for (let y = 0; y < IMAGE_HEIGHT; y++) {
      for (let x = 0; x < IMAGE_WIDTH; x++) {
        out[start + x * IMAGE_WIDTH + y] = images[start + y * IMAGE_WIDTH + x];
      }
    }
  }
  return { ...rows, images: out };
}

/** EMNIST's own files are transposed: `emnist-digits-train-images-idx3-ubyte`, `emnist-digits-train.csv`. */
export function isTransposedName(name: string): boolean {
  return /^emnist-/i.test(name);
}
