/**
 * The same to the last bit: SHA-256 of small trained nets, one for each optimizer, activation and kind of layer.
 *
 * A change here means that every seed now gives another model. That may be right, but never by chance: say so in
 * CHANGELOG.md, then take the new hash from the failed test. The hash is of the weights, so that a new field in the
 * model file, or a new version, changes nothing here.
 */

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kernels } from '../../src/matrix/kernels.ts';
import type { Model } from '../../src/network/model.ts';
import type { TrainingSettings } from '../../src/training/options.ts';
import { backends } from '../support/backends.ts';
import { madeDataset } from '../support/made-digits.ts';
import { trainToEnd } from '../support/train-to-end.ts';

const base = { hidden: [19, 13], epochs: 2, batchSize: 16, seed: 7 };
const dataset = madeDataset(150);

const runs: Record<string, readonly [options: Partial<TrainingSettings>, sha256: string]> = {
  sgd: [{ optimizer: 'sgd' }, '3fd73a63817912559ca18f43a590b5b479ac02b5fee1e6e5600d4d864c9a1fc8'],
  momentum: [{ optimizer: 'momentum' }, '418f76667bcbc93a92e2cdab7da248a338e365134b1f84197cb2af9fbcbf2b99'],
  adam: [{ optimizer: 'adam' }, '4325df48cacd998735514492db3f37117f4ed5317d8bd992c7765f4366659648'],
  sigmoid: [{ activation: 'sigmoid' }, 'bb07a42a0febf5381ddce1a8a0561ba838d61b0289d7184cc8f35eb85628f400'],
  dropout: [{ dropout: 0.3 }, '3c0dcce19c023e80fcc3095fa1ff7d11534bf1df72179ad3c97060640e3bbb60'],
  'sgd with weight decay': [
    { optimizer: 'sgd', weightDecay: 0.01 },
    'f5b13ccd665849fc33e2a5cbeedbfa9ade4bd843fdabbef567300680e8f5d3a8',
  ],
  'momentum with weight decay': [
    { optimizer: 'momentum', weightDecay: 0.01 },
    '306c4cb6df7fbc182dd6b21bab3214f47e2d47a617a14940e7c0c88d4807652a',
  ],
  'adam with weight decay': [
    { optimizer: 'adam', weightDecay: 0.01 },
    '3c58e1205cf086b7ed6df617f4bee23d05b6ee0fb652d93393bf1d8152e79168',
  ],
  'softmax regression': [{ hidden: [] }, '68c7d739c3211bd11dc41d764cba233c22cb42498c91567b38569515c7072258'],
  'everything at once': [
    {
      activation: 'sigmoid',
      dropout: 0.2,
      weightDecay: 0.001,
      optimizer: 'momentum',
      momentum: 0.8,
      patience: 1,
    },
    'e456fbf22e889fa0308b23dc19dde8e93439f926ca8c58bb0dea4a2acdec864b',
  ],
};

/** SHA-256 of all weights as little-endian float32. */
function hashWeights(model: Model): string {
  const hash = createHash('sha256');
  for (const numbers of model.parameters) {
    const bytes = new DataView(new ArrayBuffer(numbers.length * 4));
    numbers.forEach((value, k) => {
      bytes.setFloat32(k * 4, value, true);
    });
    hash.update(new Uint8Array(bytes.buffer));
  }
  return hash.digest('hex');
}

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

test('no two of them are alike', () => {
  expect(new Set(Object.values(runs).map(([, sha256]) => sha256)).size).toBe(Object.keys(runs).length);
});
