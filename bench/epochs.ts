/** Epoch times of nn and its peers, interleaved, so that a temporary slowdown of the machine affects all of them. */

import { createKernels } from '../dist/node/kernels.js';
import type { AugmentKind } from '../dist/settings/augmentation-settings.js';
import { train } from '../dist/training/train.js';
import type { BenchData } from './data.ts';
import { cores } from './machine.ts';
import type { Job, Peers } from './peers.ts';
import { awaitQuiet } from './quiet.ts';

export const OURS = 'nn';

interface Net {
  readonly title: string;
  /** Sizes of the hidden layers; empty if `network` gives the layers. */
  readonly hidden: readonly number[];
  readonly network?: string;
  readonly batchSize: number;
  readonly optimizer: 'sgd' | 'adam';
  /** Per turn, such that it takes a second or two. */
  readonly epochs: number;
}

export interface EpochTimes {
  readonly net: Net;
  /** Minimum seconds, by name and threads, such as `PyTorch, 2 threads`. */
  readonly best: ReadonlyMap<string, number>;
  /** Floating-point operations per epoch, without products with zero pixels. */
  readonly flops: number;
}

const nets: readonly Net[] = [
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
];

const learningRates = { sgd: 0.1, adam: 0.001 };

/** Up to this width, PyTorch is also measured on one thread, where it may be faster. */
const SMALL = 128;

/** A turn ends with the first epoch that completes after this time, so that turns stay short on a busy machine. */
const TURN_LIMIT_S = 3;

export async function measureEpochs(
  data: BenchData,
  peers: Peers | null,
  { rounds, quick, patience }: { rounds: number; quick: boolean; patience: number },
  say: (line: string) => void,
): Promise<readonly EpochTimes[]> {
  const results = nets.map((net) => ({
    net,
    best: new Map<string, number>(),
    flops: net.network === undefined ? countFlops(net.hidden, data) : countConvolutions(data),
  }));
  for (let round = 1; round <= rounds; round++) {
    for (const { net, best } of results) {
      for (const { name, turn } of contestants(net, quick ? 2 : net.epochs, data, peers)) {
        await awaitQuiet(patience);
        best.set(name, Math.min(best.get(name) ?? Infinity, ...(await turn())));
      }
      const shown = [...best].map(([name, seconds]) => `${name}: ${seconds.toFixed(3)} s`);
      say(`round ${round}  ${net.title.padEnd(30)} ${shown.join('  ')}`);
    }
  }
  return results;
}

interface Contestant {
  readonly name: string;
  /** Seconds of each epoch of a turn. */
  readonly turn: () => Promise<readonly number[]>;
}

/** In the order of their turns: nn runs between the others. */
function contestants(net: Net, epochs: number, data: BenchData, peers: Peers | null): readonly Contestant[] {
  const job = (threads: number): Job => {
    const { hidden, network = null, batchSize, optimizer } = net;
    const lr = learningRates[optimizer];
    return { hidden, network, batchSize, optimizer, lr, threads, epochs, limit: TURN_LIMIT_S };
  };
  const ours = [1, 2].map((threads) => ({
    name: threadsOf(OURS, threads),
    turn: () => epochSeconds(data, job(threads)),
  }));
  const others = (peers?.list ?? [])
    .filter(({ name, version }) => version !== null && (net.network === undefined || name === 'PyTorch'))
    .flatMap((peer) => {
      const both = peer.name === 'PyTorch' && Math.max(...net.hidden) <= SMALL && cores > 1;
      return (both ? [1, cores] : [cores]).map((threads) => ({
        name: threadsOf(peer.name, threads),
        turn: () => peer.run(job(threads)),
      }));
    });
  return [ours[0], ...others.slice(0, 2), ours[1], ...others.slice(2)];
}

export function threadsOf(name: string, threads: number): string {
  return `${name}, ${threads} thread${threads === 1 ? '' : 's'}`;
}

/** Features that not all contestants have are switched off. */
const plain = { validation: 0, schedule: 'constant' } as const;

/** Times the training pass alone, shuffling and all updates, as reported by `nn train`. */
export async function epochSeconds(
  data: BenchData,
  job: Job,
  augment: AugmentKind = 'none',
): Promise<readonly number[]> {
  const kernels = await createKernels({ backend: 'simd', threads: job.threads });
  const seconds: number[] = [];
  const started = performance.now();
  const { hidden, network, batchSize, optimizer, lr, epochs } = job;
  const net = network === null ? { hidden, dropout: 0 } : { network };
  const options = { ...plain, ...net, batchSize, optimizer, lr, epochs };
  for await (const event of train({
    ...options,
    augment,
    labelSmoothing: 0,
    dataset: data.dataset,
    kernels,
  })) {
    if (event.event !== 'epoch') continue;
    seconds.push(event.seconds);
    if (performance.now() - started > job.limit * 1000) break;
  }
  await kernels.close();
  return seconds;
}

/**
 * Multiplications and additions of the products: forward and for the weights' gradient in every layer, backward in
 * every layer but the first. In the first only pixels with ink count.
 */
function countFlops(hidden: readonly number[], data: BenchData): number {
  const sizes = [...hidden, 10];
  let dense = 0;
  for (let k = 1; k < sizes.length; k++) dense += sizes[k - 1] * sizes[k];
  return 2 * 2 * data.ink * sizes[0] + 3 * 2 * data.train.count * dense;
}

/**
 * The same for the net with convolutions, all of whose pixels count: forward and the gradient of the weights in every
 * layer, backward in every layer but the first.
 */
function countConvolutions(data: BenchData): number {
  const first = 24 * 24 * 25 * 8;
  const others = 8 * 8 * 200 * 16 + 256 * 128 + 128 * 10;
  return data.train.count * (2 * 2 * first + 3 * 2 * others);
}
