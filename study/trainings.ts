/**
 * `npm run study`: trains each network of `training-list.ts` with each of its seeds, evaluates it on MNIST's official
 * 10,000 test digits, and writes the table of docs/recognition.md. Slow: more than an hour. `npm run study -- NAME...`
 * runs only those, `npm run study -- table` only writes the table; all results are kept in `trainings.json`.
 */

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sha256Of } from '../src/node/files.ts';
import { percent as percentOf, table, writeBlock } from './document.ts';
import { findDataFolder, wordsOf } from './full-mnist.ts';
import { type Training, trainings } from './training-list.ts';

interface Result {
  readonly seed: number;
  /** The accuracy on the test digits. */
  readonly accuracy: number;
  /** From the start of the first command to the exit of the last. */
  readonly seconds: number;
  /** Of the model files. */
  readonly sha256: readonly string[];
}

interface Record {
  readonly commands: readonly string[];
  readonly machine: string;
  readonly cores: number;
  readonly results: readonly Result[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const nn = join(root, 'bin', 'nn.js');
const kept = join(root, 'study', 'trainings.json');

const commandsOf = ({ data, nets }: Training): string[] =>
  nets.map((flags) => ['nn train', data && `--data ${data}`, flags].filter(Boolean).join(' '));

const execute = promisify(execFile);

/**
 * A single network is trained on all cores; those of an ensemble concurrently, on one core each, which is faster and
 * gives the same bytes.
 */
async function trainOnce(training: Training, seed: number, dataFolder: string): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'nn-study-'));
  try {
    const run = async (words: readonly string[]): Promise<string> => {
      const args = [nn, ...words, '--data-dir', dataFolder, '--json'];
      return (await execute(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 })).stdout;
    };
    const commands = commandsOf(training);
    const alone = commands.length === 1;
    const models = commands.map((_, n) => join(folder, `${n + 1}.json`));
    const waiting = commands.entries();
    const trainInTurn = async (): Promise<void> => {
      for (const [n, command] of waiting) {
        const threads = alone ? [] : ['--threads', '1'];
        await run([...wordsOf(command).slice(1), ...threads, '--seed', String(seed), '--out', models[n]]);
      }
    };
    const start = performance.now();
    await Promise.all(Array.from({ length: alone ? 1 : availableParallelism() }, trainInTurn));
    const seconds = (performance.now() - start) / 1000;
    const named = models.flatMap((model) => ['--model', model]);
    const { accuracy } = JSON.parse(await run(['eval', '--data', 'mnist', ...named])) as Result;
    const sha256 = models.map((model) => sha256Of(readFileSync(model)));
    return { seed, accuracy, seconds: Math.round(seconds * 10) / 10, sha256 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Records = { [name: string]: Record };

function readRecords(): Records {
  return existsSync(kept) ? (JSON.parse(readFileSync(kept, 'utf8')) as Records) : {};
}

async function study(training: Training, dataFolder: string): Promise<void> {
  const commands = commandsOf(training);
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version.slice(1)}`;
  const cores = availableParallelism();
  const results: Result[] = [];
  for (let seed = 1; seed <= training.seeds; seed++) {
    const result = await trainOnce(training, seed, dataFolder);
    console.log(`${training.name}, seed ${seed}: ${percent(result.accuracy)} in ${result.seconds} s`);
    results.push(result);
  }
  const records = { ...readRecords(), [training.name]: { commands, machine, cores, results } };
  writeFileSync(kept, `${JSON.stringify(records, null, 2)}\n`);
}

const percent = (fraction: number): string => percentOf(fraction, 2);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The sample standard deviation; NaN for a single value. */
function deviation(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

const timeOf = (seconds: number): string =>
  seconds < 100 ? `${Math.round(seconds * 10) / 10} s` : `${Math.round(seconds / 6) / 10} min`;

const isOf = (record: Record, training: Training): boolean =>
  record.commands.join('\n') === commandsOf(training).join('\n');

/** The table of results, without trainings whose command has changed since. */
function trainingTable(records: Records): string {
  const rows = trainings.flatMap((training) => {
    const record = records[training.name];
    if (record === undefined || !isOf(record, training)) return [];
    const accuracies = record.results.map((result) => result.accuracy);
    const spread = accuracies.length > 1 ? ` ± ${(100 * deviation(accuracies)).toFixed(2)}` : '';
    const seconds = mean(record.results.map((result) => result.seconds));
    const limit = training.minutes === undefined ? '' : ` in ${timeOf(training.minutes * 60)}`;
    return [
      [
        training.title,
        `${percent(training.target)}${limit}`,
        `**${percent(mean(accuracies))}**${spread}`,
        String(accuracies.length),
        timeOf(seconds),
        String(record.cores),
        training.known,
      ],
    ];
  });
  return table(['training', 'target', 'accuracy', 'seeds', 'time', 'cores', 'reference'], rows);
}

function commandList(records: Records): string {
  const lines = trainings.flatMap((training) => {
    const record = records[training.name];
    return record !== undefined && isOf(record, training) ? [`# ${training.title}`, ...record.commands] : [];
  });
  return `\`\`\`\n${lines.join('\n')}\n\`\`\``;
}

async function main(names: readonly string[]): Promise<void> {
  const dataFolder = await findDataFolder();
  if (dataFolder === undefined) {
    throw new Error('the study needs full MNIST: `nn data fetch mnist` brings it');
  }
  const unknown = names.filter((name) => name !== 'table' && !trainings.some((known) => known.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `no such training: ${unknown.join(', ')}; known: ${trainings.map((t) => t.name).join(', ')}`,
    );
  }
  for (const training of trainings) {
    if (names.length === 0 || names.includes(training.name)) await study(training, dataFolder);
  }
  const records = readRecords();
  const document = join(root, 'docs', 'recognition.md');
  writeBlock(document, 'trainings', trainingTable(records));
  writeBlock(document, 'commands', commandList(records));
}

await main(process.argv.slice(2));
