/**
 * What the worst files of a megabyte cost each command that reads such files: `npm run study:one-megabyte -- [word...]`, of
 * the files whose kind or name contain one of the words. Prints processor time, the largest resident memory, exit code
 * and last line of stderr; those above 2 s or 400 MB, and bugs, are marked with `!` and counted.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definesPeakKilobytes } from '../test/support/peak-memory.ts';
import { hostileFiles, type Kind } from './hostile-files.ts';

const SIZE = 1e6;
const SECONDS = 2;
const MEGABYTES = 400;
/** After so many seconds by the clock, a command is ended. */
const PATIENCE = 240;

const root = fileURLToPath(new URL('..', import.meta.url));
const photo = join(root, 'docs', 'five.jpg');

const quietly = ['--out', 'out.json', '--force', '--quiet'];

const ofData = (data: string): readonly (readonly string[])[] => [
  ['eval', '--data', data],
  ['data', 'show', data],
  ['train', '--data', data, '--hidden', 'none', '--epochs', '1', ...quietly],
];

const commandsOf: Readonly<Record<Kind, (file: string) => readonly (readonly string[])[]>> = {
  model: (file) => [
    ['inspect', file],
    ['predict', '--model', file, photo],
    ['eval', '--model', file],
    ['explain', '--model', file, photo],
    ['compare', file, file],
    ['export', file, '--out', 'out.onnx', '--force'],
    ['train', '--init-from', file, '--epochs', '1', ...quietly],
  ],
  config: (file) => [['train', '--config', file, '--epochs', '1', ...quietly]],
  checkpoint: (file) => [['train', '--resume', '--out', file.replace('.checkpoint', ''), '--quiet']],
  data: (file) => [['predict', file, '--quiet'], ...ofData(file)],
  folder: () => ofData('.'),
  picture: (file) => [
    ['predict', file],
    ['predict', '--digits', file],
    ['explain', file],
  ],
  foreign: (file) => [
    ['import', file, '--out', 'out.json', '--force'],
    ['predict', '--model', file, photo],
  ],
};

/** Tells what a process has used, all its threads together, when it ends. */
const meter =
  definesPeakKilobytes +
  'import { writeSync } from "node:fs"; import { isMainThread } from "node:worker_threads";' +
  'if (isMainThread) process.on("exit", () => { const { user, system } = process.cpuUsage();' +
  'writeSync(3, JSON.stringify({ seconds: (user + system) / 1e6, megabytes: peakKilobytes() / 1000 })); });';

interface Cost {
  readonly seconds: number;
  readonly megabytes: number;
  readonly code: number | null;
  readonly said: string;
}

function measure(line: readonly string[], cwd: string): Promise<Cost> {
  const url = `data:text/javascript,${encodeURIComponent(meter)}`;
  const child = spawn(process.execPath, ['--import', url, join(root, 'bin', 'nn.js'), ...line], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const texts = ['', ''];
  for (const [k, stream] of [child.stderr, child.stdio[3]].entries())
    stream?.on('data', (text: Buffer) => (texts[k] = (texts[k] + text).slice(-5000)));
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE * 1000);
  return new Promise((resolve) =>
    child.once('close', (code) => {
      clearTimeout(timer);
      const used = texts[1] === '' ? { seconds: Number.NaN, megabytes: Number.NaN } : JSON.parse(texts[1]);
      resolve({ ...used, code, said: texts[0].trimEnd().split('\n').at(-1) ?? '' });
    }),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'nn-megabyte-'));
const words = process.argv.slice(2);
let [runs, beyond] = [0, 0];
try {
  for (const { name, kind, make, beside = {} } of hostileFiles) {
    if (words.length > 0 && !words.some((word) => kind === word || name.includes(word))) continue;
    const cwd = join(folder, name.replaceAll('.', '-'));
    mkdirSync(cwd);
    const bytes = await make(SIZE);
    writeFileSync(join(cwd, name), bytes);
    for (const [other, content] of Object.entries(beside)) writeFileSync(join(cwd, other), content(SIZE));
    for (const line of commandsOf[kind](name)) {
      const { seconds, megabytes, code, said } = await measure(line, cwd);
      const isBeyond = !(seconds <= SECONDS && megabytes <= MEGABYTES) || said.includes('a bug in nn');
      runs++;
      if (isBeyond) beyond++;
      const cost = `${seconds.toFixed(2)} s ${megabytes.toFixed(0)} MB, exit code ${code}`;
      const shown = line.filter((word) => !word.startsWith('out.') && word !== '--force').join(' ');
      console.log(
        `${isBeyond ? '!' : ' '} ${(bytes.length / 1e6).toFixed(1)} MB, nn ${shown}: ${cost}: ${said.slice(0, 160)}`,
      );
    }
    rmSync(cwd, { recursive: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${runs} runs, ${beyond} beyond ${SECONDS} s, ${MEGABYTES} MB or an error of its own`);
