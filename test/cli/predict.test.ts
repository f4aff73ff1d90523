import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noPosix } from '../support/system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { nn, nnIntoHead, nnOnTerminal, noTerminal } from './support/nn.ts';
import { drawingPng, makeReaderFolder } from './support/noughts-and-ones.ts';

const shipped = existsSync(fileURLToPath(new URL('../../models/digits.json', import.meta.url)));

let cwd: string;

beforeAll(async () => {
  cwd = await makeReaderFolder();
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('nn predict', () => {
  test('in a pipe: path, tab and digit of each of several, in the order asked for; the digit alone of one', async () => {
    const images = ['1.png', '0.png', ...Array<string>(20).fill('1.png'), '0.png'];
    expect(await nn(['predict', ...images], { cwd })).toEqual({
      code: 0,
      stdout: images.map((image) => `${image}\t${image[0]}\n`).join(''),
      stderr: '',
    });
    expect((await nn(['predict', '1.png'], { cwd })).stdout).toBe('1\n');
  });

  test('a bad picture does not stop the others, and keeps its line: exit code 3', async () => {
    const bad = ['none.png', 'empty.png', 'text.png', 'blank.png', 'data'];
    const { code, stdout, stderr } = await nn(['predict', '1.png', ...bad, '0.png'], { cwd });
    const empty = bad.map((name) => `${name}\t\n`).join('');
    expect({ code, stdout }).toEqual({ code: 3, stdout: `1.png\t1\n${empty}0.png\t0\n` });
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(bad.length);
    for (const [n, name] of bad.entries()) expect(lines[n]).toMatch(new RegExp(`^nn: ${name} `));
  });

  test.skipIf(!shipped)('several models read together, by the mean of their probabilities', async () => {
    const own = 'models/mnist.json';
    const other = fileURLToPath(new URL('../../models/digits.json', import.meta.url));
    const probabilitiesBy = async (...models: string[]): Promise<number[]> => {
      const named = models.flatMap((model) => ['--model', model]);
      return JSON.parse((await nn(['predict', '1.png', '--json', ...named], { cwd })).stdout).probabilities;
    };
    const [first, second, both] = [
      await probabilitiesBy(own),
      await probabilitiesBy(other),
      await probabilitiesBy(own, other),
    ];
    expect(both).not.toEqual(first);
    expect(both).toEqual(first.map((probability, digit) => Math.fround((probability + second[digit]) / 2)));
  });

  test('--json prints the keys of the contract', async () => {
    const { code, stdout } = await nn(['predict', '--json', '0.png', 'blank.png'], { cwd });
    expect(code).toBe(3);
    const [good, bad] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(good).toEqual({
      image: '0.png',
      model: 'models/mnist.json',
      digit: 0,
      confidence: expect.any(Number),
      probabilities: Array.from({ length: 10 }, () => expect.any(Number)),
      number: '0',
      digitsFound: 1,
      preprocessing: {
        inverted: false,
        sheet: null,
        box: { x: 7, y: 5, width: 14, height: 18 },
        threshold: expect.any(Number),
        gridRemoved: 0,
        specksRemoved: 0,
        strokeWidth: expect.any(Number),
        strokeAdjusted: expect.any(Number),
      },
    });
    expect(good.confidence).toBe(good.probabilities[0]);
    expect(bad).toEqual({
      image: 'blank.png',
      model: 'models/mnist.json',
      error: { kind: 'picture', message: expect.stringMatching(/^blank\.png shows no digit: /) },
    });
  });

  test('--quiet prints the digits, and errors alone beside them', async () => {
    expect(await nn(['predict', '-q', '1.png'], { cwd })).toEqual({ code: 0, stdout: '1\n', stderr: '' });
    const { code, stdout, stderr } = await nn(['predict', '-q', '1.png', 'empty.png'], { cwd });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '1.png\t1\nempty.png\t\n' });
    expect(stderr).toContain('empty.png');
  });

  test('names with escape codes are shown, not obeyed', async () => {
    const name = '\u001b[31m\u0007evil\u009b2J.png';
    writeFileSync(join(cwd, name), await drawingPng(1));
    const json = await nn(['predict', '--json', name], { cwd });
    expect(JSON.parse(json.stdout)).toMatchObject({ image: name, digit: 1 });
    const missing = await nn(['predict', `${name}.none`], { cwd });
    for (const text of [json.stdout, missing.stderr]) expect(text).not.toMatch(/[^\P{Control}\n]/u);
  });

  test.skipIf(noPosix)('a reader that goes away ends it quietly', async () => {
    const images = Array<string>(60).fill('1.png');
    expect(await nnIntoHead(['predict', ...images], { cwd })).toEqual({
      code: 0,
      stdout: '1.png\t1\n',
      stderr: '',
    });
  });

  test('without a model of its own', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, '1.png'), await drawingPng(1));
    const { code, stdout, stderr } = await nn(['predict', '1.png'], { cwd });
    if (shipped) {
      expect({ code, stdout }).toEqual({ code: 0, stdout: '1\n' });
      expect(stderr).toContain('using the one that ships with nn');
    } else {
      expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
      expect(stderr).toBe(
        'nn: no model at models/mnist.json: make one with `nn train`, or name one with --model\n',
      );
    }
  });
});

describe.skipIf(noTerminal)(`nn predict on a terminal${noTerminal ? `: ${noTerminal}` : ''}`, () => {
  test.each([80, 120])('%d columns: the picture in shades beside ten bars', async (columns) => {
    const { code, stdout } = await nnOnTerminal(['predict', '1.png', '--no-color'], columns, { cwd });
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines).toHaveLength(19); // the model, the name, what was done, 14 of the picture, an empty one, and what follows the last line end
    expect(lines[1]).toMatch(/^1\.png: 1 \(\d+\.\d%\)$/);
    expect(lines[2]).toMatch(/^dark ink on light paper/);
    expect(stdout).toMatch(/^ {12}[ .:=+*#%@-]{2,} +0 /m);
    for (let digit = 0; digit < 10; digit++) {
      expect(lines[5 + digit]).toMatch(new RegExp(`^.{28} {3}${digit} .* +\\d+\\.\\d%$`));
    }
    for (const line of lines) expect(line.length).toBeLessThan(columns);
  });

  test('with colours: half blocks in greys', async () => {
    const { stdout } = await nnOnTerminal(['predict', '1.png'], 80, { cwd });
    expect(stdout).toContain('\u001b[38;5;16m\u001b[48;5;16m▀▀');
  });

  test('a narrow terminal shows the bars alone', async () => {
    const { stdout } = await nnOnTerminal(['predict', '1.png', '--no-color'], 40, { cwd });
    expect(stdout.trimEnd().split('\n')).toHaveLength(14);
  });

  const beside = (stdout: string): boolean => /_Ga=T,f=100,q=2,c=\d+,r=14,m=[01];/.test(stdout);

  test('that shows images: the picture as well, beside the rest or above it', async () => {
    const kitty = { TERM: 'xterm-kitty' };
    const { stdout } = await nnOnTerminal(['predict', '1.png', 'no.png'], 100, { cwd, env: kitty });
    expect(beside(stdout)).toBe(true);
    expect(stdout.match(/\[31C/g)?.length).toBeGreaterThanOrEqual(10);
    const narrow = await nnOnTerminal(['predict', '1.png', '--digits'], 60, { cwd, env: kitty });
    expect(narrow.stdout).toContain('_Ga=T,f=100,q=2,');
    expect(narrow.stdout).not.toContain('[31C');
    const sixel = await nnOnTerminal(['predict', '1.png', '--picture', 'sixel'], 60, { cwd });
    expect(sixel.stdout).toContain('P0;1;q');
  });

  test.each([
    [['--picture', 'none'], {}],
    [['--no-color'], {}],
    [['--json'], {}],
    [[], { TMUX: '/tmp/tmux,1,0' }],
  ])('shows none with %j, %j', async (flags, env) => {
    const { stdout } = await nnOnTerminal(['predict', '1.png', ...flags], 100, {
      cwd,
      env: { TERM: 'xterm-kitty', ...env },
    });
    expect(beside(stdout)).toBe(false);
    expect(stdout).toContain('1');
  });

  test('says so where the images asked for would not get to the terminal', async () => {
    const asked = ['predict', '1.png', '--picture', 'kitty'];
    const { code, stdout } = await nnOnTerminal(asked, 100, { cwd, env: { TMUX: '/tmp/tmux,1,0' } });
    expect(code).toBe(2);
    expect(stdout).toContain('--picture: tmux and screen do not pass the images of kitty on');
  });
});

test('nn predict in a pipe never prints a picture', async () => {
  const env = { TERM: 'xterm-kitty', KITTY_WINDOW_ID: '1' };
  const { stdout } = await nn(['predict', '1.png', '--picture', 'kitty'], { cwd, env });
  expect(stdout).toBe('1\n');
});
