/** Whether images look transposed: where a network reads them far better so, and not by the chance of a few. */

import { expect, test } from 'vitest';
import { transposed } from '../../src/dataset/transpose.ts';
import { measureOrientation } from '../../src/evaluation/orientation.ts';
import { loadEmbedded } from '../../src/node/dataset/embedded.ts';
import { kernelsForReading } from '../../src/node/kernels.ts';
import { loadShippedModel } from '../../src/node/shipped-model.ts';

const { test: digits } = loadEmbedded();

/** Digits that no network reads sideways. */
const LABELS = [2, 3, 4, 7];

test.each([
  [1, false],
  [5, true],
])('of %i transposed digits of a kind: %s', async (each, looksTransposed) => {
  const picked = LABELS.flatMap((label) => Array.from({ length: each }, (_, k) => 100 * label + 50 + k));
  const pixels = picked.map((n) => digits!.images.subarray(n * 784, (n + 1) * 784));
  const images = Uint8Array.from(pixels.flatMap((one) => [...one]));
  const labels = Uint8Array.from(picked, (n) => digits!.labels[n]);
  expect(new Set(labels)).toEqual(new Set(LABELS));
  const some = transposed({ count: picked.length, images, labels });
  const measured = await measureOrientation(await loadShippedModel(), some, await kernelsForReading());
  expect(measured).toMatchObject({ turned: 1, looksTransposed });
});
