/** Other libraries that do the same work: each runs as a process that answers jobs with epoch times in seconds. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * How a peer does the work: as its programs are usually written; with `memory_format=torch.channels_last`; or with the
 * whole step compiled by `torch.compile`.
 */
export type Form = 'eager' | 'channels-last' | 'compiled';

/** A network, and how it is trained. */
export interface Job {
  readonly form: Form;
  readonly hidden: readonly number[];
  /** The network as text, with windows of 5x5 and pooling of 2x2; null if `hidden` describes it. */
  readonly network: string | null;
  readonly batchSize: number;
  readonly optimizer: 'sgd' | 'adam';
  readonly lr: number;
  readonly threads: number;
  readonly epochs: number;
  /** Seconds after which no further epoch is started. */
  readonly limit: number;
}

interface Peer {
  readonly name: string;
  /** Null if it is not installed. */
  readonly version: string | null;
  readonly python: string;
  readonly script: string;
  /** How to install it. */
  readonly install: string;
  /** Seconds of each epoch; none if this form does not work here. */
  readonly run: (job: Job) => Promise<readonly number[]>;
}

export interface Peers {
  readonly list: readonly Peer[];
  readonly close: () => void;
}

/** A peer by name; null if it is not installed, or peers were not asked for. */
export function findPeer(peers: Peers | null, name: string): Peer | null {
  return peers?.list.find((peer) => peer.name === name && peer.version !== null) ?? null;
}

const known = [
  {
    name: 'PyTorch',
    file: 'pytorch.py',
    install: 'pip install torch --index-url https://download.pytorch.org/whl/cpu',
  },
  {
    name: 'scikit-learn',
    file: 'scikit_learn.py',
    install: 'apt install python3-sklearn, or pip install scikit-learn',
  },
];

/** The Python on the search path, and that of the system, which may have other packages installed. */
const pythons = process.platform === 'win32' ? ['python'] : ['python3', '/usr/bin/python3'];

/** Importing PyTorch from a cold disk can take this long. */
const START_LIMIT_MS = 120_000;

/** Some machines choose kernels for OpenBLAS that are not the best for their processor. */
const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _size, ...environment } = process.env;

/** @param folder of the digits */
export async function startPeers(folder: string): Promise<Peers> {
  const children: ChildProcess[] = [];
  const list: Peer[] = [];
  for (const { name, file, install } of known) {
    const script = fileURLToPath(new URL(`peers/${file}`, import.meta.url));
    let peer: Peer | null = null;
    for (const python of pythons) {
      const started = await start(python, script, folder);
      if (started === null) continue;
      children.push(started.child);
      peer = { name, python, script, install, version: started.version, run: started.run };
      break;
    }
    const run = () => Promise.resolve([]);
    list.push(peer ?? { name, python: '', script, install, version: null, run });
  }
  return {
    list,
    close: () => {
      for (const child of children) child.stdin?.end();
    },
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly version: string;
  readonly run: Peer['run'];
}

/** Null if this Python lacks a package that the script imports. */
async function start(python: string, script: string, folder: string): Promise<Started | null> {
  const child = spawn(python, [script, folder], { stdio: ['pipe', 'pipe', 'ignore'], env: environment });
  const ended = new Promise<null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', () => resolve(null));
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown> | null> => {
    const line = await Promise.race([lines.next(), ended]);
    return line === null || line.done ? null : JSON.parse(line.value);
  };
  const limit = setTimeout(() => child.kill(), START_LIMIT_MS);
  const hello = await answer();
  clearTimeout(limit);
  if (hello === null) return null;
  const run = async (job: Job): Promise<readonly number[]> => {
    child.stdin.write(`${JSON.stringify(job)}\n`);
    const result = await answer();
    if (result === null) throw new Error(`${script} ended unexpectedly`);
    return (result.seconds as number[] | null) ?? [];
  };
  return { child, version: hello.version as string, run };
}
