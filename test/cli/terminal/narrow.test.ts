import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { suiteFolder } from '../../support/suite-folder.ts';
import { writeDigits } from '../support/digits.ts';
import { nn, nnOnTerminal, noTerminal, plainly } from '../support/nn.ts';
import { formPng } from '../support/noughts-and-ones.ts';

const cwd = suiteFolder();
/** Lines that are to be copied stay whole, and so do terms. */
const copied = /^(Reproduce|Data hash|Why:|All flags:|More:) /;

describe.skipIf(noTerminal)('on a terminal of 50 columns', () => {
  beforeAll(async () => {
    writeDigits(join(cwd, 'digits'), 200, 50);
    writeFileSync(join(cwd, 'one.png'), await formPng(1));
    for (const [epochs, out] of [
      ['2', 'models/mnist.json'],
      ['1', 'models/another-of-a-longer-name.json'],
    ]) {
      const quick = ['--data', 'digits', '--hidden', '16', '--epochs', epochs, '--out', out, '-q'];
      expect((await nn(['train', ...quick, ...plainly], { cwd })).code).toBe(0);
    }
  });

  test.each([
    '',
    'help',
    'help predict',
    'train -h',
    'help data',
    'data',
    'predict one.png --min-confidence 1',
    'eval --data digits',
    'compare models/mnist.json models/another-of-a-longer-name.json --data digits',
    'inspect',
    'explain one.png --data digits',
    'train --data digits --hidden 16 --epochs 1 --out models/third.json',
  ])('nn %s breaks its lines between words', async (line) => {
    const args = line === '' ? [] : line.split(' ');
    const env = { TERM: 'dumb', NN_DATA_DIR: join(cwd, 'none') };
    const { code, stdout } = await nnOnTerminal(args, 50, { cwd, env });
    expect(code, stdout).toBe(0);
    const lines = stdout.split('\n').filter((text) => !copied.test(text));
    expect(lines.filter((text) => text.length > 50)).toEqual([]);
  });

  test('nn sweep leaves out the last columns of its table, then lists the settings', async () => {
    const params = ['hidden=4,8', 'lr=0.001..0.05 log', 'dropout=0.01..0.5'].flatMap((one) => [
      '--param',
      one,
    ]);
    const quick = ['--data', 'digits', '--epochs', '1', '--trials', '2', ...params, '--dir', 'sweep', '-q'];
    expect((await nn(['sweep', ...quick, '--out', 'best.json'], { cwd })).code).toBe(0);
    const again = ['sweep', '--collect', 'sweep', '--out', 'best.json', '--force'];
    for (const [columns, head] of [
      [80, /^ trial +hidden +lr +dropout +validation +loss +epochs$/],
      [50, /^ trial +hidden +lr +dropout +validation$/],
      [36, /^ trial +validation +settings$/],
    ] as const) {
      const { code, stdout } = await nnOnTerminal(again, columns, { cwd, env: { TERM: 'dumb' } });
      expect(code, stdout).toBe(0);
      const lines = stdout.slice(0, stdout.indexOf('Best')).split('\n');
      expect(lines[0]).toMatch(head);
      expect(lines.filter((text) => text.length > columns)).toEqual([]);
    }
  });
});
