import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImageError } from '../../src/errors.ts';
import { crc32, plainCrc32 as crc32WithTables } from '../../src/node/crc32.ts';
import { decodeImage } from '../../src/node/decode.ts';
import { decodePlainPng } from '../../src/node/png.ts';
import { crc32 as plainCrc32 } from '../image/support/crc32.ts';
import { pngChunk } from '../image/support/png-bytes.ts';
import { bySharp, rgba } from '../image/support/rgba.ts';
import { sharedData, withoutSharedData } from '../support/shared-data.ts';

const suite = sharedData('pngsuite');

/** A PNG file of these chunks; the header is for 8 bits a channel. */
function png(width: number, height: number, colourType: number, ...chunks: Uint8Array[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = colourType;
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return Buffer.concat([signature, pngChunk('IHDR', header), ...chunks, pngChunk('IEND', Buffer.alloc(0))]);
}

describe('plain PNG files have the pixels that sharp finds', () => {
  test.skipIf(suite === null)(`in the whole suite (${withoutSharedData('pngsuite')})`, async () => {
    let plain = 0;
    for (const name of readdirSync(suite!, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.png')) continue;
      const bytes = readFileSync(join(suite!, name));
      const picture = decodePlainPng(bytes);
      if (picture === undefined) continue;
      plain++;
      expect(rgba(picture).equals(await bySharp(bytes)), name).toBe(true);
    }
    expect(plain).toBeGreaterThan(20);
  });

  const channelsOf = new Map([
    [0, 1],
    [2, 3],
    [4, 2],
    [6, 4],
  ]);

  test.each([0, 2, 4, 6])('of colour type %i, with rows of every filter', async (colourType) => {
    const channels = channelsOf.get(colourType)!;
    const rows = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([w, h]) =>
      fc.record({
        width: fc.constant(w),
        filters: fc.array(fc.nat(4), { minLength: h, maxLength: h }),
        bytes: fc.uint8Array({ minLength: w * h * channels, maxLength: w * h * channels }),
        split: fc.nat(20),
      }),
    );
    await fc.assert(
      fc.asyncProperty(rows, async ({ width, filters, bytes, split }) => {
        const stride = width * channels;
        const lines = filters.map((filter, y) =>
          Buffer.from([filter, ...bytes.subarray(y * stride, (y + 1) * stride)]),
        );
        const packed = deflateSync(Buffer.concat(lines));
        const parts = [packed.subarray(0, split), packed.subarray(split)].filter(({ length }) => length > 0);
        const file = png(width, filters.length, colourType, ...parts.map((part) => pngChunk('IDAT', part)));
        const picture = decodePlainPng(file)!;
        expect([picture.width, picture.height, picture.channels]).toEqual([width, filters.length, channels]);
        expect(rgba(picture).equals(await bySharp(file))).toBe(true);
      }),
      { numRuns: 100, seed: 5 },
    );
  });

  test('with a palette', async () => {
    const palette = pngChunk('PLTE', Uint8Array.of(1, 2, 3, 250, 20, 30));
    const rows = deflateSync(Uint8Array.of(0, 0, 1, 0, 1, 0));
    const file = png(2, 2, 3, palette, pngChunk('IDAT', rows));
    expect(rgba(decodePlainPng(file)!).equals(await bySharp(file))).toBe(true);
  });
});

describe('anything else is left to sharp', () => {
  const rows = deflateSync(Uint8Array.of(0, 9, 8, 0, 7, 6));
  const data = pngChunk('IDAT', rows);
  const small = png(2, 2, 0, data);

  test('the file that the others are made from is plain', () => {
    expect(decodePlainPng(small)?.data).toEqual(Uint8Array.of(9, 8, 7, 6));
  });

  test.each<[string, Uint8Array]>([
    ['a transparent colour', png(2, 2, 0, pngChunk('tRNS', Buffer.alloc(2)), data)],
    ['a colour profile', png(2, 2, 0, pngChunk('iCCP', Buffer.alloc(9)), data)],
    ['a turn', png(2, 2, 0, pngChunk('eXIf', Buffer.alloc(9)), data)],
    ['an unknown chunk', png(2, 2, 0, pngChunk('huHu', Buffer.alloc(9)), data)],
    ['no rows', png(2, 2, 0)],
    ['too few rows', png(2, 3, 0, data)],
    ['too many rows', png(2, 1, 0, data)],
    ['rows in two places', png(2, 2, 0, data, pngChunk('tEXt', Buffer.alloc(3)), data)],
    ['a filter that there is not', png(1, 1, 0, pngChunk('IDAT', deflateSync(Uint8Array.of(5, 0))))],
    ['no palette', png(2, 2, 3, data)],
    ['a palette that is too short', png(2, 2, 3, pngChunk('PLTE', Buffer.alloc(3)), data)],
    ['16 bits', Buffer.from(small).fill(16, 24, 25)],
    [
      'a wrong checksum',
      Buffer.from(small).fill(~small[small.length - 13], small.length - 13, small.length - 12),
    ],
    ['a missing end', small.subarray(0, small.length - 12)],
    ['a width of 0', png(0, 2, 0, data)],
    ['50,000 x 50,000 pixels', png(50_000, 50_000, 0, data)],
  ])('%s', (_name, file) => {
    expect(decodePlainPng(file)).toBeUndefined();
  });

  test('so that a bomb is refused', async () => {
    const bomb = png(512, 512, 0, pngChunk('IDAT', deflateSync(Buffer.alloc(50_000_000))));
    expect(decodePlainPng(bomb)).toBeUndefined();
    const huge = png(50_000, 50_000, 0, pngChunk('IDAT', deflateSync(Buffer.alloc(50_000_000))));
    await expect(decodeImage(huge)).rejects.toThrow(ImageError);
  });
});

test('checksums are those of the specification, from any place to any other', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * 37) & 255);
  for (let end = 0; end < bytes.length; end += 7) {
    for (const start of [0, 1, 2, 3, 5].filter((from) => from <= end)) {
      const expected = plainCrc32(bytes.subarray(start, end));
      expect(crc32(bytes, start, end)).toBe(expected);
      expect(crc32WithTables(bytes, start, end)).toBe(expected);
    }
  }
});
