/** Several networks at once: a fixed search with `nn sweep`, and its trials in as many processes of PyTorch. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchData } from './data.ts';
import { cores } from './machine.ts';
import { findPeer, type Peers } from './peers.ts';
import { runNn, runProcess } from './process.ts';
import { awaitQuiet } from './quiet.ts';

export interface SweepTimes {
  readonly trials: number;
  /** Seconds of the whole search, from start to end. */
  readonly nn: number;
  /** Null without PyTorch. */
  readonly pytorch: { readonly whole: number; readonly withoutStart: number } | null;
  readonly command: string;
}

const rates = [0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3];
const flags =
  '--grid --hidden 128 --epochs 2 --optimizer sgd --batch-size 64 --augment none --label-smoothing 0 --schedule constant';

/** @param folder for temporary files */
export async function measureSweep(
  data: BenchData,
  peers: Peers | null,
  folder: string,
  { quick, patience }: { quick: boolean; patience: number },
  say: (line: string) => void,
): Promise<SweepTimes> {
  const dir = join(folder, 'sweep');
  const words = [...flags.split(' '), '--param', `lr=${rates.join(',')}`];
  const out = join(folder, 'best.json');
  const args = ['sweep', '--data', data.folder, ...words, '--dir', dir, '--out', out, '--quiet', '--force'];
  const torch = findPeer(peers, 'PyTorch');
  /** Every process takes every so many-th trial, as one that is free would. */
  const parts = Array.from({ length: cores }, (_, part) => rates.filter((_, k) => k % cores === part));
  let nn = Infinity;
  let whole = Infinity;
  let withoutStart = Infinity;
  for (let round = 0; round < (quick ? 1 : 4); round++) {
    await awaitQuiet(patience);
    rmSync(dir, { recursive: true, force: true });
    nn = Math.min(nn, (await runNn(args)).seconds);
    if (torch !== null) {
      await awaitQuiet(patience);
      const file = join(folder, 'trial');
      const ended = await Promise.all(
        parts.map((part) =>
          runProcess(torch.python, [torch.script, data.folder, '--sweep', file, ...part.map(String)]),
        ),
      );
      whole = Math.min(whole, Math.max(...ended.map(({ seconds }) => seconds)));
      const trained = ended.map(({ stdout }) => (JSON.parse(stdout) as { seconds: number }).seconds);
      withoutStart = Math.min(withoutStart, Math.max(...trained));
    }
    say(`round ${round + 1}  sweep of ${rates.length}: nn ${nn.toFixed(2)} s, PyTorch ${whole.toFixed(2)} s`);
  }
  return {
    trials: rates.length,
    nn,
    pytorch: torch === null ? null : { whole, withoutStart },
    command: `nn sweep --data <folder> ${words.join(' ')}`,
  };
}
