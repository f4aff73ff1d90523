import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeGreyPng } from '../../src/node/decode.ts';
import { barPixels } from './support/digits.ts';
import { nn, nnOnTerminal, noTerminal, once, plainly } from './support/nn.ts';

const plain = ['--backend', 'reference'];

/** Without the lines that tell how far it is, which only a slow machine prints. */
const withoutProgress = (stderr: string): string => stderr.replaceAll(/^read .* left\n/gm, '');

let cwd: string;
let env: Record<string, string>;

/** `count` pictures in MNIST's form, in folders 0 to 9, of at most 250 contents. */
async function writePictures(folder: string, count: number): Promise<void> {
  const pictures: Uint8Array[] = [];
  for (let n = 0; n < Math.min(count, 250); n++)
    pictures.push(await encodeGreyPng(barPixels(n % 10, n), 28, 28));
  for (let n = 0; n < count; n++) {
    const path = join(cwd, folder, String(n % 10));
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, `${n}.png`), pictures[n % pictures.length]);
  }
}

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'nn-test-'));
  env = { NN_CACHE_DIR: join(cwd, 'cache') };
  await writePictures('digits/train', 200);
  await writePictures('digits/test', 50);
  const quick = ['--hidden', '16', '--epochs', '10', '--lr', '0.01', '--no-preprocess', ...plain, ...plainly];
  const { code, stderr } = await nn(['train', '--data', 'digits', ...quick], { cwd, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('200 pictures read, ') });
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('a folder of pictures as data', () => {
  test('is measured on its test part, and quicker the second time', async () => {
    const args = ['eval', '--data', 'digits', '--no-preprocess', '--json', ...plain];
    const first = await nn(args, { cwd, env });
    const { count, accuracy, pictures } = JSON.parse(first.stdout);
    expect({ count, accuracy, pictures }).toEqual({
      count: 50,
      accuracy: 1,
      pictures: { read: 50, cached: 0, refused: [] },
    });
    expect(withoutProgress(first.stderr)).toMatch(
      /^Evaluating .* on digits\n50 pictures read, [\d,]+ a second\n$/,
    );
    const second = await nn(args, { cwd, env });
    expect(JSON.parse(second.stdout).pictures.cached).toBe(50);
    expect(withoutProgress(second.stderr)).toMatch(
      /\n50 pictures read \(prepared before\), [\d,]+ a second\n$/,
    );
  });

  test('that the model has learnt from is told', async () => {
    const args = ['eval', '--data', 'digits/train', '--no-preprocess', ...plain];
    const { code, stdout } = await nn(args, { cwd, env });
    expect(code).toBe(0);
    expect(stdout).toContain(
      '\nThe accuracy of models/mnist.json here is not a test result: it was trained on these images.\n',
    );
    expect(stdout).toMatch(/^Accuracy {2}[\d.]+% {2}\(not of images that are new to it\)$/m);
  });

  test('leaves no trace with --no-cache', async () => {
    const own = { NN_CACHE_DIR: join(cwd, 'unused') };
    const args = ['eval', '--data', 'digits', '--no-preprocess', '--no-cache', '-q', ...plain];
    expect((await nn(args, { cwd, env: own })).code).toBe(0);
    expect(readdirSync(cwd)).not.toContain('unused');
  });

  test('names the files that it leaves out, and never sends them raw to the terminal', async () => {
    await writePictures('some', 20);
    for (const name of ['a\u001b[2J.png', 'b\nnn: all is well.png', 'c.png', 'd.png', 'e.png']) {
      writeFileSync(join(cwd, 'some/7', name), 'no picture');
    }
    const args = ['eval', '--data', 'some', '--no-preprocess', ...plain];
    const { code, stderr } = await nn(args, { cwd, env });
    expect(code).toBe(0);
    const what = 'is not a picture; use a PNG, JPEG, WebP, GIF, TIFF, AVIF, BMP, PGM or PPM file';
    expect(withoutProgress(stderr).replace(/[\d,]+ a second/, 'N a second')).toContain(
      [
        'Evaluating models/mnist.json on some',
        '20 pictures read, N a second',
        '5 files left out:',
        `  some/7/a\\x1b[2J.png ${what}`,
        `  some/7/b\\nnn: all is well.png ${what}`,
        `  some/7/c.png ${what}`,
        `  some/7/d.png ${what}`,
        `  some/7/e.png ${what}`,
        '',
      ].join('\n'),
    );
    const json = await nn([...args, '--json'], { cwd, env });
    expect(json.stdout).not.toContain('\u001b');
    expect(JSON.parse(json.stdout).pictures.refused.map(({ image }: { image: string }) => image)).toEqual([
      'some/7/a\u001b[2J.png',
      'some/7/b\nnn: all is well.png',
      'some/7/c.png',
      'some/7/d.png',
      'some/7/e.png',
    ]);
    const start = await nn(
      [
        'train',
        '--data',
        'some',
        '--no-preprocess',
        '--epochs',
        '1',
        '--hidden',
        'none',
        '--json',
        ...plain,
      ].concat('--out', 'some.json'),
      { cwd, env },
    );
    expect(JSON.parse(start.stdout.split('\n')[0])).toMatchObject({
      event: 'start',
      pictures: { read: 20, refused: { length: 5 } },
    });
  });

  test('without anything good ends with exit code 3', async () => {
    mkdirSync(join(cwd, 'bad/4'), { recursive: true });
    writeFileSync(join(cwd, 'bad/4/a.png'), '');
    const { code, stdout, stderr } = await nn(['eval', '--data', 'bad', ...plain], { cwd, env });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(
      'nn: bad holds no picture that can be used: its only picture is refused; the first: bad/4/a.png is empty',
    );
  });

  test('flags that say different things are refused, and those that say nothing are remarked', async () => {
    const both = await nn(['eval', '--data', 'digits', '--no-preprocess', '--invert', 'no'], { cwd, env });
    expect([both.code, both.stderr.split('\n')[0]]).toEqual([
      2,
      'nn: --invert: cannot be combined with --no-preprocess',
    ]);
    const idle = await nn(['eval', '--no-cache', '--invert', 'yes', ...plain], { cwd, env });
    expect(idle.stderr).toContain('--invert has no effect: mnist-10k is not a folder of pictures\n');
    expect(idle.stderr).toContain('--no-cache has no effect: mnist-10k is not a folder of pictures\n');
  });

  test('Ctrl-C while pictures are read ends it', async () => {
    await writePictures('many', 3000);
    const interrupt = once(
      (_stdout, stderr) => stderr.includes('Evaluating'),
      (child) => setTimeout(() => child.kill('SIGINT'), 100),
    );
    const { code, stdout, stderr } = await nn(['eval', '--data', 'many', '--no-cache', ...plain], {
      cwd,
      env,
      watch: interrupt,
    });
    expect({ code, stdout }, stderr).toEqual({ code: 130, stdout: '' });
  });

  test.skipIf(noTerminal !== null)(`shows a bar on a terminal (${noTerminal})`, async () => {
    const { code, stdout } = await nnOnTerminal(
      ['eval', '--data', 'digits', '--no-preprocess', '--no-cache', ...plain],
      80,
      { cwd, env },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/read {2}.*%.* left/);
  });
});

describe('a CSV file as data', () => {
  const line = (n: number): string => [n % 10, ...barPixels(n % 10, n)].join(',');

  test('is trained on and measured on, and a wrong line is named', async () => {
    const lines = Array.from({ length: 100 }, (_, n) => line(n));
    writeFileSync(join(cwd, 'digits.csv'), lines.join('\n'));
    const quick = [
      '--hidden',
      '16',
      '--epochs',
      '20',
      '--lr',
      '0.01',
      ...plain,
      ...plainly,
      '-q',
      '--out',
      'csv.json',
    ];
    expect(await nn(['train', '--data', 'digits.csv', ...quick], { cwd, env })).toMatchObject({ code: 0 });
    const { stdout } = await nn(['eval', '--data', 'digits.csv', '--model', 'csv.json', '--json', ...plain], {
      cwd,
      env,
    });
    expect(JSON.parse(stdout)).toMatchObject({ data: 'digits.csv', count: 100, accuracy: 1 });
    writeFileSync(join(cwd, 'wrong.csv'), [...lines, line(0).replace(',0', ',x')].join('\n'));
    const wrong = await nn(['eval', '--data', 'wrong.csv', ...plain], { cwd, env });
    expect(wrong).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'Evaluating models/mnist.json on wrong.csv\n' +
        'nn: wrong.csv: line 101 has pixel 0 of "x", and it must be a whole number from 0 to 255\n',
    });
  });
});

test.skipIf(process.platform !== 'linux')(
  'prepared pictures go to the cache of the user, wherever that is',
  async () => {
    await writePictures('few', 10);
    const args = ['eval', '--data', 'few', '--no-preprocess', '-q', ...plain];
    const home = join(cwd, 'home');
    const xdg = join(cwd, 'xdg');
    expect((await nn(args, { cwd, env: { HOME: home } })).code).toBe(0);
    expect(readdirSync(join(home, '.cache/nn'))).toEqual([expect.stringMatching(/^[0-9a-f]{40}\.forms$/)]);
    expect((await nn(args, { cwd, env: { HOME: home, XDG_CACHE_HOME: xdg } })).code).toBe(0);
    expect(readdirSync(join(xdg, 'nn'))).toHaveLength(1);
    expect((await nn(args, { cwd, env: { HOME: home, XDG_CACHE_HOME: 'relative' } })).code).toBe(0);
    expect(readdirSync(cwd)).not.toContain('relative');
  },
);

test('a folder that is not there is no name of a data set for nn teach', async () => {
  expect(await nn(['teach', 'nofolder', '-q'], { cwd: mkdtempSync(join(cwd, 'empty-')) })).toEqual({
    code: 3,
    stdout: '',
    stderr: 'nn: teach: there is no folder nofolder\n',
  });
});
