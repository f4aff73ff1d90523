/** Whole processes, from a cold start: total time and peak memory. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definesPeakKilobytes } from '../test/support/peak-memory.ts';
import type { BenchData } from './data.ts';
import { findPeer, type Peers } from './peers.ts';
import { bin, runNn, runProcess } from './process.ts';
import { awaitQuiet } from './quiet.ts';

export interface CommandTimes {
  /** Seconds for five epochs of 784-128-10, from start to saved file. */
  readonly train: number;
  readonly pytorch: number | null;
  /** Peak resident memory in bytes, for 5 and for 50 epochs. */
  readonly memory: number;
  readonly memory50: number;
  readonly pytorchMemory: number | null;
  readonly predict: number;
  readonly version: number;
  /** `node -e 0` */
  readonly node: number;
  readonly trainCommand: string;
}

const flags =
  '--augment none --hidden 128 --optimizer sgd --lr 0.1 --batch-size 64 --validation 0 --dropout 0 --schedule constant';

/** Writes the peak resident memory of a process, in bytes, to the file `NN_BENCH_MEMORY`. */
const memoryHook = `data:text/javascript,${encodeURIComponent(
  `${definesPeakKilobytes} import { writeFileSync } from 'node:fs';
   process.on('exit', () => writeFileSync(process.env.NN_BENCH_MEMORY, String(peakKilobytes() * 1024)));`,
)}`;

export async function measureCommands(
  data: BenchData,
  peers: Peers | null,
  folder: string,
  { quick, patience }: { quick: boolean; patience: number },
  say: (line: string) => void,
): Promise<CommandTimes> {
  const model = join(folder, 'model.json');
  const train = (epochs: number): string[] => {
    const args = ['train', '--data', data.folder, '--epochs', `${epochs}`, ...flags.split(' ')];
    return [...args, '--out', model, '--force', '--quiet'];
  };
  const pytorch = findPeer(peers, 'PyTorch');
  const best = { train: Infinity, pytorch: Infinity, predict: Infinity, version: Infinity, node: Infinity };
  let pytorchMemory: number | null = null;
  const save = join(folder, 'model.pt');
  for (let round = 0; round < (quick ? 1 : 5); round++) {
    await awaitQuiet(patience);
    best.train = Math.min(best.train, (await runNn(train(5))).seconds);
    if (pytorch === null) continue;
    await awaitQuiet(patience);
    const { seconds, stdout } = await runProcess(pytorch.python, [
      pytorch.script,
      data.folder,
      '--save',
      save,
    ]);
    best.pytorch = Math.min(best.pytorch, seconds);
    pytorchMemory = (JSON.parse(stdout) as { kilobytes: number }).kilobytes * 1024;
    say(`nn train ${best.train.toFixed(2)} s, PyTorch ${best.pytorch.toFixed(2)} s`);
  }

  const picture = join(folder, 'digit.png');
  await writePicture(picture, data);
  for (let round = 0; round < (quick ? 5 : 15); round++) {
    await awaitQuiet(patience / 4);
    best.node = Math.min(best.node, (await runProcess(process.execPath, ['-e', '0'])).seconds);
    best.version = Math.min(best.version, (await runNn(['--version'])).seconds);
    const args = ['predict', picture, '--model', model];
    best.predict = Math.min(best.predict, (await runNn(args)).seconds);
  }
  say(
    `nn predict ${best.predict.toFixed(3)} s, --version ${best.version.toFixed(3)} s, node ${best.node.toFixed(3)} s`,
  );
  const memory = await peakMemory(train(5), folder);
  const memory50 = await peakMemory(train(quick ? 10 : 50), folder);
  return {
    ...best,
    pytorch: pytorch === null ? null : best.pytorch,
    pytorchMemory,
    memory,
    memory50,
    trainCommand: `nn train --data <folder> --epochs 5 ${flags}`,
  };
}

async function peakMemory(args: readonly string[], folder: string): Promise<number> {
  const file = join(folder, 'memory');
  await runProcess(process.execPath, ['--import', memoryHook, bin, ...args], { NN_BENCH_MEMORY: file });
  const bytes = Number(readFileSync(file, 'utf8'));
  rmSync(file);
  return bytes;
}

async function writePicture(file: string, { train }: BenchData): Promise<void> {
  const { default: sharp } = await import('sharp');
  const pixels = train.images.slice(0, 784).map((ink) => 255 - ink);
  const raw = { width: 28, height: 28, channels: 1 } as const;
  writeFileSync(
    file,
    await sharp(pixels, { raw })
      .resize(280, 280)
      .extend({ top: 60, bottom: 60, left: 60, right: 60, background: 'white' })
      .png()
      .toBuffer(),
  );
}
