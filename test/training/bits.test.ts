/** One net, one SHA-256: the reference and SIMD on any number of threads, for shapes, optimizers and batch sizes. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kernels } from '../../src/matrix/kernels.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { createKernels } from '../../src/node/kernels.ts';
import type { TrainingSettings } from '../../src/settings/training-settings.ts';
import { exhaustive, isThorough } from '../support/exhaustive.ts';
import { madeDataset } from '../support/made-digits.ts';
import { hashOf, trainToEnd } from '../support/train-to-end.ts';

const nets = [[128], [100, 50], [33]];
const optimizers = ['sgd', 'momentum', 'adam'] as const;
/** Of 84 images 76 are learnt from: batches of 7 and of 64 leave a smaller one at the end. */
const images = madeDataset(84);
const batchSizes = [1, 7, 64];

/** Batches of 1 take long: `npm test` tries them on the smallest network, and on another with Adam. */
const isTried = (hidden: readonly number[], optimizer: string, batchSize: number): boolean =>
  batchSize > 1 || isThorough || hidden[0] === 33 || (hidden[0] === 128 && optimizer === 'adam');

const runs = nets.flatMap((hidden) =>
  optimizers.flatMap((optimizer) =>
    batchSizes
      .filter((batchSize) => isTried(hidden, optimizer, batchSize))
      .map((batchSize) => ({ name: `784-${hidden.join('-')}-10`, hidden, optimizer, batchSize })),
  ),
);

async function sha256(kernels: Kernels, settings: Partial<TrainingSettings>): Promise<string> {
  const { model, epochEvents } = await trainToEnd({
    dropout: 0.2,
    epochs: settings.batchSize === 1 ? 1 : 2,
    weightDecay: 0.001,
    ...settings,
    dataset: images,
    kernels,
  });
  expect(epochEvents.at(-1)?.loss).toBeLessThan(3);
  return hashOf(model);
}

const expected = new Map<string, Promise<string>>();

describe.each(exhaustive ? [1, 2, 3, 4] : [1, 3])('simd, threads: %i', (threads) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await createKernels({ backend: 'simd', threads });
  });
  afterAll(() => kernels.close());

  test.each(runs)('$name, $optimizer, batches of $batchSize', async ({ name, ...settings }) => {
    const key = JSON.stringify(settings);
    if (!expected.has(key)) expected.set(key, sha256(new ReferenceKernels(), settings));
    expect(await sha256(kernels, settings), name).toBe(await expected.get(key));
  });
});

test('each of these runs gives another model', async () => {
  const hashes = await Promise.all(expected.values());
  expect(new Set(hashes).size).toBe(runs.length);
});
