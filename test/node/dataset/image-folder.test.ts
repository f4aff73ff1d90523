import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { preprocess } from '../../../src/image/preprocess.ts';
import { findImages } from '../../../src/node/dataset/image-files.ts';
import { readImageFolder } from '../../../src/node/dataset/image-folder.ts';
import { openDataset } from '../../../src/node/dataset/open.ts';
import type { ImageFolderOptions } from '../../../src/node/dataset/preprocess-files.ts';
import { encodeGreyPng } from '../../../src/node/decode.ts';
import { dataErrorOf } from '../../support/data-error.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A 40x40 picture: a dark bar on white paper, wherever `at` says. */
function bar(at: number): Uint8Array {
  const pixels = new Uint8Array(1600).fill(255);
  for (let y = 8; y < 32; y++) for (let x = at; x < at + 4; x++) pixels[y * 40 + x] = 20 + ((at * y) % 50);
  return pixels;
}

const form = (at: number): Uint8Array =>
  preprocess({ width: 40, height: 40, channels: 1, data: bar(at) }).pixels;

const files: Uint8Array[] = [];

beforeAll(async () => {
  for (let at = 0; at < 20; at++) files.push(await encodeGreyPng(bar(at + 8), 40, 40));
});

/** A folder with these paths in it; a number is the bar there. */
function folderOf(contents: Record<string, number | Uint8Array | string>): string {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'number' ? files[content] : content);
  }
  return folder;
}

const images = (...bars: number[]): Buffer => Buffer.concat(bars.map((n) => form(n + 8)));

describe('a folder of digits', () => {
  test('is read by digit and name, deeper folders too, and hidden and other files are left out', async () => {
    const folder = folderOf({
      '3/b.png': 1,
      '3/a.PNG': 0,
      '3/more/z.png': 2,
      '0/x.png': 3,
      '3/.hidden.png': 4,
      '3/.git/x.png': 4,
      '3/notes.txt': 'no picture',
      'twelve/x.png': 5,
      '10/x.png': 5,
    });
    const { train, test: tests, name, pictures } = await openDataset(folder);
    expect([name, tests]).toEqual([folder, null]);
    expect(Array.from(train!.labels)).toEqual([0, 3, 3, 3]);
    expect(Buffer.from(train!.images).equals(images(3, 0, 1, 2))).toBe(true);
    expect(pictures).toEqual({ read: 4, cached: 0, refused: [] });
  });

  test('is the part that is asked for, and not both', async () => {
    const folder = folderOf({ '3/a.png': 0 });
    const tests = await openDataset(folder, { test: true });
    expect([tests.train, tests.test?.count]).toEqual([null, 1]);
    const train = await openDataset(folder, { train: true });
    expect([train.train?.count, train.test]).toEqual([1, null]);
    expect(await dataErrorOf(() => openDataset(folder, { train: true, test: true }))).toBe(
      `${folder} has no train/test split: put its digits into ${folder}/train/0 to 9 and ${folder}/test/0 to 9`,
    );
  });

  test('may have parts', async () => {
    const folder = folderOf({ 'train/3/a.png': 0, 'train/4/a.png': 1, 'test/7/a.png': 2 });
    const both = await openDataset(folder);
    expect([...both.train!.labels, ...both.test!.labels]).toEqual([3, 4, 7]);
    expect(Buffer.from(both.test!.images).equals(images(2))).toBe(true);
    const tests = await openDataset(folder, { test: true });
    expect([tests.train, tests.test?.count, tests.pictures?.read]).toEqual([null, 1, 1]);
  });

  test('that lacks the part, or has it twice, is refused', async () => {
    const half = folderOf({ 'train/3/a.png': 0 });
    expect(await dataErrorOf(() => openDataset(half, { test: true }))).toBe(
      `${half} has no test part: looked for ${half}/test/0 to 9, or name ${half}/train itself`,
    );
    const twice = folderOf({ 'train/3/a.png': 0, '3/a.png': 0 });
    expect(await dataErrorOf(() => openDataset(twice))).toBe(
      `${twice} holds digits both in train/ and next to them; move them to one place`,
    );
  });

  test('in MNIST form is taken as it is, where that is said', async () => {
    const pixels = Uint8Array.from(form(9));
    const folder = folderOf({ '1/a.png': await encodeGreyPng(pixels, 28, 28), '1/b.png': 0 });
    const { train, pictures } = await readImageFolder(folder, {}, { preprocess: false });
    expect(Buffer.from(train!.images).equals(Buffer.from(pixels))).toBe(true);
    expect(pictures?.refused[0]?.error.message).toMatch(/b\.png is 40x40 pixels, not the 28x28 of /);
  });

  test('of light ink is told so', async () => {
    const folder = folderOf({ '1/a.png': 0 });
    const read = async (invert: ImageFolderOptions['invert']) =>
      Buffer.from((await readImageFolder(folder, {}, { invert })).train!.images);
    expect((await read('no')).equals(await read('auto'))).toBe(true);
    expect((await read('yes')).equals(await read('auto'))).toBe(false);
  });

  test('is the same on any number of threads', async () => {
    const contents = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`${n % 10}/${n}.png`, n % 7 === 0 ? 'bad' : n % 20]),
    );
    const folder = folderOf(contents);
    const one = await readImageFolder(folder, {}, { threads: 1 });
    const done: number[] = [];
    const onProgress = (now: number, total: number) => done.push(now / total);
    const three = await readImageFolder(folder, {}, { threads: 3, onProgress });
    expect(one.pictures).toEqual(three.pictures);
    expect(one.pictures?.refused.length).toBe(43);
    expect(one.train!.labels).toEqual(three.train!.labels);
    expect(Buffer.from(one.train!.images).equals(Buffer.from(three.train!.images))).toBe(true);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(1);
  });
});

describe('what cannot be used is told of', () => {
  test('and is no error where there are others', async () => {
    const blank = await encodeGreyPng(new Uint8Array(1600).fill(255), 40, 40);
    const folder = folderOf({
      '5/a.png': 0,
      '5/b.png': blank,
      '5/c.png': 'text',
      '5/d.png': '',
      '5/e.png': 1,
    });
    symlinkSync('absent', join(folder, '5/f.png'));
    symlinkSync('..', join(folder, '5/loop'));
    symlinkSync('a.png', join(folder, '5/g.png'));
    const { train, pictures } = await openDataset(folder);
    expect(Buffer.from(train!.images).equals(images(0, 1, 0))).toBe(true);
    expect(pictures?.read).toBe(3);
    const messages = pictures!.refused.map(({ error }) => error.message.replaceAll(folder, ''));
    expect(messages.sort()).toEqual([
      '/5/b.png shows no digit: nothing stands out from the paper',
      '/5/c.png is not a picture; use a PNG, JPEG, WebP, GIF, TIFF, AVIF, BMP, PGM or PPM file',
      '/5/d.png is empty (0 bytes); use a PNG, JPEG, WebP, GIF, TIFF, AVIF, BMP, PGM or PPM file',
      '/5/f.png does not exist; check the path',
      '/5/loop/5 is a symbolic link that leads back to a folder above it; left out',
    ]);
  });

  test.skipIf(process.getuid?.() === 0)('files and folders without permission', async () => {
    const folder = folderOf({ '5/a.png': 0, '5/b.png': 1, '5/deep/c.png': 2 });
    chmodSync(join(folder, '5/b.png'), 0);
    chmodSync(join(folder, '5/deep'), 0);
    const { pictures } = await openDataset(folder);
    chmodSync(join(folder, '5/deep'), 0o700);
    expect(pictures?.refused.map(({ error }) => error.message.replaceAll(folder, ''))).toEqual([
      '/5/deep cannot be searched for pictures (permission denied)',
      '/5/b.png cannot be read: permission denied',
    ]);
  });

  test('and is an error where there is nothing else', async () => {
    const bad = folderOf({ '5/a.png': 'text', '6/b.png': 'text' });
    expect(await dataErrorOf(() => openDataset(bad))).toBe(
      `${bad} holds no picture that can be used: all 2 are refused; the first: ` +
        `${bad}/5/a.png is not a picture; use a PNG, JPEG, WebP, GIF, TIFF, AVIF, BMP, PGM or PPM file`,
    );
    const empty = folderOf({ '5/a.txt': 'text' });
    expect(await dataErrorOf(() => openDataset(empty))).toBe(
      `${empty} holds no pictures: no PNG, JPEG, WebP, GIF, TIFF, AVIF, BMP, PGM or PPM files are in its folders 0 to 9`,
    );
  });

  test('more names than there may be', async () => {
    const folder = folderOf({ 'a.png': 0, 'b.png': 1, 'c.png': 2, 'deep/d.png': 3 });
    expect(findImages(folder, 4).length).toBe(4);
    expect(await dataErrorOf(() => findImages(folder, 3))).toBe(
      `${folder} holds more than 3 names; use a part of them`,
    );
  });
});

describe('the cache', () => {
  const cached = async (folder: string, cacheFolder: string, more: ImageFolderOptions = {}) => {
    const { train, pictures } = await readImageFolder(folder, {}, { cacheFolder, ...more });
    return { bytes: Buffer.from(train!.images), cached: pictures!.cached, read: pictures!.read };
  };

  test('gives the same images, and knows a picture by its content alone', async () => {
    const folder = folderOf({ '1/a.png': 0, '1/b.png': 1, '1/bad.png': 'text' });
    const cacheFolder = join(temporaryFolder(), 'not', 'there', 'yet');
    const cold = await cached(folder, cacheFolder);
    expect([cold.cached, cold.read]).toEqual([0, 2]);
    const warm = await cached(folder, cacheFolder);
    expect([warm.cached, warm.bytes.equals(cold.bytes)]).toEqual([2, true]);

    // same path, length and time, other content
    const path = join(folder, '1/a.png');
    const other = Buffer.from(files[2]);
    const time = new Date(1e12);
    utimesSync(path, time, time);
    await cached(folder, cacheFolder);
    writeFileSync(path, other);
    utimesSync(path, time, time);
    const changed = await cached(folder, cacheFolder);
    expect([changed.cached, changed.bytes.equals(images(2, 1))]).toEqual([1, true]);

    // another way to prepare
    const inverted = await cached(folder, cacheFolder, { invert: 'yes' });
    expect(inverted.cached).toBe(0);
    const plain = await readImageFolder(folder, {}, { invert: 'yes' });
    expect(inverted.bytes.equals(Buffer.from(plain.train!.images))).toBe(true);
  });

  test('is not believed where a byte of it is wrong, and is made anew', async () => {
    const folder = folderOf({ '1/a.png': 0, '1/b.png': 1 });
    const cacheFolder = temporaryFolder();
    const cold = await cached(folder, cacheFolder);
    const [name] = readdirSync(cacheFolder);
    const file = join(cacheFolder, name);
    const whole = readFileSync(file);
    const damages = [
      Buffer.alloc(0),
      whole.subarray(0, 100),
      Buffer.concat([whole, Buffer.alloc(1)]),
      ...[0, 9, 41, 50, 700, whole.length - 1].map((at) => {
        const damaged = Buffer.from(whole);
        damaged[at] ^= 1;
        return damaged;
      }),
    ];
    for (const damaged of damages) {
      writeFileSync(file, damaged);
      const again = await cached(folder, cacheFolder);
      expect([again.cached, again.bytes.equals(cold.bytes)]).toEqual([0, true]);
      expect(readFileSync(file).equals(whole)).toBe(true);
    }
    expect(readdirSync(cacheFolder)).toEqual([name]);
  });

  test('that cannot be had is no failure', async () => {
    const folder = folderOf({ '1/a.png': 0 });
    const inTheWay = join(temporaryFolder(), 'file');
    writeFileSync(inTheWay, '');
    expect((await cached(folder, inTheWay)).read).toBe(1);
    expect((await cached(folder, '/dev/null/cache')).read).toBe(1);
  });
});
