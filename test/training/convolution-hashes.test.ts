/** SHA-256 of small trained nets with convolution and pooling; see `golden-hashes.test.ts`. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kernels } from '../../src/matrix/kernels.ts';
import type { SettingsInput } from '../../src/settings/training-settings.ts';
import { backends } from '../support/backends.ts';
import { hashWeights } from '../support/hash-weights.ts';
import { madeDataset } from '../support/made-digits.ts';
import { trainToEnd } from '../support/train-to-end.ts';

/** Nothing is left to the defaults that could change the weights. */
const base: SettingsInput = {
  loss: 'cross-entropy',
  binarize: false,
  epochs: 2,
  schedule: 'constant',
  weightDecay: 0,
  augment: 'none',
  outliers: 0,
  patience: 0,
  validation: 0.1,
  seed: 7,
};
const dataset = madeDataset(150);

const runs: Record<string, readonly [options: SettingsInput, sha256: string]> = {
  'max pooling, which does the work of ReLU': [
    {
      network: 'conv 5 5x5, relu, maxpool 2, conv 9 3x3, relu, maxpool 2, dense 20, relu, dense 10',
      optimizer: 'adam',
      lr: 0.001,
      batchSize: 16,
    },
    'f4f85b5fe5a07d98ef47815126b12ee2427118e1b725d52685b484285a585781',
  ],
  'padding, strides, average pooling': [
    {
      network:
        'conv 4 5x4 stride 2 padding 2, tanh, avgpool 3 stride 2, conv 8 2x3 padding 1, gelu, dense 10',
      optimizer: 'sgd',
      lr: 0.1,
      batchSize: 19,
    },
    'fd1b2119cea6a3f6de37f88de4c524664d2b9f82a66a93b954cf309d2e36dcd9',
  ],
};

describe.each(backends)('$name', ({ create }) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await create();
  });
  afterAll(() => kernels.close());

  test.each(Object.keys(runs))('%s', async (name) => {
    const [options, sha256] = runs[name];
    const { model } = await trainToEnd({ ...base, ...options, dataset, kernels });
    expect(hashWeights(model)).toBe(sha256);
  });
});
