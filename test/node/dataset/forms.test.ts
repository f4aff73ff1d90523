/** Other forms in which people have MNIST on disk: each is found and read, or refused with what was looked for. */

import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { hasTestSplit, openDataset } from '../../../src/node/dataset/open.ts';
import { dataErrorOf } from '../../support/data-error.ts';
import { folderOf, IMAGES, idx, images } from '../../support/idx-folder.ts';
import { madeImages } from '../../support/made-digits.ts';
import { npzBytes } from '../../support/npz-bytes.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The first block of a tar archive. */
function tarOf(name: string): Uint8Array {
  const block = Buffer.alloc(512);
  block.write(name);
  block.write('ustar', 257);
  return block;
}

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
    expect(await dataErrorOf(() => openDataset(folderOf({ 'a.avif': 'x' })))).toContain(
      '; to say which digit',
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
