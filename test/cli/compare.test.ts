import { copyFileSync, cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/markdown.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { writeDigits } from './support/digits.ts';
import { nn, plainly } from './support/nn.ts';

const shipped = existsSync(join(root, 'models', 'digits.json'));
const plain = ['--data', 'digits', '--backend', 'reference'];
const cwd = suiteFolder();

beforeAll(async () => {
  writeDigits(join(cwd, 'digits'), 200, 50);
  for (const [epochs, out] of [
    ['10', 'good.json'],
    ['1', 'poor.json'],
  ]) {
    const quick = ['--hidden', '16', '--lr', '0.01', '--epochs', epochs, '--out', out, '-q'];
    expect((await nn(['train', ...quick, ...plain, ...plainly, '--dropout', '0.3'], { cwd })).code).toBe(0);
  }
});

describe('nn compare', () => {
  test('in a pipe: figures of both, and a verdict', async () => {
    const { code, stdout, stderr } = await nn(['compare', 'good.json', 'poor.json', ...plain], { cwd });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'Comparing A, good.json, with B, poor.json, on digits\n',
    });
    expect(stdout).toMatch(
      new RegExp(
        [
          'On 50 test images of digits:',
          '',
          'A  100\\.00%  \\(95% interval: 92\\.87% to 100\\.00%\\)  good\\.json',
          'B  .*%  \\(95% interval: .*% to .*%\\)  poor\\.json',
          '',
          'Both correct \\d+, only A \\d+, only B 0, neither 0',
          'A - B: \\+[\\d.]+ points \\(95% interval: [+-][\\d.]+ to \\+[\\d.]+\\); significant \\(p [=<] 0\\.\\d+\\)',
          '',
          'A is better: right on \\d+ more of 50 images than B\\.',
          '$',
        ].join('\\n'),
      ),
    );
  });

  test('--json: one object with the keys of the contract', async () => {
    const line = ['compare', 'poor.json', 'good.json', ...plain, '--json', '--quiet'];
    const { code, stdout, stderr } = await nn(line, { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const object = JSON.parse(stdout) as Record<string, number>;
    expect(object).toMatchObject({
      first: 'poor.json',
      second: 'good.json',
      data: 'digits',
      count: 50,
      accuracies: [expect.any(Number), 1],
      bothRight: 50 - object.secondOnly,
      firstOnly: 0,
      neitherRight: 0,
      better: 'second',
    });
    expect(object.pValue).toBeCloseTo(2 ** (1 - object.secondOnly), 12);
  });

  test('a model with itself, by whatever name, is refused', async () => {
    copyFileSync(join(cwd, 'good.json'), join(cwd, 'copy.json'));
    for (const other of ['good.json', './good.json', 'copy.json']) {
      const { code, stdout, stderr } = await nn(['compare', 'good.json', other, ...plain], { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/\nnn: compare: A and B are the same model \(SHA-256 [\da-f]{12}\), .*\n.*\n$/);
    }
  });

  test('models that were trained on these images get no verdict', async () => {
    cpSync(join(cwd, 'digits'), join(cwd, 'seen'), { recursive: true });
    for (const kind of ['images-idx3', 'labels-idx1']) {
      copyFileSync(join(cwd, 'digits', `train-${kind}-ubyte`), join(cwd, 'seen', `t10k-${kind}-ubyte`));
    }
    const seen = ['compare', 'good.json', 'poor.json', '--data', 'seen', '--backend', 'reference'];
    const { code, stdout } = await nn(seen, { cwd });
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(-5)).toEqual([
      'No verdict: the comparison is not valid.',
      'The accuracy of good.json here is not a test result: it was trained on these images.',
      'The accuracy of poor.json here is not a test result: it was trained on these images.',
      'For a fair test, use images that are new to it (--data).',
      '',
    ]);
    const json = await nn([...seen, '--json'], { cwd });
    expect(json.stderr).toContain('The accuracy of good.json here');
    const reason = 'it was trained on these images';
    expect(JSON.parse(json.stdout)).toMatchObject({
      better: null,
      contaminated: [
        { model: 'good.json', reason },
        { model: 'poor.json', reason },
      ],
    });
  });

  test('what cannot be compared: one line and the exit code of its kind', async () => {
    const three = await nn(['compare', 'a', 'b', 'c'], { cwd });
    expect(three).toEqual({
      code: 2,
      stdout: '',
      stderr: 'nn: compare: takes two models, got 3\n',
    });
    expect(await nn(['compare', '', 'b'], { cwd })).toMatchObject({ code: 2, stdout: '' });
    const missing = await nn(['compare', 'good.json', 'none.json'], { cwd });
    expect(missing).toMatchObject({ code: 4, stdout: '' });
    expect(missing.stderr).toMatch(/\nnn: none\.json.*\n$/);
    expect(await nn(['compare', 'good.json', 'poor.json', '--data', 'none'], { cwd })).toMatchObject({
      code: 3,
    });
  });

  test.skipIf(shipped)('with fewer than two models, where none ships', async () => {
    for (const models of [[], ['good.json']]) {
      const { code, stdout, stderr } = await nn(['compare', ...models], { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^nn: compare: give two models, such as: nn compare .*\n$/);
    }
  });

  test.runIf(shipped)('one model with the one that ships', async () => {
    const { code, stdout } = await nn(['compare', 'good.json', ...plain, '--json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      first: 'good.json',
      second: expect.stringMatching(/digits\.json$/),
    });
  });
});
