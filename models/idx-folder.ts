/** Writes images as a data set for `nn train --data`. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledImages } from '../src/dataset/dataset.ts';
import { idxBytes } from '../test/support/idx-bytes.ts';

export function writeTrainingImages(folder: string, { count, images, labels }: LabelledImages): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, dimensions: readonly number[], elements: Uint8Array): void =>
    writeFileSync(join(folder, name), idxBytes({ dimensions, elements }));
  write('train-images-idx3-ubyte', [count, 28, 28], images);
  write('train-labels-idx1-ubyte', [count], labels);
}
