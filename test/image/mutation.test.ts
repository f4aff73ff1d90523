import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { ImageError } from '../../src/errors.ts';
import { MAX_PIXELS } from '../../src/image/decode/decoded-image.ts';
import { preprocess } from '../../src/image/preprocess.ts';
import { decodeImage } from '../../src/node/decode.ts';
import { mendPng } from './support/png-bytes.ts';

/** Mutations of each kind of file; NN_MUTATIONS=100000 for the long run. */
const runs = Number(process.env.NN_MUTATIONS ?? 150);
const seed = Number(process.env.NN_MUTATION_SEED ?? 20240);

const side = 24;
const drawing = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
  const x = Math.floor(i / 3) % side;
  const y = Math.floor(i / 3 / side);
  const stroke = x > 9 && x < 13 && y > 3 && y < 20;
  return stroke ? 20 + (i % 3) * 10 : 230 - ((x * 3 + y) % 11);
});
const source = () => sharp(drawing, { raw: { width: side, height: side, channels: 3 } });

type Mend = (changed: Uint8Array) => Uint8Array;

const kinds: readonly (readonly [name: string, encode: () => Promise<Uint8Array>, mend?: Mend])[] = [
  ['PNG', () => source().png().toBuffer()],
  ['PNG with mended checksums', () => source().png().toBuffer(), mendPng],
  ['palette PNG with mended checksums', () => source().png({ palette: true }).toBuffer(), mendPng],
  ['palette PNG', () => source().png({ palette: true }).toBuffer()],
  ['16-bit interlaced PNG', () => source().toColourspace('rgb16').png({ progressive: true }).toBuffer()],
  ['JPEG', () => source().jpeg().toBuffer()],
  ['progressive JPEG', () => source().jpeg({ progressive: true }).toBuffer()],
  ['JPEG with EXIF', () => source().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
  ['WebP', () => source().webp().toBuffer()],
  ['lossless WebP', () => source().webp({ lossless: true }).toBuffer()],
  ['GIF', () => source().gif().toBuffer()],
  ['TIFF', () => source().tiff({ compression: 'none' }).toBuffer()],
  ['LZW TIFF', () => source().tiff({ compression: 'lzw' }).toBuffer()],
];

/** Up to 8 bytes set, then perhaps cut short, with a part repeated, or with a part left out. */
const mutation = fc.record({
  bytes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
  at: fc.nat(),
  length: fc.nat(64),
  splice: fc.constantFrom('none', 'none', 'cut', 'repeat', 'omit'),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(bytes: Uint8Array, { bytes: changes, at, length, splice }: Mutation): Uint8Array {
  const out = Uint8Array.from(bytes);
  for (const [where, value] of changes) out[where % out.length] = value;
  const from = at % out.length;
  if (splice === 'cut') return out.subarray(0, from);
  if (splice === 'repeat') return Buffer.concat([out.subarray(0, from + length), out.subarray(from)]);
  if (splice === 'omit') return Buffer.concat([out.subarray(0, from), out.subarray(from + length)]);
  return out;
}

describe('a mutated file is either read or refused as a picture, soon and within bounds', () => {
  test.each(kinds.map(([name, encode, mend]) => ({ name, encode, mend })))(
    '$name',
    async ({ encode, mend = (changed: Uint8Array) => changed }) => {
      const bytes = await encode();
      await fc.assert(
        fc.asyncProperty(mutation, async (change) => {
          const before = process.cpuUsage(); // the clock would tell how busy the machine is
          try {
            const { picture } = await decodeImage(mend(mutate(bytes, change)), 'it');
            expect(picture.width * picture.height).toBeLessThanOrEqual(MAX_PIXELS);
            expect(preprocess(picture).pixels.length).toBe(784);
          } catch (error) {
            expect(error).toBeInstanceOf(ImageError);
            expect((error as ImageError).message).not.toMatch(/[\n\r]/);
          }
          const { user, system } = process.cpuUsage(before);
          expect(user + system).toBeLessThan(25e6);
        }),
        { numRuns: runs, seed },
      );
      expect(process.memoryUsage().rss).toBeLessThan(1.5e9);
    },
    900_000 + runs * 1000,
  );
});

describe('any pixels have a form', () => {
  test(
    'of every size and number of channels',
    () => {
      const picture = fc
        .tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 90 }), fc.constantFrom(1, 2, 3, 4))
        .chain(([width, height, channels]) =>
          fc.record({
            width: fc.constant(width),
            height: fc.constant(height),
            channels: fc.constant(channels as 1 | 2 | 3 | 4),
            levels: fc.array(fc.nat(255), { minLength: 1, maxLength: 40 }),
            stretch: fc.integer({ min: 1, max: 200 }),
          }),
        );
      fc.assert(
        fc.property(picture, fc.constantFrom('auto', 'yes', 'no'), (shape, invert) => {
          const { width, height, channels, levels, stretch } = shape;
          const data = Uint8Array.from(
            { length: width * height * channels },
            (_, i) => levels[Math.floor(i / stretch) % levels.length],
          );
          const form = preprocess({ width, height, channels, data }, { invert });
          expect(form.pixels.length).toBe(784);
          expect(form.blank).toBe(form.pixels.every((value) => value === 0));
          expect(form.blank).toBe(form.decisions.reason !== undefined);
          const { x, y, width: w, height: h } = form.decisions.box;
          expect(x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= width && y + h <= height).toBe(true);
          for (const value of [form.decisions.threshold, form.decisions.strokeWidth]) {
            expect(Number.isFinite(value)).toBe(true);
          }
        }),
        { numRuns: Math.max(300, runs), seed: 7 },
      );
    },
    900_000 + runs * 1000,
  );
});
