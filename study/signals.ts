/**
 * Sends each signal to `nn` at several moments of each long command: `npm run study:signals -- [moments]`. What counts: it ends,
 * or goes on after SIGCONT, with a documented exit code or by the signal itself; no half file and no lock stays that
 * would block the next run, and the same line again comes to its end.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseModel } from '../src/network/model-file.ts';
import { sharedData } from '../test/support/shared-data.ts';
import { folderFor, openMirror, quick, quickSweep, writeDrawings } from './nn-at-work.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'bin', 'nn.js');
const scratch = mkdtempSync(join(tmpdir(), 'nn-signals-'));
const moments = Number(process.argv[2] ?? 5);

/** SIGTSTP is followed by SIGCONT half a second later, as by Ctrl-Z and `fg`. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGTSTP'] as const;
const CODES: readonly (number | null)[] = [0, 130, 143];

/** How long a command may take to end, by the clock: machines are slow when busy. */
const LIMIT_MS = 60_000;

interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly hung: boolean;
  readonly milliseconds: number;
  readonly said: string;
}

interface Work {
  readonly name: string;
  readonly line: readonly string[];
  /** Whether it only ends by a signal. */
  readonly isEndless?: boolean;
}

function nn(
  line: readonly string[],
  cwd: string,
  act: (kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Outcome> {
  const started = performance.now();
  const child = spawn(process.execPath, [bin, ...line], { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  let hung = false;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said = (said + text).slice(-3000)));
  act((signal) => child.kill(signal));
  const timer = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, LIMIT_MS);
  return new Promise((resolve) =>
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, hung, milliseconds: performance.now() - started, said });
    }),
  );
}

/** What is wrong with the files of a folder after a command has ended. */
function flawsIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true }).map(String);
  const left = names.filter((name) => /\.(tmp|lock)$/.test(name)).map((name) => `${name} stays`);
  const halves = names
    .filter((name) => /^(m|s\/\d+)\.json$/.test(name))
    .flatMap((name) => {
      try {
        parseModel(readFileSync(join(folder, name), 'utf8'), name);
        return [];
      } catch (error) {
        return [(error as Error).message];
      }
    });
  return [...left, ...halves];
}

async function study(work: Work): Promise<void> {
  const length = work.isEndless
    ? 1500
    : (await nn(work.line, folderFor(scratch, work.name, 'whole'), () => {})).milliseconds;
  let runs = 0;
  const problems: string[] = [];
  for (const signal of signals) {
    for (let k = 0; k < moments; k++) {
      const cwd = folderFor(scratch, work.name, `${signal}-${k}`);
      const after = ((k + 0.5) / moments) * length;
      const isStop = signal === 'SIGTSTP';
      const ended = await nn(work.line, cwd, (kill) => {
        setTimeout(() => kill(signal), after);
        if (isStop) setTimeout(() => kill('SIGCONT'), after + 500);
        if (isStop && work.isEndless) setTimeout(() => kill('SIGTERM'), after + 1500);
      });
      runs++;
      const { code, hung, said } = ended;
      const isExpected = ended.signal !== null ? !isStop || work.isEndless : CODES.includes(code);
      const found = [
        ...(hung ? ['hangs'] : []),
        ...(isExpected ? [] : [`exit code ${code} ${ended.signal ?? ''}: ${said.slice(-200)}`]),
        ...(/a bug in nn|\n {4}at /.test(said) ? [`says ${said.slice(-300)}`] : []),
        ...(ended.signal === null || hung ? flawsIn(cwd) : []),
      ];
      if (!work.isEndless) {
        const again = await nn(work.line, cwd, () => {});
        if (again.code !== 0) found.push(`then exit code ${again.code}: ${again.said.slice(-300)}`);
        found.push(...flawsIn(cwd).map((flaw) => `then ${flaw}`));
      }
      problems.push(...found.map((problem) => `${signal} after ${Math.round(after)} ms: ${problem}`));
      rmSync(cwd, { recursive: true, force: true });
    }
  }
  console.log([`${work.name}: ${runs} signals, ${problems.length} problems`, ...problems].join('\n  '));
}

const files = sharedData('mnist');
const mirror = files === null ? null : await openMirror(files, readdirSync(files));
const model = join(root, 'models', 'digits.json');
const works: readonly Work[] = [
  { name: 'train', line: ['train', ...quick, '--resume', '--out', 'm.json'] },
  { name: 'sweep', line: [...quickSweep, '--out', 'm.json', '--force'] },
  { name: 'teach', line: ['teach', await writeDrawings(scratch), '--out', 'm.json', '--force', '--quiet'] },
  { name: 'export', line: ['export', model, '--out', 'e.html', '--force'] },
  { name: 'eval', line: ['eval', '--model', model, '--report', 'r.html', '--force'] },
  ...(mirror === null
    ? []
    : [
        {
          name: 'fetch',
          line: ['data', 'fetch', 'mnist', '--data-dir', '.', '--mirror', mirror.address],
        },
      ]),
  { name: 'serve', line: ['serve', '--port', '0'], isEndless: true },
  { name: 'predict --watch-stdin', line: ['predict', '--watch-stdin'], isEndless: true },
];
const words = process.argv.slice(3);
try {
  for (const work of works) if (words.length === 0 || words.includes(work.name)) await study(work);
} finally {
  mirror?.close();
  await sleep(100);
  rmSync(scratch, { recursive: true, force: true });
}
