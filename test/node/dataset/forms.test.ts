/** The forms in which people have MNIST on disk: each is found and read, or refused with what was looked for. */

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { hasTestSplit, openDataset } from '../../../src/node/dataset/open.ts';
import { encodeGreyPng } from '../../../src/node/decode.ts';
import { dataErrorOf } from '../../support/data-error.ts';
import { idxBytes, idxImages, idxLabels } from '../../support/idx-bytes.ts';
import { madeImages } from '../../support/made-digits.ts';
import { npzBytes } from '../../support/npz-bytes.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

type Files = Readonly<Record<string, Uint8Array | string>>;

function folderOf(files: Files): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

const images = idxImages(2);
const labels = idxLabels(3, 4);
const IMAGES = 'train-images-idx3-ubyte';
const LABELS = 'train-labels-idx1-ubyte';
const idx = (below: string, part = 'train', mark = '-'): Record<string, Uint8Array> => ({
  [join(below, `${part}-images${mark}idx3-ubyte`)]: images,
  [join(below, `${part}-labels${mark}idx1-ubyte`)]: labels,
});

/** The first block of a tar archive. */
function tarOf(name: string): Uint8Array {
  const block = Buffer.alloc(512);
  block.write(name);
  block.write('ustar', 257);
  return block;
}

/** QMNIST's labels: eight 32-bit integers, the class first. */
const qmnist = (() => {
  const elements = Buffer.alloc(2 * 8 * 4);
  for (const [n, label] of [3, 4].entries())
    for (let k = 0; k < 8; k++) elements.writeInt32BE(k === 0 ? label : 1000 * k, (n * 8 + k) * 4);
  return idxBytes({ type: 0x0c, dimensions: [2, 8], elements });
})();

describe('IDX files are found', () => {
  test.each<[string, Files, string[]]>([
    ['as torchvision keeps them', idx('MNIST/raw'), ['Found IDX files in /MNIST/raw']],
    [
      'each in a folder of its name',
      { [`${IMAGES}/${IMAGES}`]: images, [`${LABELS}/${LABELS}`]: labels },
      [],
    ],
    [
      'beside such folders, as in the archive of Kaggle',
      {
        ...idx('', 'train', '.'),
        [`${IMAGES}/${IMAGES}`]: new Uint8Array(),
        [`${LABELS}/${LABELS}`]: new Uint8Array(),
      },
      [],
    ],
    [
      'in capitals',
      { 'Train-Images-IDX3-ubyte': images, 'Train-Labels-IDX1-ubyte.GZ': gzipSync(labels) },
      [],
    ],
    [
      'with the labels of QMNIST',
      { 'qmnist-train-images-idx3-ubyte': images, 'qmnist-train-labels-idx2-int.gz': gzipSync(qmnist) },
      ['Reading the files qmnist-*'],
    ],
    ['with those under the names of MNIST', { [IMAGES]: images, [LABELS]: qmnist }, []],
  ])('%s', async (_, files, remarks) => {
    const folder = folderOf(files);
    const dataset = await openDataset(folder);
    expect(dataset.name).toBe(folder);
    expect(Array.from(dataset.train!.labels)).toEqual([3, 4]);
    expect(Buffer.from(dataset.train!.images).equals(Buffer.from(images.subarray(16)))).toBe(true);
    expect((dataset.remarks ?? []).map((text) => text.replaceAll(folder, ''))).toEqual(remarks);
  });

  test('with test- for t10k-', async () => {
    const folder = folderOf({ ...idx(''), ...idx('', 'test') });
    expect((await openDataset(folder)).test?.count).toBe(2);
    expect(await hasTestSplit(folder)).toBe(true);
  });

  test('of EMNIST: its digits, turned the right way, unless that is not wanted', async () => {
    const folder = folderOf({
      ...idx('gzip', 'emnist-letters-train'),
      ...idx('gzip', 'emnist-digits-train'),
      ...idx('gzip', 'emnist-digits-test'),
    });
    const { train, test: tests, remarks } = await openDataset(folder);
    expect(tests?.count).toBe(2);
    const turned = Uint8Array.from(
      { length: 784 },
      (_, k) => images[16 + (k % 28) * 28 + Math.floor(k / 28)],
    );
    expect(Array.from(train!.images.subarray(0, 784))).toEqual(Array.from(turned));
    expect(remarks?.join()).toMatch(/Reading the files emnist-digits-\*,Images are transposed/);
    const asTheyAre = await openDataset(folder, { train: true }, { transpose: false });
    expect(Buffer.from(asTheyAre.train!.images).equals(Buffer.from(images.subarray(16)))).toBe(true);
    const plain = folderOf(idx(''));
    const forced = await openDataset(plain, { train: true }, { transpose: true });
    expect(Array.from(forced.train!.images.subarray(0, 784))).toEqual(Array.from(turned));
  });

  test('of several sets, none of them plain: refused', async () => {
    const folder = folderOf({ ...idx('', 'kuzushiji-train'), ...idx('', 'fashion-train') });
    expect(await dataErrorOf(() => openDataset(folder))).toContain('holds several data sets (');
  });
});

describe('images are found', async () => {
  const made = madeImages(10);
  const png = await encodeGreyPng(made.images.subarray(0, 784), 28, 28);
  const other = await encodeGreyPng(made.images.subarray(784, 2 * 784), 28, 28);
  const open = (folder: string, parts = {}) => openDataset(folder, parts, { preprocess: false });

  test.each<[string, Files, number[], number[] | null, RegExp | null]>([
    ['by words', { 'zero/a.png': png, 'Nine/a.png': other }, [0, 9], null, null],
    [
      'by other names of digits',
      { 'digit_3/a.png': png, '04/a.png': other, 'class 7/a.png': png, '8_eight/a.png': png },
      [3, 4, 7, 8],
      null,
      null,
    ],
    [
      'in training and testing',
      { 'training/3/a.png': png, 'testing/4/a.png': other },
      [3],
      [4],
      /^testing\/ is the test part$/,
    ],
    [
      'in Train and Test',
      { 'Train/3/a.png': png, 'Test/4/a.png': other },
      [3],
      [4],
      /^Test\/ is the test part$/,
    ],
    [
      'with validation for a test',
      { 'train/3/a.png': png, 'val/4/a.png': other },
      [3],
      [4],
      /^val\/ is taken for the test part; training leaves it aside$/,
    ],
    [
      'in three parts',
      { 'train/3/a.png': png, 'valid/4/a.png': other, 'test/5/a.png': other },
      [3],
      [5],
      /^valid\/ is left aside: validation images are split off train\/ \(--validation\)$/,
    ],
    [
      'in a folder within',
      { 'mnist/digits/6/a.png': png, '__MACOSX/6/a.png': other, '.git/3/b.png': other },
      [6],
      null,
      /^Found folders of images in .*digits$/,
    ],
    [
      'beside folders of no digit',
      { '1/a.png': png, 'scribbles/a.png': other },
      [1],
      null,
      /^Ignored, because their names are not digits: scribbles\/$/,
    ],
    [
      'flat, with a list',
      { 'labels.csv': 'filename,label\na.png,3\nsub/b.png,7\n', 'a.png': png, 'sub/b.png': other },
      [3, 7],
      null,
      /^Labels are those of .*labels\.csv$/,
    ],
    [
      'flat, with a list without names or endings',
      { 'train.csv': '"1";5\n"0";2\n', 'images/0.png': png, 'images/1.png': other },
      [2, 5],
      null,
      /^Labels are those of/,
    ],
    [
      'flat, with names that have a comma',
      { 'labels.csv': 'file,label\n"a, b.png",3\nc.png,7', 'a, b.png': png, 'c.png': other },
      [3, 7],
      null,
      /^Labels are those of/,
    ],
    [
      'flat, with the label first',
      { 'labels.csv': '1,0.png\n4,1.png', '0.png': png, '1.png': other },
      [1, 4],
      null,
      /^Labels are those of/,
    ],
    [
      'flat, with an index before both',
      { 'labels.txt': '0 b.png 5\n1 a.png 6', 'a.png': png, 'b.png': other },
      [6, 5],
      null,
      /^Labels are those of/,
    ],
  ])('%s', async (_, files, train, tests, remark) => {
    const folder = folderOf(files);
    const dataset = await open(folder);
    expect(Array.from(dataset.train!.labels)).toEqual(train);
    expect(dataset.test === null ? null : Array.from(dataset.test.labels)).toEqual(tests);
    expect(await hasTestSplit(folder)).toBe(tests !== null);
    if (remark === null) expect(dataset.remarks).toBeUndefined();
    else expect(dataset.remarks?.join()).toMatch(remark);
  });

  test('by a list with lines that are wrong: those are told', async () => {
    const folder = folderOf({
      'labels.csv': 'name,digit\na.png,3\nb.png,4\n../a.png,5\na.png,x\n',
      'a.png': png,
    });
    const { train, pictures } = await open(folder);
    expect(Array.from(train!.labels)).toEqual([3]);
    expect(pictures?.refused.map(({ error }) => error.message.replaceAll(folder, ''))).toEqual([
      '/labels.csv: line 3 names "b.png", which is no image in ',
      '/labels.csv: line 4 names "../a.png", which is no image in ',
      '/labels.csv: line 5 has a label of "x", expected 0 to 9',
    ]);
  });
});

describe('other files are found', () => {
  const { images: pixels, labels: digits } = madeImages(2);
  const row = (n: number): string => Array.from(pixels.subarray(n * 784, (n + 1) * 784)).join();
  const npz = npzBytes({
    x_train: { shape: [2, 28, 28], elements: pixels },
    y_train: { shape: [2], elements: digits },
  });
  const both = npzBytes({
    x_train: { shape: [2, 28, 28], elements: pixels },
    y_train: { shape: [2], elements: digits },
    x_val: { shape: [1, 28, 28], elements: pixels.subarray(0, 784) },
    y_val: { shape: [1], elements: Uint8Array.of(7) },
  });

  test('an .npz file, by its content, and the only one in a folder', async () => {
    const folder = folderOf({ 'mnist.npz': npz, 'other/named.bin': npz, 'other/mnist.zip': npz });
    for (const path of ['', 'mnist.npz', 'other/named.bin', 'other/mnist.zip']) {
      const { train, test: tests } = await openDataset(join(folder, path));
      expect([train?.count, tests]).toEqual([2, null]);
    }
    expect(await dataErrorOf(() => openDataset(join(folder, 'mnist.npz'), { test: true }))).toContain(
      'has no test part: looked for x_test and y_test',
    );
  });

  test('an .npz file with a validation part for a test', async () => {
    const path = join(folderOf({ 'a.npz': both }), 'a.npz');
    const { test: tests, remarks } = await openDataset(path, { test: true });
    expect([Array.from(tests!.labels), remarks]).toEqual([
      [7],
      ['Its validation part is taken for the test part'],
    ]);
    expect(await hasTestSplit(path)).toBe(true);
  });

  test('CSV files under other names, and a test.csv without labels', async () => {
    const folder = folderOf({
      'Digits_Train.CSV': `3,${row(0)}\n4,${row(1)}`,
      'sample_submission.csv': 'ImageId,Label\n1,0',
    });
    expect((await openDataset(folder)).train?.count).toBe(2);
    const kaggle = folderOf({ 'train.csv': `3,${row(0)}\n4,${row(1)}`, 'test.csv': row(0) });
    expect((await openDataset(kaggle)).test).toBeNull();
    expect(await hasTestSplit(kaggle)).toBe(false);
    expect(await dataErrorOf(() => openDataset(kaggle, { test: true }))).toContain(
      '`nn predict` reads such files, without labels',
    );
    const only = folderOf({ 'numbers.tsv': `3,${row(0)}\n4,${row(1)}`.replaceAll(',', '\t') });
    expect((await openDataset(only)).train?.count).toBe(2);
  });

  test('rows of dark ink on light paper, which are reported', async () => {
    const dark = { shape: [2, 28, 28], elements: Uint8Array.from({ length: 1568 }, (_, n) => 255 - (n % 3)) };
    const labels = { shape: [2], elements: Uint8Array.of(3, 4) };
    const path = join(folderOf({ 'a.npz': npzBytes({ x_train: dark, y_train: labels }) }), 'a.npz');
    expect((await openDataset(path)).remarks?.join()).toMatch(/^The images look inverted: /);
  });

  test('CSV files under any name, gzipped or not', async () => {
    const rows = `3,${row(0)}\n4,${row(1)}`;
    const folder = folderOf({ 'rows.csv.txt': rows, rows, 'rows.gz': gzipSync(rows), 'a.npz': rows });
    for (const name of ['rows.csv.txt', 'rows', 'rows.gz', 'a.npz'])
      expect((await openDataset(join(folder, name))).train?.count, name).toBe(2);
  });

  test.each<[string, string | Uint8Array, string]>([
    [
      'train.csv',
      zipSync({ 'train.csv': new Uint8Array(9) }),
      'is a zip file: unpack it, and give the folder',
    ],
    ['mnist.gz', gzipSync(npz), 'is an archive that gzip has packed once more: unpack it with gunzip'],
    ['mnist.tgz', gzipSync(tarOf('a.png')), 'is a tar archive: unpack it with tar -xf, and give the folder'],
    [IMAGES, images, 'is an IDX file of images alone: give the folder that holds its labels too'],
    [
      'x_train.npy',
      Buffer.from('\x93NUMPY\x01\0..', 'latin1'),
      'holds one array alone: save its arrays with numpy.savez',
    ],
    ['mnist.pkl', Uint8Array.of(0x80, 4, 0x95, 0), 'is a pickle of Python, which could run any program'],
    ['mnist.parquet', 'PAR1\0\0', 'is a Parquet file: save it with to_csv'],
    ['mnist.h5', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0, 0), 'is an HDF5 file'],
    ['train.csv', 'version https://git-lfs.github.com/spec/v1\noid', 'is a pointer of Git LFS'],
    ['mnist.csv', '<!DOCTYPE html><title>404</title>', 'is a web page'],
    ['emnist.mat', 'MATLAB 5.0 MAT-file', 'is a MATLAB file'],
    [
      '3.png',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
      'is an image: give a folder with a folder of images for each digit',
    ],
  ])('%s is refused with what to do', async (name, content, message) => {
    const path = join(folderOf({ [name]: content }), name);
    expect(await dataErrorOf(() => openDataset(path))).toContain(`${path} ${message}`);
  });

  test('a folder of anything else is told what was looked for, what there is, and what would do', async () => {
    const folder = folderOf({ 'a.png': 'x', 'notes.txt': 'x', 'letters/a.txt': 'x' });
    const message = await dataErrorOf(() => openDataset(folder));
    expect(message).toContain(`${folder} holds no data set: looked for folders 0 to 9 of images`);
    expect(message).toContain(
      '; there are letters/, a.png, notes.txt; to say which digit each image shows, put it into a folder',
    );
    const two = folderOf({ ...idx('a'), ...idx('b') });
    expect(await dataErrorOf(() => openDataset(two))).toBe(
      `${two} holds several data sets: name one of ${two}/a, ${two}/b`,
    );
    expect(await dataErrorOf(() => openDataset(temporaryFolder()))).toContain('; it is empty');
  });

  test.skipIf(process.platform === 'win32')('links lead to data sets, each once, and not back', async () => {
    const outer = folderOf({ ...idx('elsewhere'), ...idx('beside') });
    const inner = join(outer, 'inner');
    mkdirSync(join(inner, 'deep'), { recursive: true });
    symlinkSync('..', join(inner, 'up'));
    symlinkSync('../..', join(inner, 'deep', 'up'));
    expect(await dataErrorOf(() => openDataset(inner))).toContain(`${inner} holds no data set`);
    symlinkSync('../elsewhere', join(inner, 'a'));
    symlinkSync('../elsewhere', join(inner, 'b'));
    const { train, remarks } = await openDataset(inner);
    expect(train?.count).toBeGreaterThan(0);
    expect(remarks).toEqual([`Found IDX files in ${join(inner, 'a')}`]);
  });

  test('a home folder is not searched to its end', async () => {
    const home = temporaryFolder();
    for (let n = 0; n < 2000; n++) mkdirSync(join(home, String(n).padStart(6, 'a')));
    expect(await dataErrorOf(() => openDataset(home))).toBe(
      `${home} holds more than 2000 folders; give that of the data set`,
    );
  });
});
