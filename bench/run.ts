/** `npm run bench`: what this machine can do at most, what the kernels, the training and the commands take of it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAugmented } from './augment.ts';
import { checkTraining } from './check.ts';
import { measureCommands } from './commands.ts';
import { findData } from './data.ts';
import { measureEpochs } from './epochs.ts';
import { measureKernels } from './kernels.ts';
import { describeMachine } from './machine.ts';
import { measurePeak } from './peak.ts';
import { startPeers } from './peers.ts';
import { type Report, writeReport } from './report.ts';

const parts = ['kernels', 'epochs', 'augment', 'commands'] as const;
type Part = (typeof parts)[number];

const usage = `npm run bench -- [options]
  --quick         fewer rounds
  --no-peers      without PyTorch and scikit-learn
  --only <part>   ${parts.join(', ')}; may be given again
  --rounds <n>    alternating rounds of the epochs, default 4
  --patience <s>  how long each turn may wait until the machine is idle, default 2
  --data <folder> MNIST's four IDX files; else those in NN_TEST_DATA/mnist or ../shared/data/mnist
  --write         keep the tables in bench/results.md`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      'no-peers': { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      patience: { type: 'string', default: '2' },
      data: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const chosen = new Set(values.only ?? parts);
  for (const part of chosen) {
    if (!parts.includes(part as Part)) throw new Error(`--only: must be ${parts.join(', ')}, got ${part}`);
  }
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 4));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds: must be a whole number above 0');
  const patience = Number(values.patience);
  if (!(patience >= 0)) throw new Error('--patience: must be a number of seconds');

  const folder = mkdtempSync(join(tmpdir(), 'nn-bench-'));
  const data = await findData(values.data, folder);
  const peers = values['no-peers'] ? null : await startPeers(data.folder);
  try {
    say('Checking that a short training gives the same bits on every backend');
    const sha256 = await checkTraining();
    const settings = { rounds, quick: values.quick, patience };
    const seconds = values.quick ? 0.5 : 2;
    say('Peak');
    const before = await measurePeak(folder, seconds, patience);
    const kernels = chosen.has('kernels')
      ? await measureKernels(values.quick ? 0.1 : 0.6, patience, say)
      : null;
    const epochs = chosen.has('epochs') ? await measureEpochs(data, peers, settings, say) : null;
    peers?.close();
    const augmented = chosen.has('augment') ? await measureAugmented(data, settings, say) : null;
    const commands = chosen.has('commands')
      ? await measureCommands(data, peers, folder, settings, say)
      : null;
    const after = await measurePeak(folder, seconds, patience);
    const peak = { one: Math.max(before.one, after.one), all: Math.max(before.all, after.all) };
    const report: Report = {
      machine: describeMachine(peers),
      command: ['npm run bench', ...(process.argv.length > 2 ? ['--', ...shown(process.argv.slice(2))] : [])],
      data,
      sha256,
      rounds,
      patience,
      peak,
      kernels,
      epochs,
      augmented,
      commands,
      peers,
    };
    const text = writeReport(report);
    console.log(text);
    if (values.write) writeFileSync(new URL('results.md', import.meta.url), text);
  } finally {
    peers?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Arguments as they are told of: where the data lies is nobody's business. */
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
