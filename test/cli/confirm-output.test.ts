/** Every command that writes a model asks, on a terminal, before it replaces a file that it did not make. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { modelText } from '../support/model-text.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { writeDigits } from './support/digits.ts';
import { nn, nnOnTerminal, noTerminal, once } from './support/nn.ts';

const PRECIOUS = 'not a model';
const cwd = suiteFolder();
writeDigits(join(cwd, 'digits'), 40, 10);
writeFileSync(join(cwd, 'small.json'), modelText);
mkdirSync(join(cwd, 'trials'));
const sweep = ['sweep', '--data', 'digits', '--trials', '1', '--epochs', '1', '--dir', 'runs'];

const writers: readonly (readonly string[])[] = [
  [...sweep, '--param', 'hidden=4,5'],
  ['sweep', '--collect', 'trials'],
  ['export', 'small.json', '--format', 'onnx'],
  ['import', 'small.onnx'],
];

beforeAll(async () => {
  const train = ['train', '--data', 'digits', '--hidden', '4', '--epochs', '1', '--out', 'trials/0001.json'];
  expect(await nn([...train, '-q'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  expect((await nn(['export', 'small.json', '--out', 'small.onnx'], { cwd })).code).toBe(0);
});

describe.skipIf(noTerminal)(`on a terminal${noTerminal ? `: ${noTerminal}` : ''}`, () => {
  test.each(writers.map((args) => [args.slice(0, 2).join(' '), args] as const))('nn %s', async (_, args) => {
    writeFileSync(join(cwd, 'out'), PRECIOUS);
    const asked = (answer: string): ReturnType<typeof nn> =>
      nnOnTerminal([...args, '--out', 'out', '--no-color'], 80, {
        cwd,
        watch: once(
          (out) => out.includes('out exists already. Replace it? [y/N] '),
          (child) => child.stdin?.write(answer),
        ),
      });
    const kept = await asked('n\n');
    expect([kept.code, kept.stdout]).toEqual([2, expect.stringContaining('nn: --out: out is kept')]);
    expect(readFileSync(join(cwd, 'out'), 'utf8')).toBe(PRECIOUS);
    expect((await asked('y\n')).code).toBe(0);
    expect(readFileSync(join(cwd, 'out'), 'utf8')).not.toBe(PRECIOUS);
  });
});

test.each(writers.map((args) => [args.slice(0, 2).join(' '), args] as const))(
  'in a pipe, nn %s names the flag',
  async (_, args) => {
    writeFileSync(join(cwd, 'there'), PRECIOUS);
    const { code, stderr } = await nn([...args, '--out', 'there'], { cwd });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('nn: --out: there exists already; add --force to replace it'),
    ]);
    expect(readFileSync(join(cwd, 'there'), 'utf8')).toBe(PRECIOUS);
  },
);
