/** Iterates over images in batches, in order. */

import type { LabelledImages } from '../dataset/dataset.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { SparseRows } from '../matrix/matrix.ts';
import { Batches, yieldToEventLoop } from './batches.ts';

const TURN_MS = 40;

/** x: N x 784, the images start, start + 1, ... */
export type BatchVisitor = (x: SparseRows, start: number) => void;

/** @param onProgress called with the number of images done, several times a second */
export async function forEachBatch(
  kernels: Kernels,
  images: LabelledImages,
  batchSize: number,
  binarize: boolean,
  visit: BatchVisitor,
  onProgress: (done: number) => void = () => {},
): Promise<void> {
  const scope = kernels.scope();
  try {
    const batches = new Batches(scope, images, batchSize, binarize);
    const order = scope.integers(images.count);
    for (let n = 0; n < images.count; n++) order[n] = n;
    let turn = performance.now();
    for (let start = 0; start < images.count; start += batchSize) {
      batches.load(order, start);
      visit(batches.x, start);
      if (performance.now() - turn < TURN_MS) continue;
      onProgress(start + batches.x.rows);
      await yieldToEventLoop();
      turn = performance.now();
    }
  } finally {
    scope.release();
  }
}
