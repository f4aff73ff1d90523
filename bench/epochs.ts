/** Epoch times of nn and its peers, interleaved, so that a temporary slowdown of the machine affects all of them. */

import { createKernels } from '../dist/node/kernels.js';
import type { AugmentKind } from '../dist/settings/augmentation-settings.js';
import { train } from '../dist/training/train.js';
import type { BenchData } from './data.ts';
import { cores } from './machine.ts';
import { epochFlops, type Net } from './nets.ts';
import type { Form, Job, Peers } from './peers.ts';
import { awaitQuiet } from './quiet.ts';

export const OURS = 'nn';

export interface EpochTimes {
  readonly net: Net;
  readonly times: readonly EpochTime[];
  /** Floating-point operations per epoch, without products with zero pixels. */
  readonly flops: number;
}

/** A library, or nn, in one of its forms and on some number of threads. */
export interface EpochTime {
  readonly name: string;
  readonly form: Form;
  readonly threads: number;
  /** The minimum of an epoch. */
  readonly seconds: number;
}

const learningRates = { sgd: 0.1, adam: 0.001 };

/** A turn ends with the first epoch that completes after this time, so that turns stay short on a busy machine. */
const TURN_LIMIT_S = 3;

/** After the first round, what took this many times as long as the same with another number of threads is left out. */
const HOPELESS = 1.25;

export async function measureEpochs(
  nets: readonly Net[],
  data: BenchData,
  peers: Peers | null,
  { rounds, quick, patience }: { rounds: number; quick: boolean; patience: number },
  say: (line: string) => void,
): Promise<readonly EpochTimes[]> {
  const all = nets.map((net) => ({ net, contestants: contestants(net, quick, data, peers) }));
  for (let round = 1; round <= rounds; round++) {
    for (const { net, contestants } of all) {
      for (const each of contestants) {
        if (isHopeless(each, contestants)) continue;
        await awaitQuiet(patience);
        each.seconds = Math.min(each.seconds, ...(await each.turn()));
      }
      const shown = contestants.map((each) => `${nameOf(each)}: ${each.seconds.toFixed(3)} s`);
      say(`round ${round}  ${net.title.padEnd(39)} ${shown.join('  ')}`);
    }
  }
  return all.map(({ net, contestants }) => ({
    net,
    times: contestants.filter(({ seconds }) => seconds < Infinity),
    flops: epochFlops(net, data),
  }));
}

interface Contestant extends EpochTime {
  seconds: number;
  /** Seconds of each epoch of a turn; none if it does not work here. */
  readonly turn: () => Promise<readonly number[]>;
}

function isHopeless({ name, form, seconds }: EpochTime, all: readonly EpochTime[]): boolean {
  const rivals = all.filter((each) => name !== OURS && each.name === name && each.form === form);
  return seconds < Infinity && rivals.some((rival) => seconds > HOPELESS * rival.seconds);
}

/** In the order of their turns: nn runs between the others. */
function contestants(net: Net, quick: boolean, data: BenchData, peers: Peers | null): readonly Contestant[] {
  const { hidden, network = null, batchSize, optimizer } = net;
  const epochs = quick ? Math.min(2, net.epochs) : net.epochs;
  const job = (form: Form, threads: number): Job => {
    const lr = learningRates[optimizer];
    return { form, hidden, network, batchSize, optimizer, lr, threads, epochs, limit: TURN_LIMIT_S };
  };
  const ours = [1, 2].map((threads): Contestant => {
    const turn = (): Promise<readonly number[]> => epochSeconds(data, job('eager', threads));
    return { name: OURS, form: 'eager', threads, seconds: Infinity, turn };
  });
  const others = (peers?.list ?? [])
    .filter(({ name, version }) => version !== null && (network === null || name === 'PyTorch'))
    .flatMap((peer) =>
      formsOf(peer.name, net).flatMap((form) =>
        (cores > 1 ? [1, cores] : [1]).map((threads): Contestant => {
          const turn = (): Promise<readonly number[]> => peer.run(job(form, threads));
          return { name: peer.name, form, threads, seconds: Infinity, turn };
        }),
      ),
    );
  const half = Math.ceil(others.length / 2);
  return [ours[0], ...others.slice(0, half), ours[1], ...others.slice(half)];
}

/** Compiled, networks with convolutions were slower in every layout. */
function formsOf(peer: string, { network }: Net): readonly Form[] {
  if (peer !== 'PyTorch') return ['eager'];
  return ['eager', network === undefined ? 'compiled' : 'channels-last'];
}

function nameOf({ name, form, threads }: EpochTime): string {
  return `${name}${form === 'eager' ? '' : ` ${form}`}, ${threads} thread${threads === 1 ? '' : 's'}`;
}

/** Features that not all contestants have are switched off. */
const plain = { validation: 0, schedule: 'constant' } as const;

/** Times the training pass alone, shuffling and all updates, as reported by `nn train`. */
export async function epochSeconds(
  data: BenchData,
  job: Omit<Job, 'form'>,
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
