import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { ImageError } from '../../src/errors.ts';
import { WORKING_SIZE } from '../../src/image/decode/decoded-image.ts';
import { decodeImage, encodeGreyPng, readImage } from '../../src/node/decode.ts';
import { pngChunk, pngHeader } from '../image/support/png-bytes.ts';
import { sharedData, withoutSharedData } from '../support/shared-data.ts';
import { noPosix } from '../support/system.ts';

const folder = mkdtempSync(join(tmpdir(), 'nn-decode-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 4x2 pixels: red, green, blue, white over black, grey, yellow, cyan. */
const COLOURS = Uint8Array.from([
  255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 128, 128, 128, 255, 255, 0, 0, 255, 255,
]);
const colours = () => sharp(COLOURS, { raw: { width: 4, height: 2, channels: 3 } });

describe('formats', () => {
  test.each([
    ['PNG', () => colours().png().toBuffer(), 0],
    ['PNG', () => colours().png({ palette: true }).toBuffer(), 4],
    ['PNG', () => colours().toColourspace('rgb16').png().toBuffer(), 0],
    ['WebP', () => colours().webp({ lossless: true }).toBuffer(), 0],
    ['GIF', () => colours().gif().toBuffer(), 4],
    ['TIFF', () => colours().tiff({ compression: 'lzw' }).toBuffer(), 0],
  ] as const)('%s gives back its pixels', async (format, encode, tolerance) => {
    const decoded = await decodeImage(await encode());
    const { width, height, channels, data } = decoded.picture;
    expect([decoded.format, decoded.scale, width, height]).toEqual([format, 1, 4, 2]);
    for (let p = 0; p < 8; p++) {
      for (let c = 0; c < 3; c++) {
        expect(Math.abs(data[p * channels + c] - COLOURS[p * 3 + c])).toBeLessThanOrEqual(tolerance);
      }
    }
  });

  test('a CMYK JPEG and TIFF come out as sRGB', async () => {
    const large = colours().resize(64, 32, { kernel: 'nearest' });
    for (const bytes of [
      await large.clone().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
      await large.clone().toColourspace('cmyk').tiff().toBuffer(),
    ]) {
      const { picture } = await decodeImage(bytes);
      expect([picture.width, picture.height, picture.channels]).toEqual([64, 32, 3]);
      const white = (8 * 64 + 56) * 3;
      const black = (24 * 64 + 8) * 3;
      expect(picture.data[white]).toBeGreaterThan(230);
      expect(picture.data[black]).toBeLessThan(70);
    }
  });

  test('alpha is kept', async () => {
    const rgba = Uint8Array.from([10, 20, 30, 0, 200, 100, 50, 255]);
    const png = await sharp(rgba, { raw: { width: 2, height: 1, channels: 4 } })
      .png()
      .toBuffer();
    const { picture } = await decodeImage(png);
    expect(picture.channels).toBe(4);
    expect([...picture.data.subarray(4)]).toEqual([200, 100, 50, 255]);
    expect(picture.data[3]).toBe(0);
  });

  test.each([
    [3, 'upside down'],
    [6, 'turned to the right'],
    [8, 'turned to the left'],
  ])('EXIF orientation %i (%s) is undone', async (orientation) => {
    const half = new Uint8Array(40 * 20).fill(255);
    half.fill(0, 0, 40 * 10); // the upper half is black
    const jpeg = await sharp(half, { raw: { width: 40, height: 20, channels: 1 } })
      .jpeg()
      .withMetadata({ orientation })
      .toBuffer();
    const { picture } = await decodeImage(jpeg);
    const { width, height, channels, data } = picture;
    const at = (x: number, y: number) => data[(y * width + x) * channels];
    if (orientation === 3) {
      expect([width, height]).toEqual([40, 20]);
      expect([at(20, 2) > 200, at(20, 17) < 60]).toEqual([true, true]);
    } else {
      expect([width, height]).toEqual([20, 40]);
      const blackOnTheRight = orientation === 6;
      expect([at(17, 20) < 60, at(2, 20) < 60]).toEqual([blackOnTheRight, !blackOnTheRight]);
    }
  });

  test('of an animation and of a document of several pages the first is taken', async () => {
    const frame = (level: number) =>
      sharp({ create: { width: 5, height: 4, channels: 3, background: { r: level, g: level, b: level } } })
        .png()
        .toBuffer();
    const frames = await Promise.all([frame(200), frame(20)]);
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const webp = await sharp(frames, { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    for (const bytes of [gif, webp]) {
      const { picture } = await decodeImage(bytes);
      expect([picture.width, picture.height]).toEqual([5, 4]);
      expect(Math.abs(picture.data[0] - 200)).toBeLessThanOrEqual(2);
    }
  });

  test('a large picture is shrunk, and its scale told', async () => {
    const jpeg = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#ccc' } })
      .jpeg()
      .toBuffer();
    const { picture, scale } = await decodeImage(jpeg);
    expect([picture.width, picture.height]).toEqual([WORKING_SIZE, (WORKING_SIZE * 3) / 4]);
    expect(scale).toBe(WORKING_SIZE / 4000);
  });

  test('a hairline of a large photo survives the shrinking', async () => {
    const width = 4000;
    const data = new Uint8Array(width * 3000).fill(220);
    for (let y = 0; y < 3000; y++) data.fill(40, y * width + 1999, y * width + 2003);
    const jpeg = await sharp(data, { raw: { width, height: 3000, channels: 1 } })
      .jpeg()
      .toBuffer();
    const { picture } = await decodeImage(jpeg);
    const row = picture.data.subarray(0, picture.width * picture.channels);
    expect(Math.min(...row)).toBeLessThan(140);
  });
});

describe('what is refused', () => {
  const cases: readonly (readonly [name: string, bytes: Uint8Array | string, message: RegExp])[] = [
    ['an empty file', '', /^it is empty \(0 bytes\)/],
    ['text', 'hello, world', /^it is not a picture/],
    [
      'SVG',
      '<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>',
      /^it is an SVG drawing/,
    ],
    ['SVG after a prologue', '<?xml version="1.0"?>\n<!-- x -->\n<svg width="1"/>', /^it is an SVG drawing/],
    ['HTML', '<!DOCTYPE html><html></html>', /^it is an HTML page/],
    ['PDF', '%PDF-1.7\n', /^it is a PDF document/],
    ['PostScript', '%!PS-Adobe-3.0', /^it is a PostScript document/],
    [
      'HEIF',
      '\0\0\0\x18ftypheic\0\0\0\0',
      /^it is a HEIF picture, which is not supported; save it as a JPEG/,
    ],
    ['BMP', 'BM\x46\0\0\0', /^it is a damaged BMP file/],
    ['gzip', '\x1f\x8b\x08\0', /^it is a gzip archive/],
    ['a PNG signature alone', '\x89PNG\r\n\x1a\n', /^it is a damaged PNG file/],
    ['a JPEG marker alone', '\xff\xd8\xff\xe0', /^it is a damaged JPEG file/],
  ];
  test.each(cases)('%s', async (_name, content, message) => {
    const bytes = typeof content === 'string' ? Uint8Array.from(content, (c) => c.charCodeAt(0)) : content;
    const error = await decodeImage(bytes, 'it').catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ImageError);
    expect((error as ImageError).message).toMatch(message);
    expect((error as ImageError).exitCode).toBe(3);
  });

  test.each([
    [50_000, 50_000],
    [2 ** 31 - 1, 1],
    [200_000_000, 1],
    [12_000, 12_000],
  ])('a decompression bomb of %i x %i pixels, before memory is taken for it', async (width, height) => {
    const before = process.memoryUsage().rss;
    const bytes = Buffer.concat([
      pngHeader(width, height),
      pngChunk('IDAT', deflateSync(new Uint8Array(100_000))),
      pngChunk('IEND', new Uint8Array(0)),
    ]);
    const error = await decodeImage(bytes, 'it').catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ImageError);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  test('a picture of too many pixels says so', async () => {
    const bytes = Buffer.concat([
      pngHeader(50_000, 50_000),
      pngChunk('IDAT', deflateSync(new Uint8Array(9))),
    ]);
    await expect(decodeImage(bytes, 'bomb.png')).rejects.toThrow(
      'bomb.png is too large: pictures of up to 100 megapixels are read; shrink it first',
    );
  });

  const noise = Uint8Array.from({ length: 60 * 60 * 3 }, (_, i) => (i * 7919) % 251);
  const noisy = () => sharp(noise, { raw: { width: 60, height: 60, channels: 3 } });
  test.each([
    ['PNG', () => noisy().png().toBuffer()],
    ['JPEG', () => noisy().jpeg().toBuffer()],
    ['progressive JPEG', () => noisy().jpeg({ progressive: true }).toBuffer()],
    ['WebP', () => noisy().webp().toBuffer()],
    ['GIF', () => noisy().gif().toBuffer()],
    ['TIFF', () => noisy().tiff({ compression: 'deflate' }).toBuffer()],
  ] as const)('a truncated %s', async (_format, encode) => {
    const bytes = await encode();
    for (const part of [0.3, 0.6, 0.9]) {
      const error = await decodeImage(bytes.subarray(0, Math.floor(bytes.length * part)), 'it').catch(
        (cause: unknown) => cause,
      );
      expect(error, `cut at ${part}`).toBeInstanceOf(ImageError);
    }
  });
});

describe('files', () => {
  test('a picture', async () => {
    const path = join(folder, 'four.png');
    writeFileSync(path, await colours().png().toBuffer());
    expect((await readImage(path)).picture.width).toBe(4);
  });

  test('paths that are no picture are named as the caller wishes, with what is wrong', async () => {
    mkdirSync(join(folder, 'sub'));
    symlinkSync('loop', join(folder, 'loop'));
    writeFileSync(join(folder, 'empty.png'), '');
    const cases: readonly (readonly [string, string])[] = [
      ['sub', 'X is a folder, not a picture'],
      ['absent.png', 'X does not exist; check the path'],
      ['four.png/below', 'X does not exist; check the path'],
      ['loop', 'X is a symbolic link that leads back to itself'],
      ['empty.png', 'X is empty (0 bytes); use a PNG, JPEG, WebP, GIF, TIFF, AVIF, BMP, PGM or PPM file'],
    ];
    for (const [path, message] of cases) {
      await expect(readImage(join(folder, path), 'X')).rejects.toThrow(new ImageError(message));
    }
  });

  test.skipIf(noPosix)('a pipe that nobody writes to does not hang', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await expect(readImage(join(folder, 'pipe'), 'X')).rejects.toThrow('X is not a file');
  });
});

test('a 28x28 form is written as a grey PNG that reads back the same', async () => {
  const pixels = Uint8Array.from({ length: 784 }, (_, i) => i % 256);
  const png = await encodeGreyPng(pixels, 28, 28);
  const { picture } = await decodeImage(png);
  expect(picture.width).toBe(28);
  const grey = Uint8Array.from({ length: 784 }, (_, i) => picture.data[i * picture.channels]);
  expect(grey).toEqual(pixels);
});

const suite = sharedData('pngsuite');
describe.skipIf(suite === null)(
  `PngSuite${suite === null ? ` (${withoutSharedData('pngsuite')})` : ''}`,
  () => {
    const files = suite === null ? [] : readdirSync(suite).filter((name) => name.endsWith('.png'));
    test('the 14 corrupt files are refused, all others decoded', async () => {
      const refused: string[] = [];
      for (const name of files) {
        try {
          const { picture } = await decodeImage(readFileSync(join(suite!, name)));
          expect(picture.data.length).toBe(picture.width * picture.height * picture.channels);
        } catch (error) {
          expect(error).toBeInstanceOf(ImageError);
          refused.push(name);
        }
      }
      expect(files.length).toBe(175);
      expect(refused).toEqual(files.filter((name) => name.startsWith('x')));
      expect(refused.length).toBe(14);
    });
  },
);
