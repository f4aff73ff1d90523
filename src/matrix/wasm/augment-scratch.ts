/** Scratch memory for data augmentation in the SIMD kernels. */

import { substream } from '../../random.ts';
import { type Augmentation, drawVariation, VARIATION } from '../augmentation.ts';
import type { AugmentScratch, RecordRows, Records } from './sparse-records.ts';

/** Scratch memory per block of images, as in `assembly/tile.ts`. */
export const SCRATCH_BYTES = 20480;

/** The scratch memory of a batch of images, allocated by the first call. */
export function augmentScratchOf(x: RecordRows): AugmentScratch {
  x.augmentScratch ??= open(x);
  return x.augmentScratch;
}

function open({ capacity, cols, segments, allocation }: RecordRows): AugmentScratch {
  const offsets = allocation.integers(capacity);
  for (let n = 0; n < capacity; n++) offsets[n] = allocation.reserve(2 * segments + 4 + 4 * cols);
  const sources = allocation.integers(capacity);
  const keys = allocation.integers(capacity);
  const variations = allocation.floats(capacity * VARIATION);
  const addresses = [sources.byteOffset, keys.byteOffset, variations.byteOffset];
  return { offsets, sources, keys, variations, addresses };
}

/** Draws the augmentation of the images from order[start] on, and points x at the resulting records. */
export function drawBatch(
  { offsets, sources, keys, variations }: AugmentScratch,
  x: RecordRows,
  images: Records,
  order: Int32Array,
  start: number,
  key: number,
  augmentation: Augmentation,
): void {
  for (let n = 0; n < x.rows; n++) {
    const image = order[start + n];
    x.offsets[n] = offsets[n];
    sources[n] = images.offsets[image];
    keys[n] = substream(key, image);
    drawVariation(variations, n * VARIATION, keys[n], augmentation);
  }
}
