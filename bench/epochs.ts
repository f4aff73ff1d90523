/** Seconds of an epoch, ours and others', in turns: what slows the machine for a while slows all of them. */

import { createKernels } from '../dist/matrix/create.js';
import { train } from '../dist/training/train.js';
import type { BenchData } from './data.ts';
import { cores } from './machine.ts';
import type { Job, Peers } from './peers.ts';

export interface Net {
  readonly title: string;
  readonly hidden: readonly number[];
  readonly batchSize: number;
  readonly optimizer: 'sgd' | 'adam';
  /** Of a turn: so many that it takes a second or two. */
  readonly epochs: number;
}

export interface EpochTimes {
  readonly net: Net;
  /** By number of threads. */
  readonly ours: ReadonlyMap<number, number>;
  /** By name and threads, such as `PyTorch, 2 threads`. */
  readonly peers: ReadonlyMap<string, number>;
  /** Floating-point operations of an epoch, zeros of pixels left out. */
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
];

const learningRates = { sgd: 0.1, adam: 0.001 };

/** Up to this width PyTorch is measured on one thread too: threads may cost it more than they bring. */
const SMALL = 128;

export async function measureEpochs(
  data: BenchData,
  peers: Peers | null,
  rounds: number,
  quick: boolean,
  say: (line: string) => void,
): Promise<readonly EpochTimes[]> {
  const results = nets.map((net) => ({
    net,
    ours: new Map<number, number>(),
    peers: new Map<string, number>(),
    flops: countFlops(net.hidden, data),
  }));
  for (let round = 1; round <= rounds; round++) {
    for (const { net, ours, peers: theirs } of results) {
      const job = (threads: number): Job => ({
        ...net,
        lr: learningRates[net.optimizer],
        threads,
        epochs: quick ? 2 : net.epochs,
      });
      for (const threads of [1, 2]) keep(ours, threads, await epochSeconds(data, job(threads)));
      for (const peer of peers?.list ?? []) {
        if (peer.version === null) continue;
        if (peer.name === 'PyTorch' && Math.max(...net.hidden) <= SMALL) {
          keep(theirs, `${peer.name}, 1 thread`, await peer.run(job(1)));
        }
        keep(theirs, `${peer.name}, ${cores} threads`, await peer.run(job(cores)));
        keep(ours, 2, await epochSeconds(data, job(2)));
      }
      const shown = [...ours, ...theirs].map(([name, seconds]) => `${name}: ${seconds.toFixed(3)} s`);
      say(`round ${round}  ${net.title.padEnd(32)} ${shown.join('  ')}`);
    }
  }
  return results;
}

function keep<Key>(best: Map<Key, number>, key: Key, seconds: readonly number[]): void {
  best.set(key, Math.min(best.get(key) ?? Infinity, ...seconds));
}

/** The training pass alone: shuffling and all updates, as `nn train` reports it. */
async function epochSeconds(data: BenchData, job: Job): Promise<readonly number[]> {
  const kernels = await createKernels({ backend: 'simd', threads: job.threads });
  const seconds: number[] = [];
  for await (const event of train({ ...job, dataset: data.dataset, kernels, validation: 0 })) {
    if (event.event === 'epoch') seconds.push(event.seconds);
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
