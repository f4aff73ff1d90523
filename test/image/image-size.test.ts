/** Sizes by the first bytes of a file, held against the decoder's, and against files that are cut off. */

import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import type { ImageFormat } from '../../src/image/decode/decoded-image.ts';
import { readImageSize } from '../../src/image/decode/image-size.ts';

const [width, height] = [317, 41];
const image = (channels: 3 | 4): Sharp =>
  sharp({ create: { width, height, channels, background: { r: 1, g: 200, b: 3, alpha: 0.5 } } });

const files: readonly {
  readonly name: string;
  readonly format: ImageFormat;
  readonly make: () => Sharp;
}[] = [
  { name: 'PNG', format: 'PNG', make: () => image(4).png() },
  { name: 'GIF', format: 'GIF', make: () => image(3).gif() },
  { name: 'baseline JPEG', format: 'JPEG', make: () => image(3).jpeg() },
  {
    name: 'progressive JPEG with metadata',
    format: 'JPEG',
    make: () =>
      image(3)
        .withExif({ IFD0: { Artist: 'A' } })
        .jpeg({ progressive: true }),
  },
  { name: 'lossy WebP', format: 'WebP', make: () => image(3).webp() },
  { name: 'lossless WebP', format: 'WebP', make: () => image(3).webp({ lossless: true }) },
  { name: 'WebP with transparency', format: 'WebP', make: () => image(4).webp() },
  { name: 'AVIF', format: 'AVIF', make: () => image(3).avif({ effort: 0 }) },
];

describe.each(files)('$name', ({ format, make }) => {
  test('says its size, or nothing where it is cut off', async () => {
    const bytes = new Uint8Array(await make().toBuffer());
    expect(readImageSize(bytes, format)).toEqual({ width, height });
    for (let length = 0; length < Math.min(bytes.length, 600); length++) {
      const size = readImageSize(bytes.subarray(0, length), format);
      if (size !== undefined) expect(size).toEqual({ width, height });
    }
  });
});

test('a size of zero, and a JPEG without a frame, say nothing', () => {
  expect(readImageSize(new Uint8Array(64), 'PNG')).toBeUndefined();
  expect(readImageSize(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xd9), 'JPEG')).toBeUndefined();
  expect(readImageSize(new Uint8Array(64).fill(0xff), 'JPEG')).toBeUndefined();
});
