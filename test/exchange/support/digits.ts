/**
 * The digits for testing exported and imported networks: the 1,000 bundled test digits, or the 10,000 of MNIST in `npm
 * run test:exhaustive` and `npm run study:exchange`.
 */

import type { Model } from '../../../src/network/model.ts';
import { type Prediction, predict } from '../../../src/network/predict.ts';
import { loadEmbedded } from '../../../src/node/dataset/embedded.ts';
import { readIdxFolder } from '../../../src/node/dataset/idx-folder.ts';
import { createKernels } from '../../../src/node/kernels.ts';
import { exhaustive } from '../../support/exhaustive.ts';
import { sharedData } from '../../support/shared-data.ts';

/** count x 784 bytes. */
export async function testDigits(): Promise<Uint8Array> {
  const { train, test } = loadEmbedded();
  if (!exhaustive) return test!.images;
  const folder = sharedData('mnist');
  if (folder !== null) return (await readIdxFolder(folder, { test: true })).test!.images;
  return Uint8Array.from([...train!.images, ...test!.images]);
}

/** The answers of `nn predict`. */
export async function predictions(model: Model, images: Uint8Array): Promise<Prediction[]> {
  const kernels = await createKernels({ threads: 1 });
  try {
    return await predict(model, images, kernels);
  } finally {
    await kernels.close();
  }
}

export interface Answers {
  /** Number of images with a different answer. */
  readonly others: number;
  /** Maximum difference of the probabilities. */
  readonly apart: number;
}

/** @param probabilities count x 10 */
export function compareAnswers(expected: readonly Prediction[], probabilities: ArrayLike<number>): Answers {
  let others = 0;
  let apart = 0;
  for (const [n, { digit, probabilities: own }] of expected.entries()) {
    const theirs = Array.from({ length: 10 }, (_, k) => probabilities[n * 10 + k]);
    if (theirs.indexOf(Math.max(...theirs)) !== digit) others++;
    for (let k = 0; k < 10; k++) {
      const distance = Math.abs(theirs[k] - own[k]);
      if (!(distance <= apart)) apart = distance; // NaN too
    }
  }
  return { others, apart };
}
