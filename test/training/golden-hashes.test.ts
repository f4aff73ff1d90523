/**
 * The same to the last bit: SHA-256 of small trained nets, one for each optimizer, activation and kind of layer.
 *
 * A change here means that every seed now gives another model. That may be right, but never by chance: say so in
 * CHANGELOG.md, then take the new hash from the failed test. The hash is of the weights, so that a new field in the
 * model file, or a new version, changes nothing here.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kernels } from '../../src/matrix/kernels.ts';
import type { SettingsInput } from '../../src/settings/training-settings.ts';
import { backends } from '../support/backends.ts';
import { hashWeights } from '../support/hash-weights.ts';
import { madeDataset } from '../support/made-digits.ts';
import { trainToEnd } from '../support/train-to-end.ts';

/** Nothing is left to the defaults: better ones are no reason for other hashes here. */
const base: SettingsInput = {
  hidden: [19, 13],
  activation: 'relu',
  loss: 'cross-entropy',
  binarize: false,
  epochs: 2,
  batchSize: 16,
  optimizer: 'adam',
  lr: 0.001,
  schedule: 'constant',
  momentum: 0.9,
  weightDecay: 0,
  dropout: 0,
  augment: 'none',
  outliers: 0,
  styles: 0,
  patience: 0,
  validation: 0.1,
  seed: 7,
};
const dataset = madeDataset(150);

/** These say all of the net. */
const layers = { hidden: undefined, activation: undefined, dropout: undefined };
const CNN =
  'conv 3 5x5, relu, maxpool 2, conv 5 3x3 padding 1, relu, maxpool 2, dense 17, relu, dropout 0.2, dense 10';
const EVERY =
  'conv 3 4x5 stride 2 padding 1, tanh, avgpool 2 stride 1, conv 4 3x3, gelu, maxpool 3, dense 9, sigmoid, dense 8, leaky-relu, dense 10';

const runs: Record<string, readonly [options: SettingsInput, sha256: string]> = {
  sgd: [{ optimizer: 'sgd', lr: 0.1 }, '3fd73a63817912559ca18f43a590b5b479ac02b5fee1e6e5600d4d864c9a1fc8'],
  momentum: [
    { optimizer: 'momentum', lr: 0.02 },
    '418f76667bcbc93a92e2cdab7da248a338e365134b1f84197cb2af9fbcbf2b99',
  ],
  adam: [{ optimizer: 'adam' }, 'cc59db44b09dbc61308d2f066e141c2ae5fa8ab92228097d7f2d34a776e03b03'],
  sigmoid: [{ activation: 'sigmoid' }, '80713db84e22a883402b6a28b1dbe786e8005982b33288e50119aecee23ce3ed'],
  tanh: [{ activation: 'tanh' }, '7fb10c8797ae31703cd0e9cc1e537b007a830fca3b440d60aad245b61cc061a7'],
  'leaky relu': [
    { activation: 'leaky-relu' },
    'fc440e963bf3c74cddb53295a56774fbf2a74b0345db99ffa6e73f2d62b1f99d',
  ],
  gelu: [{ activation: 'gelu' }, '48ed434ebe1fd62dfc38f79d49ec2954f5b81294c03178b553b3cd9731cb0644'],
  'squared error': [
    { activation: 'sigmoid', loss: 'mse' },
    '69fda549cabbdea5cc3bd6e5ad9412c5e415aee3608ca1e1dc3920df57bf71cd',
  ],
  'binary cross-entropy, binarized': [
    { activation: 'tanh', loss: 'bce', binarize: true },
    '86a0cf9f66c50a9a1f100c0bf5ffe3e9f4238db397ff87e3a1f3882e4f541146',
  ],
  convolution: [
    { ...layers, network: CNN },
    'c8704eee5807e6ad5240326131b72539a4470ca69c6f65e3e572262bbfbbdf40',
  ],
  'every kind of layer': [
    { ...layers, network: EVERY, loss: 'mse' },
    '6a3d5ac29522e6170cc8e28b46402e4b4a1429801663a3afcef7cb31472215e4',
  ],
  nesterov: [
    { optimizer: 'nesterov', lr: 0.02, weightDecay: 0.01, schedule: 'step' },
    'edffad67d8b143578e19529c019aee9a2c751c97c4a1c083d5552ecdc862069f',
  ],
  adamw: [
    { optimizer: 'adamw', weightDecay: 0.1, schedule: 'one-cycle' },
    '4c05daa9622a0fe2bb3a2686d2d487e25601e6761f84ad46f67656c4d0fca3ce',
  ],
  rmsprop: [
    { optimizer: 'rmsprop', weightDecay: 0.01, warmup: 0.5 },
    '446773e3f2a12f4e3992771cc22a2f63102a6326a7366f1f561be199f8ca40c0',
  ],
  'L1, label smoothing, clipping and averaging': [
    { l1: 0.001, labelSmoothing: 0.1, clip: 0.5, ema: 0.99 },
    '469948eeefdedd1cf8aba7761934f4356838105d05c1e5c1688aa77aba82d80b',
  ],
  dropout: [{ dropout: 0.3 }, 'd2481832a0b0d171ee0acc0d75570a5659961803bf3dbf0c34c3b520e1a5cf2f'],
  'pictures of no digit': [
    { outliers: 0.2 },
    '2603eac5d2f9913b845f58c105d2047c18ab52a38483a036bededce81c123500',
  ],
  'drawings in styles': [{ styles: 0.5 }, 'ed1f399c8b50cbefaec81015746a00fa603c9beab46e5ddb485d4631749974e8'],
  'sgd with weight decay': [
    { optimizer: 'sgd', lr: 0.1, weightDecay: 0.01 },
    'f5b13ccd665849fc33e2a5cbeedbfa9ade4bd843fdabbef567300680e8f5d3a8',
  ],
  'momentum with weight decay': [
    { optimizer: 'momentum', lr: 0.02, weightDecay: 0.01 },
    '306c4cb6df7fbc182dd6b21bab3214f47e2d47a617a14940e7c0c88d4807652a',
  ],
  'adam with weight decay': [
    { optimizer: 'adam', weightDecay: 0.01 },
    '4caeb9789b403883af0d29e75b4064db84f686860428e133b699013f4fa99161',
  ],
  'softmax regression': [{ hidden: [] }, '248541f8b192576c4a61bcdda2f77b416b42d60aa333bb930e4b37465ba502bf'],
  'cosine schedule': [
    { schedule: 'cosine' },
    'c0597090cfe55979c0d07cc7ea5d98e054b63f788669537654010d38ada823b5',
  ],
  'wide layers': [
    { hidden: [100, 65], optimizer: 'sgd', lr: 0.1 },
    'f0d6a58f9cbf155cb63dde90f60b91f25537a809f9ab604901bd02a0191f857c',
  ],
  shift: [{ augment: 'shift', shift: 2 }, '8245aab0d0a76214e65f23f7c7adc5852a618e4fdbc7823a6a98ceb6adc00b46'],
  affine: [
    { augment: 'affine', shift: 1, rotate: 10, scale: 0.1, shear: 0.1 },
    '077db8b29b0f1624cd44bd4a26598e91ff4c6a8e11604b4589dcf9f39cfa334b',
  ],
  elastic: [
    { augment: 'elastic', shift: 1, rotate: 10, scale: 0.1, shear: 0.1, elasticAlpha: 34, elasticSigma: 4 },
    'd492db83459b6e135e05f3b062a1dbbe122471b354406c3bca96dfe46f9f6905',
  ],
  photo: [
    {
      augment: 'photo',
      shift: 1,
      rotate: 10,
      scale: 0.1,
      shear: 0.1,
      elasticAlpha: 34,
      elasticSigma: 4,
      wear: 1,
    },
    '49836fe5e9f865ee6dfc0250cfe687dea3386f5e0f12b2d8c5f55e50be2aae1e',
  ],
  'everything at once': [
    {
      activation: 'sigmoid',
      dropout: 0.2,
      weightDecay: 0.001,
      optimizer: 'momentum',
      lr: 0.02,
      momentum: 0.8,
      patience: 1,
    },
    '94287acaecc6a789309c931d8287083820a6499c7db2547da7fc51b12d4bfe38',
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

test('no two of them are alike', () => {
  expect(new Set(Object.values(runs).map(([, sha256]) => sha256)).size).toBe(Object.keys(runs).length);
});
