/** Answers of `nn predict` for programs and competitions: rows, CSV, files, and paths that come one by one. */

import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadEmbedded } from '../../src/node/dataset/embedded.ts';
import { encodeGreyPng } from '../../src/node/decode.ts';
import { idxBytes } from '../support/idx-bytes.ts';
import { root } from '../support/markdown.ts';
import { npyBytes, npzBytes } from '../support/npz-bytes.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { nn } from './support/nn.ts';

const cwd = suiteFolder();
const { test: all } = loadEmbedded();
const COUNT = 10;
const images = new Uint8Array(
  Buffer.concat(
    Array.from({ length: COUNT }, (_, digit) => {
      const at = all!.labels.indexOf(digit) * 784;
      return all!.images.subarray(at, at + 784);
    }),
  ),
);
const row = (n: number): string => images.subarray(n * 784, (n + 1) * 784).join(',');
const rows = Array.from({ length: COUNT }, (_, n) => row(n)).join('\n');
const names = Array.from({ length: 784 }, (_, n) => `pixel${n}`).join(',');
/** The first test image of each class: the shipped model has learnt from them all. */
const DIGITS = '0123456789'.split('');

const predict = (...args: string[]) => nn(['predict', '--model', 'shipped', ...args], { cwd });

let seven: Uint8Array;
beforeAll(async () => {
  writeFileSync(join(cwd, 'test.csv'), `${names}\n${rows}\n`);
  writeFileSync(
    join(cwd, 'labelled.csv'),
    Array.from({ length: COUNT }, (_, n) => `${n},${row(n)}`).join('\n'),
  );
  writeFileSync(join(cwd, 'test.csv.txt'), `${names}\n${rows}\n`);
  writeFileSync(join(cwd, 'rows'), gzipSync(rows.replaceAll(',', ' ')));
  const npz = npzBytes({ x_test: { shape: [COUNT, 28, 28], elements: images } });
  for (const name of ['x.npz', 'x.zip']) writeFileSync(join(cwd, name), npz);
  writeFileSync(join(cwd, 'x.npy'), npyBytes({ shape: [COUNT, 784], elements: images }));
  const idx = idxBytes({ dimensions: [COUNT, 28, 28], elements: images });
  for (const name of ['t10k-images-idx3-ubyte', 'x.bin']) writeFileSync(join(cwd, name), idx);
  seven = await encodeGreyPng(images.subarray(7 * 784, 8 * 784), 28, 28);
  writeFileSync(join(cwd, 'seven.png'), seven);
  writeFileSync(join(cwd, 'a "b",c.png'), seven);
});

describe('the rows of a file', () => {
  test.each([
    'test.csv',
    'test.csv.txt',
    'rows',
    'x.npz',
    'x.zip',
    'x.npy',
    't10k-images-idx3-ubyte',
    'x.bin',
  ])('%s: the number and the digit of each', async (file) => {
    const { code, stdout } = await predict(file);
    expect([code, stdout]).toEqual([0, DIGITS.map((digit, n) => `${n + 1}\t${digit}\n`).join('')]);
  });

  test('the digits alone with --quiet, and objects with --json', async () => {
    const { stdout } = await predict('test.csv', '-q');
    expect(stdout).toBe(`${DIGITS.join('\n')}\n`);
    const objects = (await predict('test.csv', '--json')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(objects.map(({ image, row, digit }) => [image, row, digit])).toEqual(
      DIGITS.map((digit, n) => ['test.csv', n + 1, Number(digit)]),
    );
    expect(objects[0].probabilities.length).toBe(10);
  });

  test('as Kaggle takes them, in a file that is never replaced unasked', async () => {
    const expected = `ImageId,Label\n${DIGITS.map((digit, n) => `${n + 1},${digit}\n`).join('')}`;
    const { code, stdout } = await predict('test.csv', '--out', 'submission.csv');
    expect([code, stdout, readFileSync(join(cwd, 'submission.csv'), 'utf8')]).toEqual([0, '', expected]);
    const again = await predict('test.csv', '--out', 'submission.csv');
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringContaining('--out: submission.csv exists already; add --force to replace it'),
    ]);
    writeFileSync(join(cwd, 'submission.csv'), 'old');
    expect((await predict('x.npz', '--out', 'submission.csv', '--force')).code).toBe(0);
    expect(readFileSync(join(cwd, 'submission.csv'), 'utf8')).toBe(expected);
    expect(readdirSync(cwd).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('with --out -: on standard output', async () => {
    expect((await predict('test.csv', '-q', '--out', '-')).stdout).toBe(`${DIGITS.join('\n')}\n`);
  });

  test('with labels: those are left aside, and what compares with them is named', async () => {
    const { stdout, stderr } = await predict('labelled.csv', '-q');
    expect([stdout, stderr]).toEqual([`${DIGITS.join('\n')}\n`, '']);
    expect((await predict('labelled.csv')).stderr).toContain(
      'The labels of labelled.csv are ignored; nn eval --data labelled.csv evaluates the model on them',
    );
  });

  test.each<[string[], string]>([
    [['test.csv', 'seven.png'], 'predict: test.csv holds images in rows; give it alone'],
    [['test.csv', '--one'], '--one: is for pictures, and test.csv holds images in rows'],
    [['seven.png', '--csv', '--json'], '--csv: cannot be combined with --json'],
    [['seven.png', '--force'], '--force: does nothing without --out or --save-preprocessed'],
    [['seven.png', '--watch-stdin'], '--watch-stdin: takes its pictures from standard input alone'],
    [['--watch-stdin', '--out', 'a'], '--out: cannot be combined with --watch-stdin'],
    [['seven.png', '--out', 'absent/a.csv'], '--out: the folder absent does not exist'],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await predict(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`nn: ${message}`)]);
  });
});

test('in a pipe, answers of low confidence are remarked, where nothing else marks them', async () => {
  copyFileSync(join(root, 'docs', 'letter.png'), join(cwd, 'letter.png'));
  writeFileSync(join(cwd, 'grey.csv'), `${names}\n${new Uint8Array(784).fill(99).join(',')}\n`);
  const one = 'The confidence of the answer is below 50%: --min-confidence 0.5 prints ? instead\n';
  expect(await predict('letter.png')).toMatchObject({ code: 0, stdout: '1\n', stderr: one });
  expect((await predict('grey.csv')).stderr).toContain(one);
  const two = 'The confidence of 1 of 2 answers is below 50%: --min-confidence 0.5 prints ? instead\n';
  expect((await predict('letter.png', 'seven.png')).stderr).toBe(two);
  for (const flags of [['-q'], ['--min-confidence', '0.5'], ['--json'], ['--csv']])
    expect((await predict('letter.png', ...flags)).stderr).toBe('');
});

test('pictures of text are no rows, and text of other kinds is no picture', async () => {
  const pixels = Array.from(images.subarray(7 * 784, 8 * 784), (value) => 255 - value).join(' ');
  writeFileSync(join(cwd, 'seven.txt'), `P2 28 28 255 ${pixels}`);
  writeFileSync(join(cwd, 'notes.txt'), 'a,b\n'.repeat(1000));
  expect((await predict('seven.txt', '-q')).stdout).toBe('7\n');
  expect((await predict('notes.txt')).stderr).toContain('nn: notes.txt is not a picture; ');
});

test('rows of dark ink are reported, and one array may be one image or none', async () => {
  const dark = npyBytes({ shape: [28, 28], elements: images.slice(0, 784).map((value) => 255 - value) });
  writeFileSync(join(cwd, 'dark.npy'), dark);
  expect((await predict('dark.npy')).stderr).toContain('The images look inverted: ');
  expect((await predict('x.npy')).stderr).not.toContain('inverted');
  writeFileSync(join(cwd, 'labels.npy'), npyBytes({ shape: [COUNT], elements: images.slice(0, COUNT) }));
  const { code, stderr } = await predict('labels.npy');
  expect([code, stderr]).toEqual([
    3,
    expect.stringContaining('labels.npy holds no images of 28x28 pixels: '),
  ]);
});

test('pictures as CSV: quoted where they must be, and a line for one that cannot be read', async () => {
  const { code, stdout } = await predict('--csv', 'a "b",c.png', 'none.png', 'seven.png');
  expect(code).toBe(3);
  expect(stdout.replace(/0\.\d+|1\.0+/g, 'P')).toBe(
    'image,digit,confidence,number\n"a ""b"",c.png",7,P,7\nnone.png,,,\nseven.png,7,P,7\n',
  );
});

describe('paths on standard input', () => {
  test('are answered one by one, as they come', async () => {
    let asked = 0;
    const { code, stdout, stderr } = await nn(['predict', '--watch-stdin', '--model', 'shipped'], {
      cwd,
      open: true,
      started: (child) => child.stdin?.write('seven.png\n'),
      watch: (child, out) => {
        const answered = out.split('\n').length - 1;
        if (answered <= asked) return;
        asked = answered;
        if (answered === 1) child.stdin?.write('none.png\r\n\n');
        else if (answered === 2) child.stdin?.end('a "b",c.png');
      },
    });
    expect(stdout).toBe('seven.png\t7\nnone.png\t\na "b",c.png\t7\n');
    expect([code, stderr]).toEqual([3, 'nn: none.png does not exist; check the path\n']);
  });

  test('that are pictures, or no paths, have an answer too', async () => {
    const input = Buffer.concat([
      seven,
      Buffer.from('\n-\n'),
      Buffer.alloc(200_000, 97),
      Buffer.from('\nseven.png\n'),
    ]);
    const { code, stdout, stderr } = await nn(['predict', '--watch-stdin', '--model', 'shipped'], {
      cwd,
      input,
    });
    expect(code).toBe(3);
    expect(stdout.endsWith('\nseven.png\t7\n')).toBe(true);
    expect(stderr).toContain('give paths, not pictures');
    expect(stderr).toContain('- is not a path');
    expect(stderr).toContain('a line has more than 65536 bytes');
  });
});

describe('two pictures in one stream are refused, not half read', async () => {
  const sharp = (await import('sharp')).default;
  const grey = sharp(images.subarray(0, 784), { raw: { width: 28, height: 28, channels: 1 } });
  const files = {
    png: await grey.png().toBuffer(),
    jpeg: await grey.jpeg().toBuffer(),
    gif: await grey.gif().toBuffer(),
    webp: await grey.webp().toBuffer(),
    pgm: Buffer.concat([Buffer.from('P5 28 28 255\n'), images.subarray(0, 784)]),
  };
  const { refuseSecondImage } = await import('../../src/image/decode/second-image.ts');
  const { checkFormat } = await import('../../src/image/decode/image-format.ts');

  test.each(Object.keys(files) as (keyof typeof files)[])('%s', (kind) => {
    const one = files[kind];
    const format = checkFormat(one, 'it');
    for (const other of Object.values(files)) {
      const both = Buffer.concat([one, other]);
      expect(() => refuseSecondImage(both, format, 'it')).toThrow(
        'it holds more than one picture; give one at a time',
      );
    }
    refuseSecondImage(one, format, 'it');
    refuseSecondImage(Buffer.concat([one, Buffer.from('\n\0\n')]), format, 'it');
    refuseSecondImage(Buffer.concat([one, Buffer.from('some tail of a camera')]), format, 'it');
    for (let end = 0; end < one.length; end += 7) refuseSecondImage(one.subarray(0, end), format, 'it'); // no hang
  });

  test('on standard input', async () => {
    const input = Buffer.concat([files.png, files.png]);
    const { code, stdout, stderr } = await nn(['predict', '-', '--model', 'shipped'], { cwd, input });
    expect([code, stdout, stderr]).toEqual([
      3,
      '',
      expect.stringContaining('standard input holds more than one picture'),
    ]);
  });
});
