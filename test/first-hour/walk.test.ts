/** The first hour of somebody who has never seen nn, as processes: each line does what hands and eyes expect. */

import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { nn } from '../cli/support/nn.ts';
import { root } from '../support/markdown.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const cwd = suiteFolder();
const quick = ['--hidden', '32', '--epochs', '2', '--styles', '0', '--batch-size', '32'];
const one = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

let trained = { code: -1 as number | string, stdout: '', stderr: '' };

beforeAll(async () => {
  copyFileSync(join(root, 'docs', 'five.jpg'), join(cwd, 'photo.jpg'));
  trained = await nn(['train', ...quick, '--augment', 'elastic', '--label-smoothing', '0.1'], { cwd });
});

describe('training', () => {
  test('says what it trains on and how it validates, in the words of the field', () => {
    expect(trained.code).toBe(0);
    expect(trained.stderr).toContain('8,100 training and 900 validation images');
    expect(trained.stderr).toMatch(
      /^epoch 1\/2 {2}loss [\d.]+ {2}accuracy [\d.]+% {2}val loss [\d.]+ {2}val accuracy [\d.]+%/m,
    );
    expect(trained.stderr).toMatch(/^Why training looks worse: .*augmentation.*label smoothing/m);
    expect(trained.stdout).toMatch(/^Validation accuracy [\d.]+% after 2 epochs in /);
  });

  test('what is wrong for good is told before a file that is in the way, for which a flag is named', async () => {
    const wrong = await nn(['train', '--data', 'nowhere'], { cwd });
    expect(wrong).toMatchObject({ code: 3, stdout: '' });
    expect(wrong.stderr).toMatch(/^nn: no data set "nowhere"/);
    const again = await nn(['train', ...quick], { cwd });
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toMatch(/^nn: --out: models\/mnist\.json exists already; add --force/);
  });
});

describe('reading', () => {
  test('one picture gives the digit alone, several a line each, and each answer says which model read', async () => {
    const shipped = await nn(['predict', 'photo.jpg', '--model', 'shipped'], { cwd });
    expect(shipped).toEqual({ code: 0, stdout: '5\n', stderr: '' });
    const stdin = await nn(['predict', '--model', 'shipped'], {
      cwd,
      input: readFileSync(join(cwd, 'photo.jpg')),
    });
    expect(stdin).toEqual(shipped);
    const several = await nn(['predict', '-q', '--model', 'shipped', 'photo.jpg', 'none.jpg'], { cwd });
    expect(several).toMatchObject({ code: 3, stdout: 'photo.jpg\t5\nnone.jpg\t\n' });
    const own = await nn(['predict', 'photo.jpg', '--json'], { cwd });
    expect(JSON.parse(own.stdout)).toMatchObject({ model: 'models/mnist.json' });
  });
});

describe('measuring', () => {
  test('a model on digits that it has seen is no test, and no comparison', async () => {
    const seen =
      /^The accuracy of the model that ships with nn here is not a test result: it began as a model trained on most of mnist, /m;
    expect((await nn(['eval', 'shipped'], { cwd })).stdout).toMatch(seen);
    const compared = (await nn(['compare'], { cwd })).stdout;
    expect(compared).toMatch(seen);
    expect(compared).toContain('No verdict');
    const self = await nn(['compare', 'models/mnist.json', 'models/mnist.json'], { cwd });
    expect(self).toMatchObject({ code: 2, stdout: '' });
  });

  test('a mistake that it shows can be looked at and explained', async () => {
    const { code, stdout, stderr } = await nn(['eval', 'models/mnist.json', '--details'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('Most confident mistakes');
    const [, index = ''] = /image (\d+)/.exec(stdout) ?? [];
    const shown = await nn(['data', 'show', '--split', 'test', '--index', index], { cwd });
    expect([shown.code, one(shown.stdout)]).toEqual([0, `#${index}`]);
    const explained = await nn(['explain', '--data', 'mnist-10k', '--index', index, '--nearest', '0'], {
      cwd,
    });
    expect(explained.code).toBe(0);
    expect(explained.stdout).toContain(`test image ${index} of mnist-10k`);
    expect(stderr).not.toContain('nn: ');
    const plain = await nn(['eval'], { cwd });
    expect(plain.stderr).toMatch(/^Why: nn explain --index \d+$/m);
  });
});

describe('words of other tools', () => {
  test.each([
    ['-o and -e', ['train', ...quick.slice(0, 2), '-e', '1', '--augment', 'none', '-o', 'o.json', '-q']],
    [
      '--learning-rate and --batch',
      [
        'train',
        '-e',
        '1',
        '--learning-rate',
        '0.01',
        '--batch',
        '64',
        '--hidden',
        'none',
        '--augment',
        'none',
        '--optimizer',
        'Adam',
        '-o',
        'a.json',
        '-q',
      ],
    ],
    ['evaluate', ['evaluate', '-q']],
    ['test', ['test', '-q']],
  ])('%s work', async (_, args) => {
    expect(await nn(args, { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test.each([
    [['train', '--epoch', '3'], 'did you mean --epochs?'],
    [['train', 'epochs=3'], 'use --epochs 3'],
    [['train', '--verbose'], '--json'],
    [['train', 'mnist'], 'use --data mnist'],
    [['help', 'train', 'now'], 'unexpected argument now'],
    [['photo.jpg'], 'nn predict photo.jpg'],
  ])('%j points to the right one', async (args, hint) => {
    const { code, stderr } = await nn(args, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(hint);
  });
});

/** Words of ours for which the field has others. */
const homemade =
  /\b(share|to learn from|learns from|has learnt|surest|how sure|speckled|turned|fires?|no digit|seen in one go|held in check|patterns in quotes)\b|<share>/i;

test('help and output speak as the field does', async () => {
  const names = [...Object.keys(commands), 'data list', 'data fetch', 'data show', 'data verify'];
  const helps = await Promise.all(names.map((name) => nn(['help', ...name.split(' ')])));
  const outputs = [
    ...helps,
    trained,
    await nn([], { cwd }),
    await nn(['eval', '--details', '--robustness'], { cwd }),
    await nn(['inspect'], { cwd }),
    await nn(['explain', 'photo.jpg'], { cwd }),
    await nn(['compare', 'models/mnist.json'], { cwd }),
  ];
  const lines = outputs.flatMap(({ stdout, stderr }) => `${stdout}\n${stderr}`.split('\n'));
  expect(lines.filter((line) => homemade.test(line))).toEqual([]);
});
