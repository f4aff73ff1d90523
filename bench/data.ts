/** The data set of the benchmarks. */

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dataset, LabelledImages } from '../dist/dataset/dataset.js';
import { openDataset } from '../dist/node/dataset/open.js';

export interface BenchData {
  /** A folder with the four IDX files, which the peers read too. */
  readonly folder: string;
  readonly dataset: Dataset;
  readonly train: LabelledImages;
  /** Number of non-zero pixels in the training images. */
  readonly ink: number;
  readonly title: string;
}

/** @param temporary folder to which the bundled digits are written if full MNIST is not available */
export async function findData(asked: string | undefined, temporary: string): Promise<BenchData> {
  const shared = process.env.NN_TEST_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
  const mnist = asked ?? join(shared, 'mnist');
  const full = asked !== undefined || existsSync(mnist);
  const folder = full ? mnist : await writeEmbedded(temporary);
  const dataset = await openDataset(folder);
  const { train } = dataset;
  if (train === null) throw new Error(`${folder}: has no training split`);
  let ink = 0;
  for (const pixel of train.images) if (pixel !== 0) ink++;
  const title = full
    ? `MNIST, ${train.count} images to train on`
    : `the ${train.count} bundled digits, because full MNIST was not found (--data, or NN_TEST_DATA/mnist)`;
  return { folder, dataset, train, ink, title };
}

async function writeEmbedded(folder: string): Promise<string> {
  const { train, test } = await openDataset('mnist-10k');
  for (const [name, part] of [
    ['train', train],
    ['t10k', test],
  ] as const) {
    if (part === null) continue;
    writeFileSync(join(folder, `${name}-images-idx3-ubyte`), idx(part.images, [part.count, 28, 28]));
    writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), idx(part.labels, [part.count]));
  }
  return folder;
}

/** IDX: 0x000008 and the number of dimensions, then each dimension, big-endian, then the bytes. */
function idx(bytes: Uint8Array, dimensions: readonly number[]): Buffer {
  const head = Buffer.alloc(4 + 4 * dimensions.length);
  head.writeUInt32BE(0x800 + dimensions.length);
  dimensions.forEach((size, k) => {
    head.writeUInt32BE(size, 4 + 4 * k);
  });
  return Buffer.concat([head, bytes]);
}
