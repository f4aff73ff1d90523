/** What the command line says where the fast kernels, or the memory for them, cannot be had. */

import { cpSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/markdown.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { writeDigits } from './support/digits.ts';
import { nn, nnFrom, type Outcome } from './support/nn.ts';

const cwd = suiteFolder();
const quick = ['train', '--data', 'digits', '--hidden', '4', '--epochs', '1', '--force'];

beforeAll(() => writeDigits(join(cwd, 'digits'), 50, 10));

describe.each([
  { fault: 'missing', spoil: (file: string) => rmSync(file) },
  { fault: 'damaged', spoil: (file: string) => writeFileSync(file, 'nothing') },
])('kernels.wasm is $fault', ({ fault, spoil }) => {
  const place = suiteFolder();

  beforeAll(() => {
    const page = join(root, 'dist', 'web'); // 7 MB that are not needed here
    for (const path of ['package.json', 'bin', 'dist', 'data/mnist-10k.bin']) {
      cpSync(join(root, path), join(place, path), { recursive: true, filter: (file) => file !== page });
    }
    symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction');
    spoil(join(place, 'dist', 'matrix', 'wasm', 'kernels.wasm'));
  });

  const run = (...args: readonly string[]): Promise<Outcome> =>
    nnFrom(join(place, 'bin', 'nn.js'), args, { cwd });

  test('--backend simd: exit code 1, and one line', async () => {
    const { code, stdout, stderr } = await run(...quick, '--backend', 'simd', '--quiet');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n')).toEqual([expect.stringContaining(`nn: kernels.wasm is ${fault}`), '']);
    expect(stderr.endsWith(' run `npm run build`, or use --backend reference\n'), stderr).toBe(true);
  });

  test('otherwise it goes on with the reference, and says so once', async () => {
    const { code, stdout, stderr } = await run(...quick);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Model models/mnist.json') });
    expect(stderr.split('\n').filter((line) => line.includes('kernels.wasm'))).toHaveLength(1);
    expect(stderr).toContain('. Using the plain reference kernels, which are slower.\n');
    expect(stderr).toContain('reference, 1 thread');
  });

  test('--backend reference never looks for it', async () => {
    const { code, stderr } = await run(...quick, '--backend', 'reference', '--quiet');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

test('more memory than there can be: exit code 1, and one line that says how much', async () => {
  const huge = [
    '--hidden',
    '8192',
    '--batch-size',
    '65536',
    '--backend',
    'simd',
    '--threads',
    '2',
    '--quiet',
  ];
  const { code, stdout, stderr } = await nn([...quick, ...huge], { cwd });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^nn: not enough memory: 2\.1 GB were requested with \d\.\d GB in use, of at most 4 GB: use a smaller network, batch or data set\n$/,
  );
});
