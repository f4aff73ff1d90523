import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../../src/errors.ts';
import { readIdxFolder } from '../../../src/node/dataset/idx-folder.ts';
import { dataErrorOf } from '../../support/data-error.ts';
import { idxBytes, idxImages, idxLabels } from '../../support/idx-bytes.ts';
import { sharedData, withoutSharedData } from '../../support/shared-data.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function folderOf(files: Readonly<Record<string, Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return folder;
}

const IMAGES = 'train-images-idx3-ubyte';
const LABELS = 'train-labels-idx1-ubyte';
const images = idxImages(2);
const labels = idxLabels(3, 4);
const pixels = images.slice(16);

describe('a folder of IDX files', () => {
  const folders: [string, Record<string, Uint8Array>][] = [
    ['plain', { [IMAGES]: images, [LABELS]: labels }],
    ['with a dot', { 'train-images.idx3-ubyte': images, 'train-labels.idx1-ubyte': labels }],
    ['gzipped', { [`${IMAGES}.gz`]: gzipSync(images), [`${LABELS}.gz`]: gzipSync(labels) }],
    [
      'gzipped, with a dot',
      { 'train-images.idx3-ubyte.gz': gzipSync(images), 'train-labels.idx1-ubyte.gz': gzipSync(labels) },
    ],
    ['in different ways', { [`${IMAGES}.gz`]: gzipSync(images), 'train-labels.idx1-ubyte': labels }],
    ['still gzipped, without .gz', { [IMAGES]: gzipSync(images), [LABELS]: gzipSync(labels) }],
    ['unpacked, still with .gz', { [`${IMAGES}.gz`]: images, [`${LABELS}.gz`]: labels }],
    [
      'gzipped in two pieces',
      {
        [IMAGES]: Buffer.concat([images.subarray(0, 999), images.subarray(999)].map((b) => gzipSync(b))),
        [LABELS]: labels,
      },
    ],
    [
      'plain and gzipped: the plain one counts',
      { [IMAGES]: images, [`${IMAGES}.gz`]: gzipSync(idxImages(3)), [LABELS]: labels },
    ],
  ];
  test.each(folders)('is read: %s', async (_, files) => {
    const folder = folderOf(files);
    const { name, train, test: tests } = await readIdxFolder(folder);
    expect(name).toBe(folder);
    expect(tests).toBeNull();
    expect(train?.count).toBe(2);
    expect(Buffer.compare(train!.images, pixels)).toBe(0);
    expect([...train!.labels]).toEqual([3, 4]);
  });

  const both = {
    [IMAGES]: images,
    [LABELS]: labels,
    't10k-images-idx3-ubyte': idxImages(1),
    't10k-labels-idx1-ubyte': idxLabels(7),
  };
  test('gives the parts that are asked for', async () => {
    const folder = folderOf(both);
    const counts = async (parts?: Parameters<typeof readIdxFolder>[1]) => {
      const dataset = await readIdxFolder(folder, parts);
      return [dataset.train?.count, dataset.test?.count];
    };
    expect(await counts()).toEqual([2, 1]);
    expect(await counts({})).toEqual([2, 1]);
    expect(await counts({ train: true, test: true })).toEqual([2, 1]);
    expect(await counts({ train: true })).toEqual([2, undefined]);
    expect(await counts({ test: true, train: false })).toEqual([undefined, 1]);
  });

  test('does not read the part that is not asked for', async () => {
    const folder = folderOf({ ...both, [IMAGES]: new Uint8Array() });
    expect((await readIdxFolder(folder, { test: true })).test?.count).toBe(1);
  });
});

describe('what is missing is named', () => {
  const looked = 'train-images-idx3-ubyte or train-images.idx3-ubyte (or either with .gz)';
  test('the folder', async () => {
    const folder = join(temporaryFolder(), 'absent');
    expect(await dataErrorOf(() => readIdxFolder(folder))).toMatch(
      /absent cannot be read \(there is no such file or folder\); check the path/,
    );
  });
  test('all files', async () => {
    const folder = folderOf({ 'readme.txt': labels });
    expect(await dataErrorOf(() => readIdxFolder(folder))).toBe(
      `${folder} holds no IDX files: looked for ${looked} and the like; check the path`,
    );
  });
  test('the images', async () => {
    const folder = folderOf({ [LABELS]: labels });
    expect(await dataErrorOf(() => readIdxFolder(folder))).toBe(
      `${folder} has no training images: looked for ${looked}; put the file there`,
    );
  });
  test('the labels of the part asked for', async () => {
    const folder = folderOf({ [IMAGES]: images, 't10k-images-idx3-ubyte': images });
    expect(await dataErrorOf(() => readIdxFolder(folder, { test: true }))).toBe(
      `${folder} has no test labels: looked for t10k-labels-idx1-ubyte or t10k-labels.idx1-ubyte (or either with .gz); put the file there`,
    );
  });
});

describe('a wrong file is refused with its path', () => {
  const zipped = gzipSync(images);
  const bomb = gzipSync(Buffer.concat([images, Buffer.alloc(64 << 20)]));
  const cases: [string, Record<string, Uint8Array>, string | RegExp][] = [
    ['empty', { [IMAGES]: new Uint8Array() }, `${IMAGES} is empty; download the file again`],
    ['gzip of nothing', { [IMAGES]: gzipSync('') }, `${IMAGES} is empty; download the file again`],
    ['gzipped twice', { [IMAGES]: gzipSync(zipped) }, `${IMAGES} is still gzipped; unpack it with gunzip`],
    [
      'exchanged',
      { [IMAGES]: labels, [LABELS]: images },
      /holds (labels, not images|images, not labels); check that the two files are not exchanged$/,
    ],
    [
      'cut short',
      { [IMAGES]: images.subarray(0, 1000) },
      `${IMAGES} is cut short: 2 images make 1584 bytes, and it has only 1000; download the file again`,
    ],
    [
      'gzip cut short',
      { [IMAGES]: zipped.subarray(0, -9) },
      `${IMAGES} is cut short: its gzip data end early; download the file again`,
    ],
    [
      'gzip of a file cut short',
      { [IMAGES]: gzipSync(images.subarray(0, 1000)) },
      `${IMAGES} is cut short: 2 images make 1584 bytes, and it has only 1000; download the file again`,
    ],
    [
      'gzip with a wrong sum',
      { [IMAGES]: zipped.map((byte, i) => (i === zipped.length - 6 ? byte ^ 1 : byte)) },
      `${IMAGES} is damaged: its gzip data are not valid (incorrect data check); download the file again`,
    ],
    [
      'gzip of more than its header states',
      { [IMAGES]: bomb },
      `${IMAGES} is damaged: it unpacks to more bytes than its header states; download the file again`,
    ],
    [
      'plain, with a header of 2^31 images',
      { [IMAGES]: idxBytes({ dimensions: [2 ** 31, 28, 28] }) },
      `${IMAGES} is cut short: 2147483648 images make 1683627180048 bytes, and it has only 16; download the file again`,
    ],
    [
      'gzipped, with a header of 2^31 images',
      { [IMAGES]: gzipSync(idxBytes({ dimensions: [2 ** 31, 28, 28] })) },
      `${IMAGES} is too large: more than 1073741824 bytes; use a part of it`,
    ],
    [
      'gzipped, with a header of a million images',
      { [IMAGES]: gzipSync(idxBytes({ dimensions: [1_000_000, 28, 28] })) },
      /is cut short: it states 784000016 bytes, more than \d+ gzipped bytes can hold; download the file again$/,
    ],
    [
      'of another number than its labels',
      { [IMAGES]: idxImages(3) },
      /holds 3 images and .*train-labels-idx1-ubyte 2 labels; they must be as many: take both from one source$/,
    ],
    [
      'a label above 9',
      { [LABELS]: idxLabels(3, 10) },
      `${LABELS}: label 2 of 2 is 10, expected 0 to 9; use labels of digits`,
    ],
  ];
  test.each(cases)('%s', async (_, files, message) => {
    const folder = folderOf({ [IMAGES]: images, [LABELS]: labels, ...files });
    const found = await dataErrorOf(() => readIdxFolder(folder));
    if (typeof message === 'string') expect(found).toBe(join(folder, message));
    else expect(found).toMatch(message);
  });

  test('a folder in its place', async () => {
    const folder = folderOf({ [LABELS]: labels });
    mkdirSync(join(folder, IMAGES));
    expect(await dataErrorOf(() => readIdxFolder(folder))).toBe(
      `${join(folder, IMAGES)} is not a file; put the images there`,
    );
  });

  test('a link that leads nowhere', async () => {
    const folder = folderOf({ [LABELS]: labels });
    symlinkSync(join(folder, 'absent'), join(folder, IMAGES));
    expect(await dataErrorOf(() => readIdxFolder(folder))).toMatch(
      /images-idx3-ubyte cannot be read \(ENOENT/,
    );
  });

  test('any damage to a gzipped file is mended by chance or is a DataError', async () => {
    const folder = folderOf({ [IMAGES]: images });
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat({ max: 255 }), fc.boolean(), async (place, byte, cut) => {
        const zippedLabels = gzipSync(labels);
        const at = place % zippedLabels.length;
        const bytes = cut ? zippedLabels.subarray(0, at) : zippedLabels.map((b, i) => (i === at ? byte : b));
        writeFileSync(join(folder, LABELS), bytes);
        try {
          expect([...(await readIdxFolder(folder)).train!.labels]).toEqual([3, 4]);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 300, seed: 2 },
    );
  });
});

describe('MNIST itself', () => {
  test('is read to the last byte', async ({ skip }) => {
    const folder = sharedData('mnist');
    if (folder === null) return skip(withoutSharedData('mnist'));
    const { train, test: tests } = await readIdxFolder(folder);
    expect([train?.count, tests?.count]).toEqual([60_000, 10_000]);
    const sha256 = (bytes: Uint8Array, ...head: readonly number[]) =>
      createHash('sha256')
        .update(idxBytes({ dimensions: head }))
        .update(bytes)
        .digest('hex');
    expect(sha256(train!.images, 60_000, 28, 28)).toBe(
      'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    );
    expect(sha256(train!.labels, 60_000)).toBe(
      '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    );
    expect(sha256(tests!.images, 10_000, 28, 28)).toBe(
      '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    );
    expect(sha256(tests!.labels, 10_000)).toBe(
      'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    );
  });
});
