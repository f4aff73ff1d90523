/** PNG files where sharp is not installed for this system; what it would have read is the measure. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { ImageError, SystemError } from '../../src/errors.ts';
import { toRaster } from '../../src/image/image.ts';
import { crc32 } from '../../src/node/crc32.ts';
import { decodeImage, encodeGreyPng } from '../../src/node/decode.ts';
import { decodePngWithoutSharp } from '../../src/node/png-without-sharp.ts';
import { sharedData, withoutSharedData } from '../support/shared-data.ts';

vi.mock('sharp', () => {
  throw new Error('Could not load the "sharp" module using the linux-x64 runtime');
});

/** A PNG file of those parts. */
function png(header: readonly number[], rows: Uint8Array): Uint8Array {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body) >>> 0, body.length + 4);
    return out;
  };
  const [width, height, ...rest] = header;
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(width, 0);
  ihdr.writeUInt32BE(height, 4);
  ihdr.set(rest, 8);
  const parts = [chunk('IHDR', ihdr), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]));
}

const decoded = async (bytes: Uint8Array): Promise<number[]> =>
  Array.from((await decodeImage(bytes)).picture.data);

describe('without sharp', () => {
  test('bits and two bytes a pixel are read', async () => {
    expect(await decoded(png([3, 2, 1, 0, 0, 0, 0], Uint8Array.of(0, 0b10100000, 0, 0b01000000)))).toEqual([
      255, 0, 255, 0, 255, 0,
    ]);
    expect(await decoded(png([2, 1, 4, 0, 0, 0, 0], Uint8Array.of(0, 0x0f)))).toEqual([0, 255]);
    expect(await decoded(png([2, 1, 16, 0, 0, 0, 0], Uint8Array.of(0, 0x12, 0xff, 0xff, 0x00)))).toEqual([
      0x12, 0xff,
    ]);
  });

  test('what is written is read again', async () => {
    const pixels = Uint8Array.from({ length: 784 }, (_, n) => n % 256);
    expect(await decoded(await encodeGreyPng(pixels, 28, 28))).toEqual(Array.from(pixels));
  });

  test('a file that unpacks to more than it says is refused, and one that is cut short', async () => {
    const bomb = png([3, 2, 1, 0, 0, 0, 0], new Uint8Array(1 << 24));
    await expect(decodeImage(bomb)).rejects.toThrow(ImageError);
    const whole = png([3, 2, 16, 2, 0, 0, 0], new Uint8Array(38));
    for (let end = 40; end < whole.length - 12; end += 3) {
      await expect(decodeImage(whole.subarray(0, end))).rejects.toThrow(ImageError);
    }
  });

  test('other formats say what to install, in one line', async () => {
    const jpeg = Uint8Array.of(
      0xff,
      0xd8,
      0xff,
      0xe0,
      0,
      16,
      ...Buffer.from('JFIF\0'),
      ...new Array(20).fill(0),
    );
    await expect(decodeImage(jpeg)).rejects.toThrow(SystemError);
    await expect(decodeImage(jpeg)).rejects.toThrow(/^sharp, .*PNG files are read without it$/);
  });

  const suite = sharedData('pngsuite');
  test.skipIf(suite === null)(
    `every file of PngSuite is read or refused${suite === null ? `: ${withoutSharedData('pngsuite')}` : ''}`,
    async () => {
      for (const name of readdirSync(suite!).filter((name) => name.endsWith('.png'))) {
        const bytes = new Uint8Array(readFileSync(join(suite!, name)));
        if (name.startsWith('x')) {
          await expect(decodeImage(bytes, name), name).rejects.toThrow(ImageError);
        } else {
          const { picture } = decodePngWithoutSharp(bytes, name);
          expect(toRaster(picture).data.length, name).toBe(picture.width * picture.height * picture.channels);
        }
      }
    },
  );
});
