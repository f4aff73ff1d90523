/** The forms in which people have the IDX files of MNIST on disk: each is found and read. */

import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { hasTestSplit, openDataset } from '../../../src/node/dataset/open.ts';
import { dataErrorOf } from '../../support/data-error.ts';
import { idxBytes } from '../../support/idx-bytes.ts';
import { type Files, folderOf, IMAGES, idx, images, LABELS, labels } from '../../support/idx-folder.ts';

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
