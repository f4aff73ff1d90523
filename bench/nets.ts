/** The networks of the epochs, and the work that an epoch of each takes. */

import { multiplyAddsOf } from '../dist/network/model-size.js';
import { parseNetwork } from '../dist/network/parse-network.js';
import type { BenchData } from './data.ts';

export interface Net {
  readonly title: string;
  /** Sizes of the hidden layers; empty if `network` gives the layers. */
  readonly hidden: readonly number[];
  readonly network?: string;
  readonly batchSize: number;
  readonly optimizer: 'sgd' | 'adam';
  /** Per turn, such that it takes a second or two. */
  readonly epochs: number;
}

export const nets: readonly Net[] = [
  { title: '784-128-10, batch 64, SGD', hidden: [128], batchSize: 64, optimizer: 'sgd', epochs: 5 },
  { title: '784-128-10, batch 32, SGD', hidden: [128], batchSize: 32, optimizer: 'sgd', epochs: 4 },
  { title: '784-128-10, batch 64, Adam', hidden: [128], batchSize: 64, optimizer: 'adam', epochs: 4 },
  { title: '784-512-10, batch 64, SGD', hidden: [512], batchSize: 64, optimizer: 'sgd', epochs: 3 },
  { title: '784-800-10, batch 64, SGD', hidden: [800], batchSize: 64, optimizer: 'sgd', epochs: 3 },
  {
    title: '784-800-800-10, batch 128, SGD',
    hidden: [800, 800],
    batchSize: 128,
    optimizer: 'sgd',
    epochs: 2,
  },
  {
    title: 'conv 8 - conv 16 - 128, batch 64, SGD',
    hidden: [],
    network: 'conv 8 5x5, relu, maxpool 2, conv 16 5x5, relu, maxpool 2, dense 128, relu, dense 10',
    batchSize: 64,
    optimizer: 'sgd',
    epochs: 2,
  },
  {
    // the bundled model, without the augmentation of its training
    title: 'conv 24, 24 - conv 48, 48 - 128, batch 64, Adam',
    hidden: [],
    network:
      'conv 24 3x3, relu, conv 24 3x3, relu, maxpool 2, conv 48 3x3, relu, conv 48 3x3, relu, maxpool 2, dense 128, relu, dropout 0.2, dense 10',
    batchSize: 64,
    optimizer: 'adam',
    epochs: 1,
  },
];

/** Floating-point operations per epoch, without products with zero pixels in a dense first layer. */
export function epochFlops({ hidden, network }: Net, data: BenchData): number {
  return network === undefined ? countDense(hidden, data) : countLayers(network, data);
}

/**
 * Multiplications and additions of the products: forward and for the weights' gradient in every layer, backward in
 * every layer but the first. In the first only pixels with ink count.
 */
function countDense(hidden: readonly number[], data: BenchData): number {
  const sizes = [...hidden, 10];
  let dense = 0;
  for (let k = 1; k < sizes.length; k++) dense += sizes[k - 1] * sizes[k];
  return 2 * 2 * data.ink * sizes[0] + 3 * 2 * data.train.count * dense;
}

/** The same for a network with convolutions, in whose first layer all pixels count. */
function countLayers(network: string, { train }: BenchData): number {
  const parsed = parseNetwork(network);
  const layers = parsed.form === 'layers' ? parsed.architecture : [];
  const [first, ...others] = layers.map(multiplyAddsOf).filter((products) => products > 0);
  return train.count * (2 * 2 * first + 3 * 2 * others.reduce((sum, products) => sum + products, 0));
}
