/** Interlaced PNG files of few bits a pixel, as our own reader has them where sharp is missing; sharp is the measure. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImageError } from '../../src/errors.ts';
import { decodePngWithoutSharp } from '../../src/node/png-without-sharp.ts';
import { mendPng, pngChunk } from '../image/support/png-bytes.ts';
import { bySharp, rgba } from '../image/support/rgba.ts';
import { sharedData, withoutSharedData } from '../support/shared-data.ts';

const suite = sharedData('pngsuite');

const sizes = fc.integer({ min: 1, max: 20 });
const file = fc
  .tuple(sizes, sizes, fc.constantFrom(1, 2, 4), fc.constantFrom(0, 3))
  .chain(([width, height, depth, colour]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      depth: fc.constant(depth),
      colour: fc.constant(colour),
      palette: fc.uint8Array({ minLength: 3 * 2 ** depth, maxLength: 3 * 2 ** depth }),
      alphas: fc.uint8Array({ maxLength: 2 ** depth }),
      seed: fc.nat(),
    }),
  );
type File = typeof file extends fc.Arbitrary<infer T> ? T : never;

/** Lengths of the rows of each pass: the pixels at these places of each 8x8 (PNG specification, 8.2). */
const ADAM7 = [
  '16462646',
  '77777777',
  '56565656',
  '77777777',
  '36463646',
  '77777777',
  '56565656',
  '77777777',
];

/** Any bytes are rows of some picture: what counts is how long they are. */
function interlaced({ width, height, depth, colour, palette, alphas, seed }: File): Uint8Array {
  let state = seed;
  const byte = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 16) & 255;
  };
  const rows: number[] = [];
  for (let pass = 1; pass <= 7; pass++) {
    for (let y = 0; y < height; y++) {
      let count = 0;
      for (let x = 0; x < width; x++) if (ADAM7[y % 8][x % 8] === String(pass)) count++;
      if (count === 0) continue;
      rows.push(byte() % 5);
      for (let n = 0; n < Math.ceil((count * depth) / 8); n++) rows.push(byte());
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, 1], 8);
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      pngChunk('IHDR', header),
      ...(colour === 3 ? [pngChunk('PLTE', palette)] : []),
      ...(colour === 3 && alphas.length > 0 ? [pngChunk('tRNS', alphas)] : []),
      pngChunk('IDAT', deflateSync(Uint8Array.from(rows))),
      pngChunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

describe('interlaced PNG files of 1, 2 and 4 bits a pixel', () => {
  test('have the pixels that sharp finds, for rows of every filter', async () => {
    await fc.assert(
      fc.asyncProperty(file, async (fields) => {
        const bytes = interlaced(fields);
        const { picture } = decodePngWithoutSharp(bytes, 'it');
        expect([picture.width, picture.height]).toEqual([fields.width, fields.height]);
        expect(rgba(picture).equals(await bySharp(bytes))).toBe(true);
      }),
      { numRuns: 150, seed: 11 },
    );
  });

  test.skipIf(suite === null)(`as all files of PngSuite (${withoutSharedData('pngsuite')})`, async () => {
    const differing: string[] = [];
    let few = 0;
    for (const name of readdirSync(suite!).filter((name) => /^[^x].*\.png$/.test(name))) {
      const bytes = new Uint8Array(readFileSync(join(suite!, name)));
      if (bytes[28] === 1 && bytes[24] < 8) few++;
      const { picture } = decodePngWithoutSharp(bytes, name);
      if (!rgba(picture).equals(await bySharp(bytes))) differing.push(name);
    }
    expect(differing).toEqual([]);
    expect(few).toBeGreaterThan(5);
  });

  test('are refused with an error of ours if damaged, with right checksums or without', () => {
    const bytes = interlaced({
      ...{ width: 17, height: 11, depth: 2, colour: 3, seed: 1 },
      ...{ palette: new Uint8Array(12), alphas: new Uint8Array(2) },
    });
    for (let n = 0; n < 3 * bytes.length; n++) {
      const changed = bytes.slice(0, n % 3 === 2 ? Math.floor(n / 3) : bytes.length);
      if (n % 3 < 2) changed[Math.floor(n / 3)] ^= 1 << (n % 8);
      try {
        decodePngWithoutSharp(n % 3 === 1 ? mendPng(changed) : changed, 'it');
      } catch (error) {
        expect(error).toBeInstanceOf(ImageError);
      }
    }
  });
});
