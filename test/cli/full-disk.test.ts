/** Whatever a command writes, on a full disk: one clear line, nothing half-written, and nothing in the way of the next run. */

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { isThorough } from '../support/exhaustive.ts';
import { noPosix } from '../support/system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { bin, nn, nnIntoFullDisk } from './support/nn.ts';
import { makeReaderFolder } from './support/noughts-and-ones.ts';

let cwd: string;

beforeAll(async () => {
  cwd = await makeReaderFolder();
  for (const [kind, n] of [
    ['images', 3],
    ['labels', 1],
  ]) {
    const end = `${kind}-idx${n}-ubyte`;
    cpSync(join(cwd, 'data', `train-${end}`), join(cwd, 'data', `t10k-${end}`));
  }
  mkdirSync(join(cwd, 'mine'));
  for (const digit of ['0', '1']) {
    mkdirSync(join(cwd, 'mine', digit));
    for (const k of [1, 2, 3, 4]) cpSync(join(cwd, `${digit}.png`), join(cwd, 'mine', digit, `${k}.png`));
  }
});

const training = ['--data', 'data', '--hidden', '16', '--epochs', '1', '--backend', 'reference'];

/** Of a line of `nn` whose files may have so many kilobytes: 0 is a full disk, more one that fills up. */
const lines: readonly (readonly [kilobytes: number, args: readonly string[]])[] = [
  [1, ['train', ...training, '--out', 'new/m.json']],
  [1, ['eval', '--data', 'data', '--report', 'new/r.html']],
  [1, ['predict', ...Array.from({ length: 200 }, () => '1.png'), '--out', 'new/p.csv']],
  [0, ['predict', '1.png', '--save-preprocessed', 'new']],
  [1, ['export', '--out', 'new/m.html']],
  [1, ['import', 'm.onnx', '--out', 'new/i.json']],
  [
    1,
    [
      'sweep',
      ...training.slice(0, 2),
      '--epochs',
      '1',
      '--dir',
      'new',
      '--out',
      'new/b.json',
      '--param',
      'hidden=8',
      '--grid',
    ],
  ],
  [1, ['teach', 'mine', '--out', 'new/t.json', '--force']],
];

function run(
  kilobytes: number,
  args: readonly string[],
  cwd: string,
): Promise<{ code: unknown; stderr: string }> {
  const script = `ulimit -f ${kilobytes}; exec "$0" "$@"`;
  const env = { ...process.env, TMPDIR: join(cwd, 'none'), NO_COLOR: '1' }; // else a model is kept there
  return new Promise((resolve) => {
    execFile('bash', ['-c', script, process.execPath, bin, ...args], { cwd, env }, (error, _, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

test.skipIf(noPosix !== null)('one line and a whole file or none', async () => {
  expect((await nn(['export', '--out', 'm.onnx'], { cwd })).code).toBe(0);
  for (const [kilobytes, args] of lines.filter((_, n) => isThorough || n % 3 === 0)) {
    const line = `${kilobytes} kB: nn ${args.slice(0, 4).join(' ')}`;
    const place = temporaryFolder();
    cpSync(cwd, place, { recursive: true });
    mkdirSync(join(place, 'new'));
    const { code, stderr } = await run(kilobytes, args, place);
    const errors = stderr.split('\n').filter((text) => text.startsWith('nn: '));
    expect([code, errors], line).toEqual([
      code === 2 ? 2 : 1,
      [expect.stringMatching(/the file would be larger than is allowed/)],
    ]);
    if (args[0] === 'import') expect(stderr, line).toMatch(/: free some space, and run this again$/m);
    const left = readdirSync(join(place, 'new'));
    if (args[0] !== 'sweep') expect(left, line).toEqual([]);
    else {
      expect(left, line).toEqual(['0001.jsonl', 'sweep.json']); // what it goes on from
      expect((await nn(args, { cwd: place })).code, line).toBe(0);
    }
  }
});

test('a full disk behind standard output is said, though only the last write fails', async ({ skip }) => {
  const plan = ['sweep', '--plan', '--param', 'lr=0.01', '--grid', '--dir', temporaryFolder()];
  for (const args of [[], ['--help'], ['--version'], plan]) {
    const outcome = await nnIntoFullDisk(args);
    if (outcome === null) return skip('there is no /dev/full');
    expect(outcome.code, args[0]).toBe(1);
    expect(outcome.stderr, args[0]).toMatch(/^nn: standard output cannot be written: the disk is full/m);
  }
});
