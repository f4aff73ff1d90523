/** Data sets dropped on the page, in the forms in which people have them. */

import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { unpackFile } from '../../src/dataset/archive.ts';
import { type DataFile, readDataFiles } from '../../src/dataset/data-files.ts';
import { transposed } from '../../src/dataset/transpose.ts';
import { DataError, ImageError, NnError } from '../../src/errors.ts';
import type { RasterImage } from '../../src/image/image.ts';
import { preprocess } from '../../src/image/preprocess.ts';
import { loadEmbedded } from '../../src/node/dataset/embedded.ts';
import { dataErrorOf } from '../support/data-error.ts';
import { idxBytes } from '../support/idx-bytes.ts';
import { npyBytes, npzBytes } from '../support/npz-bytes.ts';

const COUNT = 4;
const { test: real } = loadEmbedded();
const [train, other] = [0, 500].map((from) => ({
  count: COUNT,
  images: (real?.images ?? new Uint8Array()).slice(from * 784, (from + COUNT) * 784),
  labels: (real?.labels ?? new Uint8Array()).slice(from, from + COUNT),
}));

/** Stands for a decoder: the file is the pixels, ink on paper. */
const decode = async (bytes: Uint8Array, name: string): Promise<{ picture: RasterImage }> => {
  if (bytes.length !== 784) throw new ImageError(`${name} is not a picture`);
  return { picture: { width: 28, height: 28, channels: 1, data: bytes.map((value) => 255 - value) } };
};
const image = (rows: typeof train, n: number): Uint8Array => rows.images.slice(n * 784, (n + 1) * 784);
/** What is read of images: each in MNIST's form. */
const formed = (rows: typeof train, order: readonly number[] = [0, 1, 2, 3]) => ({
  count: order.length,
  images: Uint8Array.from(
    order.flatMap((n) => [
      ...preprocess({ width: 28, height: 28, channels: 1, data: image(rows, n).map((v) => 255 - v) }).pixels,
    ]),
  ),
  labels: Uint8Array.from(order, (n) => rows.labels[n]),
});

const arrays = (name: string, { images, labels }: typeof train) => ({
  [`x_${name}`]: { shape: [COUNT, 28, 28], elements: images },
  [`y_${name}`]: { shape: [COUNT], elements: labels },
});
const idx = (prefix: string, { images, labels }: typeof train): DataFile[] => [
  {
    name: `${prefix}-images-idx3-ubyte.gz`,
    bytes: gzipSync(idxBytes({ dimensions: [COUNT, 28, 28], elements: images })),
  },
  { name: `${prefix}-labels-idx1-ubyte`, bytes: idxBytes({ dimensions: [COUNT], elements: labels }) },
];
const csv = (rows: typeof train, isLabelled = true): Uint8Array =>
  strToU8(
    Array.from({ length: COUNT }, (_, n) =>
      [...(isLabelled ? [rows.labels[n]] : []), ...image(rows, n)].join(),
    ).join('\n'),
  );
const zip = (files: Readonly<Record<string, Uint8Array>>, name = 'mine.zip'): DataFile[] => [
  { name, bytes: zipSync(files) },
];
/** A gzipped file that says of itself that it unpacks to 200 MB. */
function sayingLonger(bytes: Uint8Array): Uint8Array {
  new DataView(bytes.buffer).setUint32(bytes.length - 4, 200e6, true);
  return bytes;
}
const names = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const drawings = (folder: (label: number) => string, rows: typeof train): Record<string, Uint8Array> =>
  Object.fromEntries(
    Array.from({ length: COUNT }, (_, n) => [`${folder(rows.labels[n])}/${n}.png`, image(rows, n)]),
  );

describe('a data set in files', () => {
  test.each<[string, DataFile[], train?: object, test?: object | null]>([
    [
      'mnist.npz',
      [{ name: 'mnist.npz', bytes: npzBytes({ ...arrays('train', train), ...arrays('test', other) }) }],
    ],
    [
      'an .npz file of one part, under another name',
      [{ name: 'a.zip', bytes: npzBytes(arrays('', train)) }],
      train,
      null,
    ],
    ['IDX files, gzipped or not', [...idx('train', train), ...idx('t10k', other)]],
    [
      'IDX files of EMNIST',
      [...idx('emnist-digits-train', transposed(train)), ...idx('emnist-digits-test', transposed(other))],
    ],
    [
      'a zip of IDX files',
      zip(
        Object.fromEntries(
          [...idx('a/train', train), ...idx('a/test', other)].map(({ name, bytes }) => [name, bytes]),
        ),
      ),
    ],
    ['a CSV file', [{ name: 'rows.csv', bytes: csv(train) }], train, null],
    ['a CSV file under another name', [{ name: 'rows.csv.txt', bytes: csv(train) }], train, null],
    [
      'CSV files for training and testing',
      [
        { name: 'mnist_test.csv.gz', bytes: gzipSync(csv(other)) },
        { name: 'mnist_train.csv', bytes: csv(train) },
      ],
    ],
    [
      "Kaggle's archive, whose test images have no labels",
      zip({ 'digit-recognizer/test.csv': csv(other, false), 'digit-recognizer/train.csv': csv(train) }),
      train,
      null,
    ],
    ['folders of images', zip(drawings(String, train)), formed(train), null],
    [
      'folders of images for training and testing',
      zip({
        ...drawings((d) => `mnist_png/training/${d}`, train),
        ...drawings((d) => `mnist_png/testing/${names[d]}`, other),
        '__MACOSX/mnist_png/training/1/._a.png': Uint8Array.of(1),
      }),
      formed(train),
      formed(other),
    ],
    [
      'folders of digits by name, with validation',
      zip({ ...drawings((d) => `train/digit_${d}`, train), ...drawings((d) => `val/0${d}`, other) }),
      formed(train),
      formed(other),
    ],
    [
      'images and a list of labels',
      zip({
        'flat/labels.csv': strToU8(
          `file,label\n${[0, 1, 2, 3].map((n) => `${n}.png,${train.labels[n]}`).join('\n')}\n`,
        ),
        ...drawings(() => 'flat', train),
      }),
      formed(train),
      null,
    ],
  ])('%s', async (_, files, wantedTrain = train, wantedTest: object | null = other) => {
    const read = await readDataFiles(files, decode);
    expect(read.train).toEqual(wantedTrain);
    expect(read.test).toEqual(wantedTest);
  });

  test('images that cannot be used are left out, and named', async () => {
    const files = {
      ...drawings(String, train),
      '3/blank.png': new Uint8Array(784),
      '3/broken.png': Uint8Array.of(1),
    };
    const { train: read, pictures } = await readDataFiles(zip(files), decode);
    expect(read?.count).toBe(COUNT);
    expect(pictures?.refused.map(({ error }) => error.message)).toEqual([
      '3/blank.png shows no digit',
      '3/broken.png is not a picture',
    ]);
  });

  test.each<[string, DataFile[], string]>([
    [
      'nothing known',
      zip({ 'readme.txt': strToU8('hello') }),
      'mine.zip: holds no data set: looked for an .npz file',
    ],
    [
      'one array alone',
      [{ name: 'x.npy', bytes: npyBytes({ shape: [1, 28, 28], elements: new Uint8Array(784) }) }],
      'got x.npy',
    ],
    [
      'an .npz file without labels',
      [{ name: 'x.npz', bytes: npzBytes({ x: { shape: [COUNT, 28, 28], elements: train.images } }) }],
      'x.npz has no labelled training images',
    ],
    ['rows without labels', [{ name: 'test.csv', bytes: csv(train, false) }], 'test.csv has no labels'],
    ['images alone', zip({ 'a.png': image(train, 0) }), 'nothing says which digits they show'],
    [
      'images of which none can be used',
      zip({ '3/a.png': Uint8Array.of(1) }),
      'none of its images can be used; the first: 3/a.png is not a picture',
    ],
    [
      'test images alone',
      zip(drawings((d) => `test/${d}`, train)),
      'put those for training into folders 0 to 9 below train/',
    ],
    [
      'IDX images without labels',
      idx('train', train).slice(0, 1),
      'drop train-images-idx3-ubyte and train-labels-idx1-ubyte together',
    ],
    [
      'a list that names no image',
      zip({ 'labels.csv': strToU8('b.png,3'), 'a.png': image(train, 0) }),
      'labels.csv: line 1 names "b.png"',
    ],
    [
      'a damaged archive',
      [{ name: 'a.zip', bytes: zip({ 'a.csv': csv(train) })[0].bytes.slice(0, 400) }],
      'a.zip is damaged',
    ],
    ['a damaged gzip', [{ name: 'a.csv.gz', bytes: gzipSync(csv(train)).slice(0, 400) }], 'a.csv.gz'],
    [
      'a gzip bomb',
      [{ name: 'a.csv.gz', bytes: sayingLonger(gzipSync(csv(train))) }],
      'a.csv.gz unpacks to more than',
    ],
    [
      'a zip bomb',
      zip(Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`${n}.csv`, new Uint8Array(1e6)]))),
      'mine.zip unpacks to more than',
    ],
  ])('%s: refused', async (_, files, message) => {
    expect(await dataErrorOf(() => readDataFiles(files, decode))).toContain(message);
  });

  test('an archive with any byte changed is unpacked, or refused with an error of ours', () => {
    const [{ name, bytes }] = zip({ 'a/train.csv': csv(train), 'b.png': image(train, 0) });
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = bytes.slice();
      changed[at] ^= 1 << (at % 8);
      try {
        unpackFile({ name, bytes: changed });
      } catch (error) {
        expect(error).toBeInstanceOf(NnError);
        expect(error).toBeInstanceOf(DataError);
      }
    }
  });
});
