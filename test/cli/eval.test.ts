import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDigits } from './support/digits.ts';
import { nn, nnIntoFullDisk, nnOnTerminal, noTerminal } from './support/nn.ts';

const plain = ['--backend', 'reference'];

let cwd: string;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'nn-test-'));
  writeDigits(join(cwd, 'digits'), 200, 50);
  writeDigits(join(cwd, 'no-test'), 20, 0);
  const quick = ['--hidden', '16', '--epochs', '10', '--lr', '0.01', ...plain, '-q'];
  const { code } = await nn(['train', '--data', 'digits', ...quick], { cwd });
  expect(code).toBe(0);
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('nn eval', () => {
  test('in a pipe: accuracy with its interval, loss, confusion and a line a digit', async () => {
    const { code, stdout, stderr } = await nn(['eval', '--data', 'digits', ...plain], {
      cwd,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Measuring models/mnist.json on digits\n' });
    expect(stdout.replace(/^(Loss|ECE) .*$/gm, '$1 ...')).toMatchSnapshot();
  });

  test('--json prints the keys of the contract', async () => {
    const { stdout } = await nn(['eval', '--data', 'digits', '--json', ...plain], { cwd });
    expect(stdout.match(/\n/g)).toHaveLength(1);
    const confusion = Array.from({ length: 10 }, (_, row) =>
      Array.from({ length: 10 }, (_, column) => (row === column ? 5 : 0)),
    );
    expect(JSON.parse(stdout)).toEqual({
      model: 'models/mnist.json',
      data: 'digits',
      count: 50,
      loss: expect.any(Number),
      calibrationError: expect.any(Number),
      accuracy: 1,
      interval: [expect.any(Number), 1],
      confusion,
      perClass: Array.from({ length: 10 }, (_, digit) => ({
        digit,
        support: 5,
        precision: 1,
        recall: 1,
        f1: 1,
      })),
    });
  });

  test('--min-accuracy is a gate', async () => {
    const gate = ['eval', '--quiet', ...plain, '--min-accuracy'];
    expect(await nn([...gate, '1', '--data', 'digits'], { cwd })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const missed = await nn([...gate, '0.9'], { cwd });
    expect(missed).toMatchObject({ code: 6, stdout: '' });
    expect(missed.stderr).toMatch(/^nn: accuracy \d+\.\d\d% is below the 90\.00% of --min-accuracy\n$/);
  });

  test('what cannot be measured: one line and the exit code of its kind', async () => {
    writeFileSync(join(cwd, 'text.json'), 'not JSON');
    const noTest = await nn(['eval', '--data', 'no-test'], { cwd });
    expect(noTest).toMatchObject({ code: 3, stdout: '' });
    expect(noTest.stderr).toMatch(/\nnn: .*no-test.*\n$/);
    const noModel = await nn(['eval', '--model', 'none.json'], { cwd });
    expect(noModel).toMatchObject({ code: 4, stdout: '' });
    expect(noModel.stderr).toMatch(/\nnn: none\.json.*\n$/);
    const notJson = await nn(['eval', '--model', 'text.json'], { cwd });
    expect(notJson).toMatchObject({ code: 4, stdout: '' });
    expect(notJson.stderr).toMatch(/\nnn: text\.json.*\n$/);
  });

  test('a full disk behind standard output is said, with exit code 1', async () => {
    const outcome = await nnIntoFullDisk(['help', 'train']);
    if (outcome === null) return;
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/^nn: .*ENOSPC.*\n$/);
  });

  test.skipIf(noTerminal)('on a terminal of 80 columns', async () => {
    const { code, stdout } = await nnOnTerminal(['eval', '--data', 'digits', ...plain], 80, {
      cwd,
    });
    expect(code).toBe(0);
    expect(stdout).toContain('\u001b[1m100.00%\u001b[22m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: codes of colours begin with one
    const text = stdout.replace(/\u001b\[[\d;]*[mKG]/g, '');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
