import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainDefaults } from '../../src/evaluation/explain.ts';
import { formatModel } from '../../src/network/model-file.ts';
import { encodeGreyPng } from '../../src/node/decode.ts';
import { everyLayerModel } from '../support/small-model.ts';
import { nn, nnFromFile, nnOnTerminal, noTerminal } from './support/nn.ts';
import { formPng, linePng, makeReaderFolder } from './support/noughts-and-ones.ts';

let cwd: string;
const data = ['--data', 'data'];

beforeAll(async () => {
  cwd = await makeReaderFolder();
  const names = 'abcdefghij'.split('');
  const every = { ...everyLayerModel(), classNames: names };
  writeFileSync(join(cwd, 'every.json'), [...formatModel(every)].join(''));
  writeFileSync(join(cwd, 'form.png'), await formPng(1));
  mkdirSync(join(cwd, 'numbers'));
  writeFileSync(join(cwd, 'numbers', '01.png'), await linePng([0, 1], 0.5));
  writeFileSync(join(cwd, 'numbers', 'broken.png'), await brokenPng());
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** A one whose stroke is broken twice. */
async function brokenPng(): Promise<Uint8Array> {
  const side = 112;
  const pixels = new Uint8Array(side * side).fill(255);
  for (const [from, to] of [
    [12, 40],
    [50, 66],
    [76, 104],
  ])
    for (let y = from; y < to; y++) pixels.fill(0, y * side + 52, y * side + 60);
  return encodeGreyPng(pixels, side, side);
}

interface Json {
  readonly digit: number;
  readonly confidence: number;
  readonly pixels: number[];
  readonly preprocessing: object | null;
  readonly layers: { text: string; values?: number[]; strongest: { unit: number; values?: number[] }[] }[];
  readonly occlusion: { window: number; drops: number[]; mostFor: { drop: number } | null };
  readonly nearest: null | {
    data: string;
    learntFrom: boolean;
    images: { label: number; distance: number; pixels: number[] }[];
  };
}

async function json(...args: readonly string[]): Promise<Json> {
  const { code, stdout, stderr } = await nn(['explain', ...args, '--json'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Json;
}

describe('nn explain', () => {
  test('in a pipe: all of it in plain characters', async () => {
    const { code, stdout, stderr } = await nn(['explain', '1.png', ...data], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^1\.png: 1 \(\d+\.\d%, then \d: \d+\.\d%\)\ndark ink on light paper/);
    expect(stdout).toMatch(/^Occlusion: how the confidence in 1 changes with 5x5 pixels covered$/m);
    expect(stdout).toMatch(/: to @ {2}supports 1$/m);
    expect(stdout).toMatch(/Most for it: around row \d+, column \d+\n.*\d%.* -> \d+\.\d%/);
    expect(stdout).toMatch(/^dense 8, relu {2}8 +\d+\.\d% of 8 active\n {2}#\d: \d+\.\d\d, /m);
    expect(stdout).toMatch(/^dense 10 +10 {2}logits: 1: \d+\.\d\d, /m);
    expect(stdout).toContain(
      'Nearest of the 40 digits that it was trained on\nby dense 8, relu; 8 of these 8 show 1',
    );
    expect(stdout).toMatch(/^(1 {2}#\d+ +){4,}/m);
    expect(stdout).not.toMatch(/[^\P{Control}\n]/u);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('--json has the same in numbers', async () => {
    const explained = await json('0.png', ...data);
    const predicted = JSON.parse((await nn(['predict', '0.png', '--json'], { cwd })).stdout) as object;
    expect(explained).toMatchObject({ ...predicted, model: 'models/mnist.json' });
    expect(explained.pixels).toHaveLength(784);
    expect(explained.layers.map(({ text, values }) => [text, values?.length])).toEqual([
      ['dense 8, relu', 8],
      ['dense 10', 10],
    ]);
    const { window, drops, mostFor } = explained.occlusion;
    expect([window, drops.length]).toEqual([explainDefaults.window, 784]);
    expect(mostFor?.drop).toBeCloseTo(Math.max(...drops), 4);
    const { learntFrom, images } = explained.nearest!;
    expect([learntFrom, images.length]).toEqual([true, explainDefaults.nearest]);
    for (const { label, pixels } of images) expect([label, pixels.length]).toEqual([0, 784]);
    const distances = images.map(({ distance }) => distance);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
  });

  test('convolutions, names of classes, other data, no neighbours', async () => {
    const every = ['--model', 'every.json'];
    const explained = await json('1.png', ...every, ...data, '--nearest', '3', '--window', '1');
    expect(explained).toMatchObject({
      name: expect.stringMatching(/^[a-j]$/),
      runnerUp: { name: expect.any(String) },
    });
    expect(explained.nearest).toMatchObject({ data: 'data', learntFrom: false });
    expect(explained.nearest!.images).toHaveLength(3);
    const [conv, ...rest] = explained.layers;
    expect(conv).toMatchObject({ text: 'conv 3 3x3 padding 1, relu' });
    expect(conv.values).toBeUndefined();
    expect(conv.strongest.map(({ values }) => values?.length)).toEqual([784, 784, 784]);
    expect(rest.map(({ text }) => text)).toEqual([
      'maxpool 3',
      'conv 2 2x3 stride 2, gelu',
      'avgpool 2 stride 1',
      'dense 5, tanh',
      'dense 4, leaky-relu 0.2',
      'dense 4, sigmoid',
      'dense 10',
    ]);
    expect((await json('1.png', ...every, '--nearest', '0')).nearest).toBeNull();
    const { stdout } = await nn(['explain', '1.png', ...every, ...data], { cwd });
    expect(stdout).toMatch(/^1\.png: [a-j] \(.*, then [a-j]: /);
    expect(stdout).toContain(
      'Nearest of 40 digits of data (it was trained on made up)\nby dense 4, sigmoid; ',
    );
  });

  test('standard input; a picture in the form already', async () => {
    const { stdout } = await nnFromFile('1.png', ['explain', '-', '--nearest', '0'], { cwd });
    expect(stdout).toMatch(/^standard input: 1 /);
    const asItIs = await json('form.png', '--no-preprocess', '--nearest', '0');
    expect(asItIs).toMatchObject({ digit: 1, preprocessing: null });
    const inverted = await json('form.png', '--invert', 'yes', '--nearest', '0');
    expect(inverted).toMatchObject({ digit: 1, preprocessing: { inverted: true } });
  });

  test('the digit of a picture is the one that nn predict reads there, also of several and of a broken one', async () => {
    const predicted = async (...args: string[]) =>
      JSON.parse((await nn(['predict', ...args, '--json'], { cwd })).stdout) as object;
    const image = 'numbers/01.png';
    const { number, digits } = (await predicted(image)) as { number: string; digits: object[] };
    expect(digits.length).toBeGreaterThan(1);
    const told = await nn(['explain', image], { cwd });
    expect(told).toMatchObject({ code: 3, stdout: '' });
    const several = `shows ${digits.length} digits, ${number}: choose one with --digit 1 to ${digits.length}, or treat`;
    expect(told.stderr).toContain(`nn: ${image} ${several} all as a single digit with --one\n`);
    const [last] = digits.slice(-1) as Pick<Json, 'digit' | 'confidence'>[];
    const chosen = await json(image, '--digit', String(digits.length), '--nearest', '0');
    expect(chosen).toMatchObject({
      digit: last.digit,
      confidence: last.confidence,
      digitsFound: digits.length,
    });
    for (const args of [[image, '--one'], ['numbers/broken.png']]) {
      expect(await json(...args, '--nearest', '0')).toMatchObject({
        ...(await predicted(...args)),
        model: 'models/mnist.json',
      });
    }
    const absent = await nn(['explain', '1.png', '--digit', '2'], { cwd });
    expect(absent).toEqual({ code: 3, stdout: '', stderr: 'nn: --digit 2: 1.png shows one digit\n' });
  });

  test('neither threads nor backend change a digit', async () => {
    const [first, ...others] = await Promise.all(
      [
        ['--threads', '1'],
        ['--threads', '3'],
        ['--backend', 'reference'],
      ].map((speed) => nn(['explain', '0.png', ...data, '--json', ...speed], { cwd })),
    );
    for (const { stdout } of others) expect(stdout).toBe(first.stdout);
  });

  test('what cannot be explained', async () => {
    const one = (args: readonly string[]) => nn(['explain', ...args], { cwd });
    for (const bad of ['none.png', 'empty.png', 'text.png', 'blank.png']) {
      const { code, stdout, stderr } = await one([bad]);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toMatch(new RegExp(`^nn: ${bad} .*\n$`));
    }
    const told = await one(['blank.png', '--json']);
    expect(told.code).toBe(3);
    expect(JSON.parse(told.stdout)).toEqual({
      image: 'blank.png',
      error: { kind: 'picture', message: told.stderr.slice('nn: '.length).trimEnd() },
    });
    expect(await one(['1.png', '--model', 'none.json'])).toMatchObject({ code: 4, stdout: '' });
    expect(await one(['1.png', '--model', '1.png'])).toMatchObject({ code: 4, stdout: '' });
    expect(await one(['1.png', '--data', 'nowhere'])).toMatchObject({ code: 3, stdout: '' });
    expect(await one(['*.png'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'nn: explain: takes one picture, and *.png stands for 6\nSee: nn help explain\n',
    });
    expect(await one(['1.png', ...data, '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe.skipIf(noTerminal)(`nn explain on a terminal${noTerminal ? `: ${noTerminal}` : ''}`, () => {
  const args = ['explain', '1.png', '--model', 'every.json', ...data];

  test.each([40, 80, 120])('%d columns without colours: nothing is cut or escaped', async (columns) => {
    const { code, stdout } = await nnOnTerminal(args, columns, { cwd, env: { NO_COLOR: '1', TERM: 'dumb' } });
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/[^\P{Control}\n]/u);
    const pictures = stdout.split('\n').filter((line) => !/\w{3}|, /.test(line));
    expect(pictures.length).toBeGreaterThan(60);
    for (const line of pictures) expect(line.length).toBeLessThanOrEqual(columns);
  });

  test('with 256 colours the digit itself is coloured, with 16 its characters are', async () => {
    const many = await nnOnTerminal(args, 80, { cwd });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
    expect(many.stdout).toMatch(/\u001b\[38;5;\d+m\u001b\[48;5;16mblue/);
    expect(many.stdout).toContain('▀');
    const few = await nnOnTerminal(args, 80, { cwd, env: { FORCE_COLOR: '1' } });
    expect(few.stdout).toContain('\u001b[36m: to @');
    expect(few.stdout).not.toContain('▀');
  });
});
