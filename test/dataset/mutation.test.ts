/** Damaged files of data: each is read, within bounds, or refused with an error of ours. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvReader } from '../../src/dataset/csv.ts';
import { readIdxLabels } from '../../src/dataset/idx.ts';
import { readNpz } from '../../src/dataset/npz.ts';
import { NnError } from '../../src/errors.ts';
import { checkFormat } from '../../src/image/decode/image-format.ts';
import { decodePlain } from '../../src/image/decode/plain-formats.ts';
import { bmpHeader } from '../image/support/bmp-bytes.ts';
import { idxBytes } from '../support/idx-bytes.ts';
import { madeImages } from '../support/made-digits.ts';
import { npzBytes } from '../support/npz-bytes.ts';

/** Mutations of each kind of file; NN_MUTATIONS=100000 for the long run. */
const runs = Number(process.env.NN_MUTATIONS ?? 300);
const seed = Number(process.env.NN_MUTATION_SEED ?? 20241);

const { images, labels } = madeImages(3);
const values = (n: number, scale = 1): string[] =>
  Array.from(images.subarray(n * 784, (n + 1) * 784), (pixel) => String(pixel * scale));
const rows = (write: (n: number) => readonly unknown[], mark = ','): Uint8Array =>
  new Uint8Array(Buffer.from([0, 1, 2].map((n) => write(n).join(mark)).join('\n')));

/** A bitmap of 24 bits a pixel, its rows filled up to four bytes. */
function bmp(width: number, height: number): Uint8Array {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.concat([bmpHeader(width, height), Buffer.alloc(stride * height, 200)]);
  bytes.writeUInt32LE(bytes.length, 2);
  return new Uint8Array(bytes);
}

/** What reads the bytes, and how many bytes it gives: a bound is checked. */
type Read = (bytes: Uint8Array) => number;

const readCsv: Read = (bytes) => {
  const reader = new CsvReader('it.csv');
  for (let at = 0; at < bytes.length; at += 1000) reader.push(bytes.subarray(at, at + 1000));
  return reader.finishRows().images.length;
};
const readArrays: Read = (bytes) =>
  Object.values(readNpz(bytes, 'it.npz').parts).reduce((sum, part) => sum + part.images.length, 0);
const readPlain: Read = (bytes) => {
  const format = checkFormat(bytes, 'it');
  return decodePlain(bytes, format, 'it')?.picture.data.length ?? 0;
};

const floats = new Uint8Array(Float32Array.from(images, (pixel) => pixel / 255).buffer);
const arrays = { y_train: { shape: [3], elements: labels } };
const kinds: Readonly<Record<string, readonly [file: Uint8Array, read: Read]>> = {
  npz: [npzBytes({ x_train: { shape: [3, 28, 28], elements: images }, ...arrays }), readArrays],
  'npz of floats': [
    npzBytes({ x_train: { descr: '<f4', shape: [3, 784], elements: floats }, ...arrays }),
    readArrays,
  ],
  CSV: [rows((n) => [labels[n], ...values(n)]), readCsv],
  'CSV with names and an index': [
    new Uint8Array(
      Buffer.concat([
        Buffer.from(`,label,${values(0).map((_, n) => `p${n}`)}\n`),
        rows((n) => [n, labels[n], ...values(n)]),
      ]),
    ),
    readCsv,
  ],
  'CSV from 0 to 1, label last': [rows((n) => [...values(n, 1 / 255), labels[n]], ';'), readCsv],
  'QMNIST labels': [
    idxBytes({ type: 0x0c, dimensions: [4, 8], elements: new Uint8Array(4 * 8 * 4) }),
    (bytes) => readIdxLabels(bytes, 'it').length,
  ],
  BMP: [bmp(23, 19), readPlain],
  PGM: [
    new Uint8Array(Buffer.concat([Buffer.from('P5\n# it\n28 28\n255\n'), images.subarray(0, 784)])),
    readPlain,
  ],
  'PGM in text': [new Uint8Array(Buffer.from(`P2\n28 28\n255\n${values(1).join(' ')}\n`)), readPlain],
};

/** Up to 8 bytes set, half of them within the first 80, then perhaps cut short, with a part repeated, or without a part. */
const mutation = fc.record({
  bytes: fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.boolean()), { maxLength: 8 }),
  at: fc.nat(),
  length: fc.nat(64),
  splice: fc.constantFrom('none', 'none', 'cut', 'repeat', 'omit'),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(bytes: Uint8Array, { bytes: changes, at, length, splice }: Mutation): Uint8Array {
  const out = Uint8Array.from(bytes);
  for (const [where, value, early] of changes)
    out[where % (early ? Math.min(80, out.length) : out.length)] = value;
  const from = at % out.length;
  if (splice === 'cut') return out.subarray(0, from);
  if (splice === 'repeat')
    return new Uint8Array(Buffer.concat([out.subarray(0, from + length), out.subarray(from)]));
  if (splice === 'omit')
    return new Uint8Array(Buffer.concat([out.subarray(0, from), out.subarray(from + length)]));
  return out;
}

/** Deflate makes at most 1032 bytes of one, and no other file makes more than a few. */
const MOST_RATIO = 1032;

describe('any mutation is read, within bounds, or refused with an error of ours', () => {
  test.each(Object.keys(kinds))('%s', { timeout: 3_600_000 }, (kind) => {
    const [file, read] = kinds[kind];
    expect(read(file)).toBeGreaterThan(0);
    fc.assert(
      fc.property(mutation, (change) => {
        const bytes = mutate(file, change);
        try {
          expect(read(bytes)).toBeLessThanOrEqual(MOST_RATIO * bytes.length);
        } catch (error) {
          if (!(error instanceof NnError)) throw error;
          expect(error.message).not.toMatch(/\n/);
        }
      }),
      { numRuns: runs, seed },
    );
  });
});
