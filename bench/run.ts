/** `npm run bench`: the peak of this machine, and the speed of kernels, training and commands relative to it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { useWideVectors } from '../dist/node/wide-vectors.js';
import { measureAugmented } from './augment.ts';
import { checkTraining } from './check.ts';
import { measureCommands } from './commands.ts';
import { findData } from './data.ts';
import { measureEpochs } from './epochs.ts';
import { measureKernels } from './kernels.ts';
import { describeMachine } from './machine.ts';
import { type Net, nets } from './nets.ts';
import { measurePeak } from './peak.ts';
import { startPeers } from './peers.ts';
import { type Report, writeReport } from './report.ts';
import { measureSweep } from './sweep.ts';

const parts = ['kernels', 'epochs', 'augment', 'commands', 'sweep'] as const;
type Part = (typeof parts)[number];

const usage = `npm run bench -- [options]
  --quick         fewer rounds
  --no-peers      without PyTorch and scikit-learn
  --only <part>   ${parts.join(', ')}; may be repeated
  --net <text>    epochs only of networks with this in their title, such as conv; may be repeated
  --rounds <n>    alternating rounds of the epochs, default 4
  --patience <s>  how long each turn may wait for the machine to be idle, default 2
  --data <folder> the four IDX files of MNIST; default: NN_TEST_DATA/mnist or ../shared/data/mnist
  --write         write the tables to bench/results.md`;

interface Options {
  readonly chosen: ReadonlySet<Part>;
  readonly quick: boolean;
  readonly peers: boolean;
  readonly chosenNets: readonly Net[];
  readonly rounds: number;
  readonly patience: number;
  readonly data: string | undefined;
  readonly write: boolean;
}

/** @returns null if help is asked for */
function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      'no-peers': { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      net: { type: 'string', multiple: true, default: [''] },
      rounds: { type: 'string' },
      patience: { type: 'string', default: '2' },
      data: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { quick, data, write, help, 'no-peers': noPeers, only = parts } = values;
  if (help) return null;
  for (const part of only) {
    if (!parts.includes(part as Part)) throw new Error(`--only: must be ${parts.join(', ')}, got ${part}`);
  }
  const chosenNets = nets.filter(({ title }) => values.net.some((text) => title.includes(text)));
  if (chosenNets.length === 0) throw new Error('--net: must be in one of the titles of the epochs');
  const rounds = Number(values.rounds ?? (quick ? 1 : 4));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds: must be a whole number above 0');
  const patience = Number(values.patience);
  if (!(patience >= 0)) throw new Error('--patience: must be a number of seconds');
  return {
    chosen: new Set(only as Part[]),
    quick,
    peers: !noPeers,
    chosenNets,
    rounds,
    patience,
    data,
    write,
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) {
    console.log(usage);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'nn-bench-'));
  try {
    const text = writeReport(await measure(options, folder));
    console.log(text);
    if (options.write) writeFileSync(new URL('results.md', import.meta.url), text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param folder for temporary files */
async function measure(options: Options, folder: string): Promise<Report> {
  const { chosen, quick, rounds, patience, chosenNets } = options;
  const wide = useWideVectors(); // as the command line does
  const data = await findData(options.data, folder);
  const peers = options.peers ? await startPeers(data.folder) : null;
  try {
    say('Checking that a short training gives the same bits on every backend');
    const sha256 = await checkTraining();
    const seconds = quick ? 0.5 : 2;
    say('Peak');
    const before = await measurePeak(folder, seconds, patience);
    const kernels = chosen.has('kernels') ? await measureKernels(quick ? 0.1 : 0.6, patience, say) : null;
    const epochs = chosen.has('epochs') ? await measureEpochs(chosenNets, data, peers, options, say) : null;
    peers?.close();
    const augmented = chosen.has('augment') ? await measureAugmented(data, options, say) : null;
    const commands = chosen.has('commands') ? await measureCommands(data, peers, folder, options, say) : null;
    const sweep = chosen.has('sweep') ? await measureSweep(data, peers, folder, options, say) : null;
    const after = await measurePeak(folder, seconds, patience);
    return {
      machine: describeMachine(peers),
      command: ['npm run bench', ...(process.argv.length > 2 ? ['--', ...shown(process.argv.slice(2))] : [])],
      ...{ data, sha256, rounds, patience, wide, kernels, epochs, augmented, commands, sweep, peers },
      peak: { one: Math.max(before.one, after.one), all: Math.max(before.all, after.all) },
    };
  } finally {
    peers?.close();
  }
}

/** The arguments for the report, without the path of the data. */
function shown(args: readonly string[]): string[] {
  return args.map((arg, k) =>
    args[k - 1] === '--data' ? '<folder>' : arg.replace(/^--data=.*/, '--data=<folder>'),
  );
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

try {
  await main();
} catch (error) {
  console.error(`bench: ${(error as Error).message}`);
  process.exitCode = 1;
}
