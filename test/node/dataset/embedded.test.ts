import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LabelledImages } from '../../../src/dataset/dataset.ts';
import { packed, unpackDigits as unpack } from '../../../src/dataset/packed-digits.ts';
import { DataError } from '../../../src/errors.ts';
import { embeddedFile, loadEmbedded } from '../../../src/node/dataset/embedded.ts';
import { readIdxFolder } from '../../../src/node/dataset/idx-folder.ts';
import { dataErrorOf } from '../../support/data-error.ts';
import { sharedData, withoutSharedData } from '../../support/shared-data.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const unpackDigits = (bytes: Uint8Array, file: string): LabelledImages =>
  unpack(bytes, file, () => createHash('sha256'));

const perClass = (labels: Uint8Array): number[] =>
  Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);

const imageAt = ({ images }: LabelledImages, index: number): Uint8Array =>
  images.subarray(index * 784, (index + 1) * 784);

describe('mnist-10k', () => {
  const all = unpackDigits(readFileSync(embeddedFile), embeddedFile);
  const { name, train, test: tests } = loadEmbedded();

  test('is the exact bytes, sorted by class', () => {
    const sha256 = createHash('sha256').update(all.images).update(all.labels).digest('hex');
    expect(sha256).toBe('bc6b63550c8a82f6ecccd9458252069fb030ee802997b8242e71d5146b0cbf0e');
    expect(perClass(all.labels)).toEqual([1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]);
  });

  test('has 9,000 images to train and 1,000 to test, in fixed numbers of each class', () => {
    expect(name).toBe('mnist-10k');
    expect([train?.count, tests?.count]).toEqual([9000, 1000]);
    expect([train?.images.length, tests?.images.length]).toEqual([9000 * 784, 1000 * 784]);
    expect(perClass(train!.labels)).toEqual([901, 1015, 892, 928, 882, 777, 913, 963, 849, 880]);
    expect(perClass(tests!.labels)).toEqual([100, 112, 99, 104, 98, 86, 101, 107, 95, 98]);
  });

  test('gives every tenth image to the test part, and the others in order to the training part', () => {
    for (let i = 0, trained = 0, tested = 0; i < all.count; i++) {
      const isTest = i % 10 === 9;
      const part = isTest ? tests! : train!;
      const index = isTest ? tested++ : trained++;
      const same =
        part.labels[index] === all.labels[i] && Buffer.compare(imageAt(part, index), imageAt(all, i)) === 0;
      if (!same) expect.fail(`image ${i} is not image ${index} of its part`);
    }
  });

  test('is the first 10,000 of the official training images', async ({ skip }) => {
    const folder = sharedData('mnist');
    if (folder === null) return skip(withoutSharedData('mnist'));
    const official = (await readIdxFolder(folder, { train: true })).train!;
    const order = Array.from({ length: 10_000 }, (_, i) => i).sort(
      (a, b) => official.labels[a] - official.labels[b] || a - b,
    );
    const images = Buffer.concat(order.map((index) => imageAt(official, index)));
    expect(images.equals(all.images)).toBe(true);
    expect(Uint8Array.from(order, (index) => official.labels[index])).toEqual(all.labels);
  });
});

/** Sixteen images, 0 to 7 twice, in a packed file that the tests may change; a change needs a new sum to be seen. */
function smallFile(change: (bytes: Buffer) => Buffer = (bytes) => bytes): Buffer {
  const count = 16;
  const rows = Buffer.alloc(count * 28);
  for (let i = 0; i < count; i++) rows[i * 28 + i] = 0b1000001;
  const groups = Uint8Array.from({ length: count * 2 * 4 }, (_, i) => i + 1);
  const header = Buffer.alloc(packed.rowsAt);
  header.write(packed.magic, 'latin1');
  header.writeUInt32LE(packed.version, packed.versionAt);
  header.writeUInt32LE(count, packed.countAt);
  header.writeUInt32LE(count * 2, packed.groupsAt);
  for (let digit = 0; digit < 8; digit++) header.writeUInt32LE(2, packed.classesAt + 4 * digit);
  const bytes = change(Buffer.concat([header, rows, groups]));
  const sum = createHash('sha256').update(bytes.subarray(packed.countAt)).digest();
  bytes.set(sum, packed.sha256At);
  return bytes;
}

describe('a packed file', () => {
  const valid = smallFile();

  test('is unpacked from any place in memory', () => {
    const { count, images, labels } = unpackDigits(valid, 'f');
    expect(count).toBe(16);
    expect([...labels]).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]);
    const row = images.subarray(3 * 784 + 3 * 28, 3 * 784 + 4 * 28);
    expect([...row.subarray(0, 4), ...row.subarray(24)]).toEqual([25, 26, 27, 28, 29, 30, 31, 32]);
    expect(row.subarray(4, 24).every((value) => value === 0)).toBe(true);
    for (let offset = 1; offset < 4; offset++) {
      const moved = new Uint8Array(valid.length + offset);
      moved.set(valid, offset);
      expect(unpackDigits(moved.subarray(offset), 'f').images).toEqual(images);
    }
  });

  const cases: [string, Uint8Array, string][] = [
    ['empty', new Uint8Array(), 'it has only 0 bytes'],
    ['cut within the header', valid.subarray(0, 91), 'it has only 91 bytes'],
    ['cut within the groups', valid.subarray(0, -1), 'it has 667 bytes, expected 668'],
    ['bytes after the end', Buffer.concat([valid, Buffer.alloc(1)]), 'it has 669 bytes, expected 668'],
    ['another magic', valid.map((byte, i) => (i === 0 ? 0 : byte)), 'it does not begin as packed digits do'],
    ['another version', valid.map((byte, i) => (i === 8 ? 2 : byte)), 'it has version 2, expected 1'],
    ['a changed byte', valid.map((byte, i) => (i === 667 ? byte ^ 1 : byte)), 'it has a wrong checksum'],
    [
      'classes that do not add up',
      smallFile((bytes) => bytes.fill(3, packed.classesAt, packed.classesAt + 1)),
      'it has 16 images, and its classes add up to 17',
    ],
    [
      'rows that do not add up',
      smallFile((bytes) => bytes.fill(0b11, packed.rowsAt + 1, packed.rowsAt + 2)),
      'it has 32 groups of pixels, and its rows tell of 34',
    ],
  ];
  test.each(cases)('with %s is refused', async (_, bytes, problem) => {
    expect(await dataErrorOf(() => unpackDigits(bytes, 'f'))).toBe(
      `f is damaged: ${problem}; make it again with \`npm run build\``,
    );
  });

  test('with any byte changed is refused', () => {
    const place = fc.nat({ max: valid.length - 1 });
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const bytes = valid.map((byte, i) => (i === at ? byte ^ difference : byte));
        expect(() => unpackDigits(bytes, 'f')).toThrow(DataError);
      }),
      { numRuns: 500, seed: 2 },
    );
  });
});

describe('the file of the embedded digits', () => {
  test('if missing, says how to make it', async () => {
    const file = join(temporaryFolder(), 'mnist-10k.bin');
    expect(await dataErrorOf(() => loadEmbedded(file))).toBe(
      `${file} is missing; make it with \`npm run build\`, or if a bundler left it behind, copy nn-digits/mnist-10k.bin there`,
    );
  });

  test('if it is no file, says so', async () => {
    const folder = temporaryFolder();
    expect(await dataErrorOf(() => loadEmbedded(folder))).toMatch(
      /cannot be read \(EISDIR.*; make it with `npm run build`, or /,
    );
  });

  test('if damaged, says so', async () => {
    const file = join(temporaryFolder(), 'mnist-10k.bin');
    copyFileSync(embeddedFile, file);
    writeFileSync(file, readFileSync(file).fill(0, 1_000_000, 1_000_100));
    expect(await dataErrorOf(() => loadEmbedded(file))).toBe(
      `${file} is damaged: it has a wrong checksum; make it again with \`npm run build\``,
    );
  });
});
