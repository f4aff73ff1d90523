/** Where the SIMD kernels augment a batch of images. */

import { substream } from '../random.ts';
import type { Arena } from './arena.ts';
import { type Augmentation, drawVariation, VARIATION } from './augmentation.ts';
import type { RecordRows, Records, Workshop } from './records.ts';

/** What a block of images needs while it is augmented, as in `assembly/tile.ts`. */
export const SCRATCH_BYTES = 20480;

/** The workshop of a batch of images; its first call makes it. */
export function workshopOf(arena: Arena, x: RecordRows): Workshop {
  x.workshop ??= open(arena, x);
  return x.workshop;
}

function open(arena: Arena, { capacity, cols, segments }: RecordRows): Workshop {
  const rooms = arena.integers(capacity);
  for (let n = 0; n < capacity; n++) rooms[n] = arena.reserve(2 * segments + 4 + 4 * cols);
  const sources = arena.integers(capacity);
  const keys = arena.integers(capacity);
  const variations = arena.floats(capacity * VARIATION);
  const addresses = [sources.byteOffset, keys.byteOffset, variations.byteOffset];
  return { rooms, sources, keys, variations, addresses };
}

/** Draws what happens to images[order[start]] and those behind, and has x point at what they become. */
export function drawBatch(
  { rooms, sources, keys, variations }: Workshop,
  x: RecordRows,
  images: Records,
  order: Int32Array,
  start: number,
  key: number,
  augmentation: Augmentation,
): void {
  for (let n = 0; n < x.rows; n++) {
    const image = order[start + n];
    x.places[n] = rooms[n];
    sources[n] = images.places[image];
    keys[n] = substream(key, image);
    drawVariation(variations, n * VARIATION, keys[n], augmentation);
  }
}
