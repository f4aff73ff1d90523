/**
 * Kills `nn` at random moments, and looks whether anything is lost: `npm run study:kills -- 1000 [seed] [kind]`.
 * A fifth of the kills each over train, sweep, teach, fetch and serve, or that fifth of one kind alone. After each, what is on the disk must be whole or absent,
 * and the same line again must come to the same bytes as a run that nobody killed. The kills of fetch need the files of
 * MNIST, for its mirror sends them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseModel } from '../src/network/model-file.ts';
import { Random } from '../src/random.ts';
import { sharedData, withoutSharedData } from '../test/support/shared-data.ts';
import { folderFor, openMirror, quick, quickSweep, writeDrawings } from './nn-at-work.ts';

const bin = fileURLToPath(new URL('../bin/nn.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'nn-kills-'));
const total = Number(process.argv[2] ?? 1000);
const [, , , , only] = process.argv;
const random = Random.stream(Number(process.argv[3] ?? 1), 'kills');

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Runs a line, and kills it after so many milliseconds. */
function nn(line: readonly string[], cwd: string, killAfter: number | null): Promise<Ended> {
  const child: ChildProcess = spawn(process.execPath, [bin, ...line], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text) => (output = (output + text).slice(-2000)));
  const timer = killAfter === null ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  return new Promise((resolve) =>
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, output });
    }),
  );
}

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

interface Work {
  readonly name: string;
  readonly line: readonly string[];
  /** Files that a whole run leaves, to be the same each time; models among them must be readable at any moment. */
  readonly products: readonly string[];
}

async function study(work: Work, kills: number): Promise<string> {
  const whole = folderFor(root, work.name, 'whole');
  const started = performance.now();
  const first = await nn(work.line, whole, null);
  if (first.code !== 0) throw new Error(`${work.name}: ${first.output}`);
  let length = performance.now() - started;
  const expected = work.products.map((name) => hashOf(join(whole, name)));
  const problems: string[] = [];
  let [killed, runs] = [0, 0];
  while (killed < kills) {
    const cwd = folderFor(root, work.name, `run-${++runs}`);
    for (let ended: Ended | null = null; ended?.code !== 0; ) {
      const before = performance.now();
      ended = await nn(work.line, cwd, killed < kills ? random.uniform() * length * 1.1 : null);
      if (ended.signal === 'SIGKILL') killed++;
      else if (ended.code === 0)
        length = 0.8 * length + 0.2 * (performance.now() - before); // as busy as the machine is now
      else if (ended.code !== 0) {
        problems.push(`exit code ${ended.code}: ${ended.output.slice(-300)}`);
        break;
      }
      for (const name of work.products) {
        if (name.endsWith('.json') && existsSync(join(cwd, name))) {
          try {
            parseModel(readFileSync(join(cwd, name), 'utf8'), name);
          } catch (error) {
            problems.push(`half a model: ${(error as Error).message}`);
          }
        }
      }
    }
    for (const [k, name] of work.products.entries()) {
      if (!existsSync(join(cwd, name)) || hashOf(join(cwd, name)) !== expected[k])
        problems.push(`${name} differs`);
    }
    const names = readdirSync(cwd, { recursive: true }).map(String);
    const left = names.filter((name) => /\.(tmp|lock|checkpoint)$|\.part/.test(name));
    if (left.length > 0) problems.push(`left behind: ${left.join(', ')}`);
    rmSync(cwd, { recursive: true });
    console.error(`${work.name}: ${killed} of ${kills} kills, ${problems.length} problems`); // it takes hours
  }
  const summary = `${work.name}: ${killed} kills, ${runs} runs brought to an end, ${problems.length} problems`;
  return [summary, ...problems.slice(0, 5)].join('\n  ');
}

async function studyFetch(kills: number): Promise<string> {
  const files = sharedData('mnist');
  if (files === null) return `fetch: skipped, ${withoutSharedData('mnist')}`;
  const products = readdirSync(files).filter((name) => name.endsWith('.gz'));
  const mirror = await openMirror(files, products);
  try {
    const line = ['data', 'fetch', 'mnist', '--data-dir', '.', '--mirror', mirror.address, '--quiet'];
    return await study({ name: 'fetch', line, products: products.map((name) => `mnist/${name}`) }, kills);
  } finally {
    mirror.close();
  }
}

/** A server that is killed loses nothing: the next one answers on the same port. */
async function studyServer(kills: number): Promise<string> {
  const port = 20_000 + (process.pid % 20_000);
  let answered = 0;
  for (let k = 0; k < kills; k++) {
    const server = spawn(process.execPath, [bin, 'serve', '--port', String(port), '--quiet'], {
      stdio: 'ignore',
    });
    const deadline = performance.now() + 120_000;
    let ready = false;
    while (!ready && performance.now() < deadline && server.exitCode === null) {
      ready = await fetch(`http://127.0.0.1:${port}/api/models`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (!ready) await sleep(20);
    }
    if (ready) answered++;
    await sleep(random.uniform() * 100);
    const ended = new Promise((resolve) => server.once('close', resolve));
    server.kill('SIGKILL');
    await ended;
  }
  return `serve: ${kills} kills, ${answered} of ${kills} servers answered`;
}

const each = Math.ceil(total / 5);
const drawings = await writeDrawings(root);
const works: readonly Work[] = [
  { name: 'train', line: ['train', ...quick, '--resume', '--out', 'a.json'], products: ['a.json'] },
  {
    name: 'sweep',
    line: [...quickSweep, '--out', 'best.json'],
    products: ['best.json', 's/0001.json', 's/0002.json'],
  },
  {
    name: 'teach',
    line: ['teach', drawings, '--out', 'taught.json', '--force', '--quiet'],
    products: ['taught.json'],
  },
];
try {
  const isAsked = (name: string): boolean => only === undefined || only === name;
  for (const work of works) if (isAsked(work.name)) console.log(await study(work, each));
  if (isAsked('fetch')) console.log(await studyFetch(each));
  if (isAsked('serve')) console.log(await studyServer(each));
} finally {
  rmSync(root, { recursive: true, force: true });
}
