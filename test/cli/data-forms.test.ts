/** The table "Data in" of docs/exchange.md, command by command, with digits of `mnist-10k` in the forms it speaks of. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { transposed } from '../../src/dataset/transpose.ts';
import { loadEmbedded } from '../../src/node/dataset/embedded.ts';
import { encodeGreyPng } from '../../src/node/decode.ts';
import { idxBytes } from '../support/idx-bytes.ts';
import { readDocument, tableRows } from '../support/markdown.ts';
import { npzBytes } from '../support/npz-bytes.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { nn, plainly } from './support/nn.ts';

const commands = tableRows(readDocument('docs/exchange.md'), /./)
  .map((cells) => /`nn (train --data .*)`/.exec(cells.at(-1) ?? '')?.[1])
  .filter((command) => command !== undefined);

const cwd = suiteFolder();
const COUNT = 40;
const { test: all } = loadEmbedded();
const picked = Array.from({ length: COUNT }, (_, k) => Math.floor((k * all!.count) / COUNT));
const digits = {
  count: COUNT,
  images: new Uint8Array(Buffer.concat(picked.map((n) => all!.images.subarray(n * 784, (n + 1) * 784)))),
  labels: Uint8Array.from(picked, (n) => all!.labels[n]),
};
const turned = transposed(digits).images;
const image = (n: number): Uint8Array => digits.images.subarray(n * 784, (n + 1) * 784);

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), content);
}

function writeIdx(folder: string, prefix: string, images = digits.images): void {
  const labels = idxBytes({ dimensions: [COUNT], elements: digits.labels });
  write(
    join(folder, `${prefix}-images-idx3-ubyte.gz`),
    gzipSync(idxBytes({ dimensions: [COUNT, 28, 28], elements: images })),
  );
  write(join(folder, `${prefix}-labels-idx1-ubyte.gz`), gzipSync(labels));
}

const rows = (write: (n: number) => readonly unknown[]): string =>
  Array.from({ length: COUNT }, (_, n) => write(n).join(',')).join('\n');

beforeAll(async () => {
  const arrays = (name: string) => ({
    [`x_${name}`]: { shape: [COUNT, 28, 28], elements: digits.images },
    [`y_${name}`]: { shape: [COUNT], elements: digits.labels },
  });
  write('mnist.npz', npzBytes({ ...arrays('train'), ...arrays('test') }));
  for (const part of ['train', 't10k']) writeIdx('torchvision/MNIST/raw', part);
  writeIdx('qmnist', 'qmnist-train');
  const wide = Buffer.alloc(COUNT * 8 * 4);
  for (const [n, label] of digits.labels.entries()) wide.writeInt32BE(label, n * 32);
  write(
    'qmnist/qmnist-train-labels-idx2-int',
    idxBytes({ type: 0x0c, dimensions: [COUNT, 8], elements: wide }),
  );
  for (const part of ['train', 'test']) writeIdx('emnist', `emnist-digits-${part}`, turned);
  writeIdx('turned', 'train', turned);
  write(
    'kaggle/train.csv',
    rows((n) => [`${digits.labels[n]}.0`, ...Array.from(image(n), (pixel) => `${pixel}.0`)]),
  );
  write(
    'kaggle/test.csv',
    rows((n) => Array.from(image(n))),
  );
  write(
    'few.csv',
    rows((n) => [digits.labels[n] === 9 ? 1 : digits.labels[n], ...image(n)]),
  );
  for (let n = 0; n < COUNT; n++) {
    const png = await encodeGreyPng(image(n), 28, 28);
    write(`folders/${n % 2 === 0 ? 'training' : 'testing'}/digit_${digits.labels[n]}/${n}.png`, png);
    write(`flat/${n}.png`, png);
  }
  write(
    'flat/labels.csv',
    rows((n) => [`${n}.png`, digits.labels[n]]),
  );
});

const quick = [
  '--hidden',
  '8',
  '--epochs',
  '1',
  '--out',
  'o.json',
  '--force',
  '--backend',
  'reference',
  ...plainly,
];

describe('the data of docs/exchange.md', () => {
  test.each(commands)('nn %s', async (command) => {
    const { code, stderr } = await nn([...command.split(' '), ...quick], { cwd });
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/\n(18|36) training and [24] validation images\n/);
    expect(stderr).not.toContain('look transposed');
    const isParted = /npz|torchvision|emnist|folders/.test(command) && !command.includes('qmnist');
    expect(stderr.includes('measure it on digits it has never seen')).toBe(isParted);
    if (command.includes('torchvision'))
      expect(stderr).toContain('\nFound IDX files in torchvision/MNIST/raw\n');
    if (command.endsWith('emnist') && !command.includes('q'))
      expect(stderr).toContain('\nImages are transposed, as EMNIST');
  });

  test('every kind is there', () => {
    expect(commands.length).toBe(7);
  });
});

test('transposed images are told, in training and in measuring, and turned with --transpose', async () => {
  const { stderr } = await nn(['train', '--data', 'turned', ...quick, '--backend', 'simd'], { cwd });
  expect(stderr).toMatch(
    /Warning: the images look transposed: of a sample, [\d.]+% are read right .* --transpose exchanges them\n/,
  );
  const asked = await nn(['train', '--data', 'turned', '--transpose', ...quick, '--backend', 'simd'], {
    cwd,
  });
  expect(asked.stderr).not.toContain('look transposed');
  const measured = await nn(['eval', '--data', 'mnist.npz', '--transpose', '--model', 'shipped'], { cwd });
  expect(measured.code).toBe(0);
});

test('digits without images, and with few, are told', async () => {
  const { stderr } = await nn(['train', '--data', 'few.csv', ...quick], { cwd });
  expect(stderr).toContain('\nThere are no images of 9: the model will not know them\n');
});
