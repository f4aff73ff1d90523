import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readNpz } from '../../src/dataset/npz.ts';
import { dataErrorOf } from '../support/data-error.ts';
import { madeImages } from '../support/made-digits.ts';
import { type NpyFields, npyBytes, npzBytes } from '../support/npz-bytes.ts';

const N = 12;
const made = madeImages(N);
const images: NpyFields = { shape: [N, 28, 28], elements: made.images };
const labels: NpyFields = { shape: [N], elements: made.labels };

const floats = (from: Iterable<number>): Uint8Array => new Uint8Array(Float32Array.from(from).buffer);
const doubles = (from: Iterable<number>): Uint8Array => new Uint8Array(Float64Array.from(from).buffer);
const bigEndian = (from: Uint8Array): Uint8Array => {
  const view = new DataView(new ArrayBuffer(from.length * 4));
  for (const [n, value] of from.entries()) view.setInt32(n * 4, value);
  return new Uint8Array(view.buffer);
};
const integers = (from: Uint8Array): Uint8Array =>
  new Uint8Array(BigInt64Array.from(from, (value) => BigInt(value)).buffer);
/** The elements of N rows in columns: Fortran's order of an N x 784 array. */
const columns = (from: Uint8Array): Uint8Array =>
  Uint8Array.from(from, (_, k) => from[(k % N) * 784 + Math.floor(k / N)]);
/** The same of an N x 28 x 28 array. */
const planes = (from: Uint8Array): Uint8Array =>
  Uint8Array.from(from, (_, k) => {
    const [n, y, x] = [k % N, Math.floor(k / N) % 28, Math.floor(k / N / 28)];
    return from[n * 784 + y * 28 + x];
  });
const oneHot = Float32Array.from({ length: N * 10 }, (_, k) =>
  k % 10 === made.labels[Math.floor(k / 10)] ? 1 : 0,
);

describe('the same digits are read', () => {
  test.each<[string, Record<string, NpyFields>]>([
    ['as Keras names them', { x_train: images, y_train: labels }],
    ['as others do', { train_images: images, train_labels: labels }],
    [
      'as rows, with labels of 64 bits in a column',
      {
        X_train: { ...images, shape: [N, 784] },
        y_train: { descr: '<i8', shape: [N, 1], elements: integers(made.labels) },
      },
    ],
    [
      'with a channel, in floats from 0 to 1',
      {
        x_train: {
          descr: '<f4',
          shape: [N, 28, 28, 1],
          elements: floats(Array.from(made.images, (v) => v / 255)),
        },
        y_train: { descr: '<f4', shape: [N], elements: floats(made.labels) },
      },
    ],
    [
      'in doubles up to 255, with one-hot labels',
      {
        x_train: { descr: '<f8', shape: [N, 1, 28, 28], elements: doubles(made.images) },
        y_train: { descr: '<f4', shape: [N, 10], elements: floats(oneHot) },
      },
    ],
    [
      'in big-endian integers',
      {
        x_train: { descr: '>i4', shape: [N, 28, 28], elements: bigEndian(made.images) },
        y_train: { descr: '>i4', shape: [N], elements: bigEndian(made.labels) },
      },
    ],
    [
      "in Fortran's order",
      {
        x_train: { shape: [N, 784], fortran: true, elements: columns(made.images) },
        y_train: { ...labels, fortran: true },
      },
    ],
    [
      "in Fortran's order, as planes",
      {
        x_train: { shape: [N, 28, 28], fortran: true, elements: planes(made.images) },
        y_train: labels,
      },
    ],
  ])('%s', (_, arrays) => {
    const { parts } = readNpz(npzBytes(arrays), 'it.npz');
    expect(Object.keys(parts)).toEqual(['train']);
    expect(Buffer.from(parts.train!.images).equals(Buffer.from(made.images))).toBe(true);
    expect(Array.from(parts.train!.labels!)).toEqual(Array.from(made.labels));
  });

  test('in parts, and only those that are wanted', () => {
    const bytes = npzBytes({
      x_train: images,
      y_train: labels,
      x_test: images,
      y_test: labels,
      x_val: images,
      y_val: labels,
    });
    expect(Object.keys(readNpz(bytes, 'f').parts).sort()).toEqual(['test', 'train', 'validation']);
    expect(Object.keys(readNpz(bytes, 'f', (part) => part === 'test').parts)).toEqual(['test']);
  });

  test('without a part, without labels, and beside other arrays', () => {
    const other: NpyFields = { shape: [3, 5], elements: new Uint8Array(15) };
    const { parts, leftAside } = readNpz(npzBytes({ images, other }), 'f');
    expect([parts.whole?.count, parts.whole?.labels, leftAside]).toEqual([N, null, ['other']]);
  });

  test('pixels of 0 and 1 alone are paper and ink', () => {
    const bits = Uint8Array.from(made.images, (v) => (v > 127 ? 1 : 0));
    const { parts } = readNpz(npzBytes({ x: { descr: '|b1', shape: [N, 28, 28], elements: bits } }), 'f');
    expect(new Set(parts.whole!.images)).toEqual(new Set([0, 255]));
  });
});

describe('what cannot be read is refused with its name and what to do', () => {
  const whole = npzBytes({ x_train: images, y_train: labels });
  const minus = Float32Array.from(made.images, (v) => (v / 255 - 0.1307) / 0.3081);
  test.each<[string, Uint8Array, RegExp]>([
    [
      'no images',
      npzBytes({ y_train: labels }),
      /^f holds no images of 28x28 pixels: there are y_train \(12\); expected x_train/,
    ],
    [
      'images of another size',
      npzBytes({ x: { shape: [N, 8, 8], elements: new Uint8Array(N * 64) } }),
      /x \(12 x 8 x 8\)/,
    ],
    ['nothing', zipSync({}), /^f holds no images of 28x28 pixels: there are no arrays/],
    ['other files', zipSync({ 'a.txt': Buffer.from('a') }), /there are no arrays/],
    [
      'objects',
      npzBytes({ x: { descr: '|O', shape: [N], elements: new Uint8Array(0) } }),
      /^f: x holds elements of type '\|O', and it must hold numbers/,
    ],
    [
      'numbers of 16 bits',
      npzBytes({ x: { descr: '<f2', shape: [N], elements: new Uint8Array(2 * N) } }),
      /^f: x holds elements of type '<f2', and numbers of 32 or 64 bits are read: save it with astype\('float32'\)/,
    ],
    [
      'text for an array',
      zipSync({ 'x.npy': Buffer.from('no array') }),
      /^f is damaged: x\.npy is not a NumPy array/,
    ],
    [
      'normalised pixels',
      npzBytes({ x: { descr: '<f4', shape: [N, 784], elements: floats(minus) } }),
      /^f: x holds a pixel of -0\.42.*undo what normalised them$/,
    ],
    [
      'fractions above 1',
      npzBytes({
        x: {
          descr: '<f4',
          shape: [N, 784],
          elements: floats(Array.from(made.images, (v) => v + 0.5 - (v > 254 ? 1 : 0))),
        },
      }),
      /^f: x holds fractions above 1/,
    ],
    [
      'fewer labels',
      npzBytes({ x_train: images, y_train: { shape: [3], elements: new Uint8Array(3) } }),
      /^f: x_train holds 12 images and y_train 3 labels; they must be as many$/,
    ],
    [
      'a label of 10',
      npzBytes({ x: images, y: { shape: [N], elements: new Uint8Array(N).fill(10) } }),
      /^f: y: label 1 of 12 is 10, expected 0 to 9/,
    ],
    [
      'two arrays of images',
      npzBytes({ a: images, b: images }),
      /^f: a and b are all images; name the arrays of each part/,
    ],
    [
      'a shape that its bytes do not have',
      npzBytes({ x: { shape: [2 ** 31, 28, 28], elements: made.images } }),
      /^f: x is damaged: its shape \(2147483648, 28, 28\) makes 1683627180032 bytes/,
    ],
    ['a file cut short', whole.subarray(0, whole.length - 30), /^f is damaged: it cannot be unzipped/],
  ])('%s', async (_, bytes, message) => {
    expect(await dataErrorOf(() => readNpz(bytes, 'f'))).toMatch(message);
  });

  test('and nothing of a size that is stated is allocated before it is checked', async () => {
    const bytes = npzBytes({ x_train: images, y_train: labels });
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = 0; at < bytes.length - 4; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xf0000000, true); // the central directory
    }
    expect(await dataErrorOf(() => readNpz(bytes, 'f'))).toMatch(
      /^f is damaged: x_train\.npy cannot unpack to 4026531840 bytes/,
    );
  });

  test('an array that is no array', async () => {
    const bytes = npyBytes(images);
    const { parseNpy } = await import('../../src/dataset/npy.ts');
    for (const length of [0, 5, 9, 11, 40, bytes.length - 1]) {
      expect(await dataErrorOf(() => parseNpy(bytes.subarray(0, length), 'a'))).toMatch(/^a (is|does)/);
    }
  });
});
