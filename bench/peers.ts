/** Other programs that do the same work: each a process that stays, and answers jobs with the seconds of epochs. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A net and how it is trained. */
export interface Job {
  readonly hidden: readonly number[];
  /** The net in words, of which peers know one; null: `hidden` says it. */
  readonly network: string | null;
  readonly batchSize: number;
  readonly optimizer: 'sgd' | 'adam';
  readonly lr: number;
  readonly threads: number;
  readonly epochs: number;
  /** Seconds after which no other epoch is begun. */
  readonly limit: number;
}

export interface Peer {
  readonly name: string;
  /** Null where it is not installed. */
  readonly version: string | null;
  readonly python: string;
  readonly script: string;
  /** How to get it. */
  readonly install: string;
  readonly run: (job: Job) => Promise<readonly number[]>;
}

export interface Peers {
  readonly list: readonly Peer[];
  readonly close: () => void;
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

/** Python of the search path, and the system's own, which may have what the other has not. */
const pythons = process.platform === 'win32' ? ['python'] : ['python3', '/usr/bin/python3'];

/** Importing PyTorch from a cold disk can take so long. */
const START_LIMIT_MS = 120_000;

/** @param folder where the digits lie */
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

/** Null where this Python has not what the script imports. */
async function start(python: string, script: string, folder: string): Promise<Started | null> {
  const child = spawn(python, [script, folder], { stdio: ['pipe', 'pipe', 'ignore'] });
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
    if (result === null) throw new Error(`${script} ended before its time`);
    return result.seconds as number[];
  };
  return { child, version: hello.version as string, run };
}
