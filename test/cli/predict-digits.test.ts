/** `nn predict --digits`, and what the net is unsure of. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nn, nnOnTerminal, noTerminal } from './support/nn.ts';
import { linePng, makeReaderFolder } from './support/noughts-and-ones.ts';

interface NumberAnswer {
  readonly number: string;
  readonly confidence: number;
  readonly sure?: boolean;
  readonly digits: readonly {
    readonly digit: number;
    readonly confidence: number;
    readonly sure?: boolean;
    readonly box: { readonly x: number; readonly width: number };
  }[];
}

let cwd: string;

beforeAll(async () => {
  cwd = await makeReaderFolder();
  writeFileSync(join(cwd, 'line.png'), await linePng([0, 1, 1, 0], 0.3));
  writeFileSync(join(cwd, 'touching.png'), await linePng([0, 0], -0.02));
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('nn predict --digits', () => {
  test('in a pipe: zeros in front kept, a line a picture', async () => {
    expect(await nn(['predict', '--digits', 'line.png', '1.png', 'touching.png'], { cwd })).toEqual({
      code: 0,
      stdout: 'line.png\t0110\n1.png\t1\ntouching.png\t00\n',
      stderr: '',
    });
  });

  test('--json has each digit with its box and confidence', async () => {
    const { stdout } = await nn(['predict', '--digits', '--json', 'line.png'], { cwd });
    const answer = JSON.parse(stdout) as NumberAnswer;
    const box = { x: expect.any(Number), y: expect.any(Number), width: expect.any(Number) };
    expect(answer).toEqual({
      image: 'line.png',
      model: 'models/mnist.json',
      number: '0110',
      confidence: answer.digits.reduce((product, { confidence }) => product * confidence, 1),
      digitsFound: 4,
      lines: [{ number: '0110', confidence: answer.confidence, digits: answer.digits }],
      digits: [0, 1, 1, 0].map((digit) => ({
        digit,
        confidence: expect.any(Number),
        probabilities: Array.from({ length: 10 }, () => expect.any(Number)),
        box: { ...box, height: expect.any(Number) },
        strokeWidth: expect.any(Number),
        strokeAdjusted: expect.any(Number),
      })),
      preprocessing: {
        inverted: false,
        sheet: null,
        box: { ...box, height: expect.any(Number) },
        threshold: expect.any(Number),
        gridRemoved: 0,
      },
    });
    const rights = answer.digits.map(({ box }) => box.x + box.width);
    for (const [n, { box }] of answer.digits.slice(1).entries())
      expect(box.x).toBeGreaterThanOrEqual(rights[n]);
  });

  test('a number never comes in the column of a digit', async () => {
    const { code, stdout } = await nn(['predict', '--csv', 'line.png', '1.png', 'blank.png'], { cwd });
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((row) => row.split(','));
    expect([code, rows.map(([image, digit, , number]) => [image, digit, number])]).toEqual([
      3,
      [
        ['image', 'digit', 'number'],
        ['line.png', '', '0110'],
        ['1.png', '1', '1'],
        ['blank.png', '', ''],
      ],
    ]);
  });

  test('without digits', async () => {
    const { code, stdout, stderr } = await nn(['predict', '--digits', 'blank.png', 'empty.png', '1.png'], {
      cwd,
    });
    expect({ code, stdout }).toEqual({ code: 3, stdout: 'blank.png\t\nempty.png\t\n1.png\t1\n' });
    expect(stderr).toMatch(/^nn: blank\.png shows no digits: .*\nnn: empty\.png is empty .*\n$/);
  });

  test.skipIf(noTerminal).each([80, 40, 20])('on a terminal %d columns wide', async (columns) => {
    const { stdout } = await nnOnTerminal(['predict', '--digits', 'line.png', '--no-color'], columns, {
      cwd,
    });
    expect(stdout).toMatch(/^line\.png: 0110\s\(\d+\.\d% or more each\)\ndark ink on light\spaper/m);
    expect(stdout.match(/\b[01] \(\d+\.\d%\)/g)).toHaveLength(4);
    expect(stdout.match(/\bat \d+,\d+/g)).toHaveLength(4);
    const drawn = stdout.split('\n').slice(4);
    expect(Math.max(...drawn.map((line) => line.length))).toBeLessThan(Math.max(columns, 29));
  });
});

describe('--min-confidence', () => {
  test('prints ? where the net is less sure; --json keeps the digit', async () => {
    const json = async (...args: readonly string[]): Promise<NumberAnswer> =>
      JSON.parse((await nn(['predict', '--json', ...args], { cwd })).stdout) as NumberAnswer;
    const { digits } = await json('line.png', '--digits');
    const [least, next] = digits.map(({ confidence }) => confidence).sort((a, b) => a - b);
    const between = String((least + next) / 2);
    const { stdout } = await nn(['predict', '--digits', 'line.png', '--min-confidence', between], { cwd });
    expect(stdout).toBe(
      `${digits.map(({ digit, confidence }) => (confidence === least ? '?' : digit)).join('')}\n`,
    );
    const answer = await json('--digits', 'line.png', '--min-confidence', between);
    expect(answer).toMatchObject({ number: '0110', sure: false });
    expect(answer.digits.map(({ sure }) => sure)).toEqual(
      digits.map(({ confidence }) => confidence !== least),
    );

    expect(await json('1.png', '--min-confidence', '1')).toMatchObject({ digit: 1, sure: false });
    expect(await json('1.png', '--min-confidence', '0')).toMatchObject({ digit: 1, sure: true });
    expect(await json('1.png')).not.toHaveProperty('sure');
    expect((await nn(['predict', '1.png', '--min-confidence', '1'], { cwd })).stdout).toBe('?\n');
  });

  test.skipIf(noTerminal)('says on a terminal what it may be', async () => {
    const args = ['predict', '1.png', '--min-confidence', '1', '--no-color'];
    const { stdout } = await nnOnTerminal(args, 80, { cwd });
    expect(stdout).toMatch(/^1\.png: \? \(\d+\.\d%, below 100\.0%: perhaps a 1\)$/m);
  });
});
