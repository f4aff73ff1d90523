import { IMAGE_PIXELS, type LabelledImages } from './dataset.ts';

/** Copies of the images with these indices, in their order. */
export function pickImages(
  { images, labels }: LabelledImages,
  indices: Int32Array | readonly number[],
): LabelledImages {
  const picked = new Uint8Array(indices.length * IMAGE_PIXELS);
  for (const [n, index] of indices.entries()) {
    picked.set(images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS), n * IMAGE_PIXELS);
  }
  return {
    count: indices.length,
    images: picked,
    labels: Uint8Array.from(indices, (index) => labels[index]),
  };
}
