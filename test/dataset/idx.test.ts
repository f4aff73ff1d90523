import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IdxKind, pairIdx, readIdxHeader, readIdxImages, readIdxLabels } from '../../src/dataset/idx.ts';
import { DataError } from '../../src/errors.ts';
import { dataErrorOf } from '../support/data-error.ts';
import { idxBytes, idxImages, idxLabels } from '../support/idx-bytes.ts';

const read = { images: readIdxImages, labels: readIdxLabels };

describe('a right file', () => {
  test('gives its images, without copying them', () => {
    const bytes = idxImages(3);
    const images = readIdxImages(bytes, 'f');
    expect(images).toEqual(bytes.slice(16));
    expect(images.buffer).toBe(bytes.buffer);
  });

  test('gives its labels', () => {
    expect(readIdxLabels(idxLabels(0, 9, 5), 'f')).toEqual(Uint8Array.of(0, 9, 5));
  });

  test('is read from within a larger buffer', () => {
    const labels = idxLabels(1, 2);
    const larger = new Uint8Array(labels.length + 3);
    larger.set(labels, 3);
    expect(readIdxLabels(larger.subarray(3), 'f')).toEqual(Uint8Array.of(1, 2));
  });

  test('tells its length from its header alone', () => {
    expect(readIdxHeader(idxImages(3).subarray(0, 16), 'images', 'f')).toEqual({
      count: 3,
      length: 16 + 3 * 784,
    });
  });
});

describe('a wrong file is refused with its name, what is wrong and what to do', () => {
  const images = idxImages(2);
  const labels = idxLabels(1, 2);
  const cases: [string, IdxKind, Uint8Array, string][] = [
    ['empty', 'images', new Uint8Array(), 'f is empty; download the file again'],
    [
      'cut within the magic',
      'labels',
      labels.subarray(0, 3),
      'f is cut short: it has only 3 bytes; download the file again',
    ],
    [
      'cut within the header',
      'images',
      images.subarray(0, 15),
      'f is cut short: it has only 15 bytes; download the file again',
    ],
    [
      'cut within the images',
      'images',
      images.subarray(0, 1000),
      'f is cut short: 2 images make 1584 bytes, and it has only 1000; download the file again',
    ],
    [
      'cut within the labels',
      'labels',
      labels.subarray(0, 9),
      'f is cut short: 2 labels make 10 bytes, and it has only 9; download the file again',
    ],
    [
      'bytes after the end',
      'labels',
      Uint8Array.of(...labels, 0),
      'f is damaged: 2 labels make 10 bytes, and it has more (11); download the file again',
    ],
    ['still gzipped', 'images', gzipSync(images), 'f is still gzipped; unpack it with gunzip'],
    [
      'labels for images',
      'images',
      labels,
      'f holds labels, not images; check that the two files are not exchanged',
    ],
    [
      'images for labels',
      'labels',
      images,
      'f holds images, not labels; check that the two files are not exchanged',
    ],
    [
      'a web page',
      'images',
      new TextEncoder().encode('<!DOCTYPE html><title>Not found</title>'),
      'f is not an IDX file: it begins with bytes 3c 21 44 4f; download the file again',
    ],
    [
      'four dimensions',
      'images',
      idxBytes({ dimensions: [1, 28, 28, 1], elements: new Uint8Array(784) }),
      'f has 4 dimensions, expected 3 for images; use another file',
    ],
    [
      'elements that are not bytes',
      'images',
      idxBytes({ type: 0x0d, dimensions: [1, 28, 28] }),
      'f holds elements of type 0x0d, expected unsigned bytes (0x08); convert them',
    ],
    [
      'images of another size',
      'images',
      idxBytes({ dimensions: [1, 32, 30], elements: new Uint8Array(960) }),
      'f holds images of 30x32 pixels, expected 28x28; bring them to that size',
    ],
    ['no images', 'images', idxImages(0), 'f holds no images; download the file again'],
    ['no labels', 'labels', idxLabels(), 'f holds no labels; download the file again'],
    [
      'a header of 2^31 images',
      'images',
      idxBytes({ dimensions: [2 ** 31, 28, 28], elements: new Uint8Array(784) }),
      'f is cut short: 2147483648 images make 1683627180048 bytes, and it has only 800; download the file again',
    ],
    [
      'a header of 2^32 - 1 labels',
      'labels',
      idxBytes({ dimensions: [2 ** 32 - 1] }),
      'f is cut short: 4294967295 labels make 4294967303 bytes, and it has only 8; download the file again',
    ],
    [
      'a label above 9',
      'labels',
      idxLabels(1, 10, 11),
      'f: label 2 of 3 is 10, expected 0 to 9; use labels of digits',
    ],
  ];
  test.each(cases)('%s', async (_, kind, bytes, message) => {
    expect(await dataErrorOf(() => read[kind](bytes, 'f'))).toBe(message);
  });

  test('images and labels that differ in number', async () => {
    expect(await dataErrorOf(() => pairIdx(new Uint8Array(2 * 784), new Uint8Array(3), 'i', 'l'))).toBe(
      'i holds 2 images and l 3 labels; they must be as many: take both from one source',
    );
  });
});

/** Bytes overwritten, cut off and put in: what becomes of files on bad disks and bad lines. */
const mutation = fc.oneof(
  fc.record({
    kind: fc.constant('overwrite' as const),
    at: fc.nat(),
    byte: fc.integer({ min: 0, max: 255 }),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
  }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

/** Half of the places fall within the header, where they matter most. */
function mutate(bytes: Uint8Array, change: Mutation): Uint8Array {
  const range = change.at % 2 === 0 ? Math.min(20, bytes.length) : bytes.length;
  const at = Math.floor(change.at / 2) % (range + 1);
  switch (change.kind) {
    case 'overwrite':
      return bytes.map((byte, i) => (i === at ? change.byte : byte));
    case 'cut':
      return bytes.slice(0, at);
    case 'insert':
      return Uint8Array.of(...bytes.subarray(0, at), ...change.bytes, ...bytes.subarray(at));
  }
}

describe('any mutation of a right file', () => {
  const files: [IdxKind, Uint8Array][] = [
    ['images', idxImages(2)],
    ['labels', idxLabels(...Array.from({ length: 40 }, (_, i) => i % 10))],
  ];
  test.each(files)('of %s is read, as a view of its own bytes, or is a DataError', (kind, valid) => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = changes.reduce(mutate, valid);
        let elements: Uint8Array;
        try {
          elements = read[kind](bytes, 'f');
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
          return;
        }
        expect(elements.buffer).toBe(bytes.buffer); // so nothing was allocated
        if (kind === 'images') expect(elements.length % 784).toBe(0);
        else expect(Math.max(...elements)).toBeLessThan(10);
      }),
      { numRuns: 2000, seed: 2 },
    );
  });
});
