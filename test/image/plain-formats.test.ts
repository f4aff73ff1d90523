import { describe, expect, test } from 'vitest';
import { ImageError } from '../../src/errors.ts';
import { decodePlain } from '../../src/image/decode/plain-formats.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** An uncompressed bitmap of `bits`, 40 bytes of header, rows from bottom to top. */
function bmp(width: number, height: number, bits: number, rest: readonly number[], palette = 0): Uint8Array {
  const bytes = new Uint8Array(54 + rest.length);
  const view = new DataView(bytes.buffer);
  bytes.set(ascii('BM'));
  view.setUint32(10, 54 + palette, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(28, bits, true);
  bytes.set(rest, 54);
  return bytes;
}

const pixels = (bytes: Uint8Array, format: 'BMP' | 'Netpbm') =>
  Array.from(decodePlain(bytes, format, 'it')?.picture.data ?? []);

describe('Netpbm', () => {
  test('binary and text, grey and colour, 8 and 16 bits', () => {
    expect(pixels(Uint8Array.of(...ascii('P5 2 1 255\n'), 7, 200), 'Netpbm')).toEqual([7, 200]);
    expect(pixels(Uint8Array.of(...ascii('P6\n# made by hand\n1 1\n255\n'), 1, 2, 3), 'Netpbm')).toEqual([
      1, 2, 3,
    ]);
    expect(pixels(ascii('P2 2 1 15\n0 15\n'), 'Netpbm')).toEqual([0, 255]);
    expect(pixels(Uint8Array.of(...ascii('P5 1 1 65535\n'), 128, 0), 'Netpbm')).toEqual([128]);
  });

  test.each(['P5 2 2 255\nab', 'P5 0 1 255\n', 'P5 1 1 0\n1', 'P5 1', 'P2 2 1 255\n1 x'])(
    '%j is damaged',
    (text) => {
      expect(() => decodePlain(ascii(text), 'Netpbm', 'it')).toThrow(ImageError);
    },
  );

  test('a header that claims more than can be is refused before memory is taken', () => {
    expect(() => decodePlain(ascii('P5 99999999 99999999 255\n'), 'Netpbm', 'it')).toThrow(/too large/);
  });
});

describe('BMP', () => {
  test('24 bits, and one bit with a palette', () => {
    const rows = [9, 8, 7, 0, 3, 2, 1, 0]; // blue, green, red and padding, the lower row first
    expect(pixels(bmp(1, 2, 24, rows), 'BMP')).toEqual([1, 2, 3, 7, 8, 9]);
    expect(pixels(bmp(1, -2, 24, rows), 'BMP')).toEqual([7, 8, 9, 1, 2, 3]);
    const bits = [0, 0, 0, 0, 255, 255, 255, 0, 0b10100000, 0, 0, 0];
    expect(pixels(bmp(3, 1, 1, bits, 8), 'BMP')).toEqual([255, 255, 255, 0, 0, 0, 255, 255, 255]);
  });

  test.each([
    ['cut off', bmp(4, 4, 24, [1, 2, 3])],
    ['of no size', bmp(0, 4, 24, [])],
    ['of odd bits', bmp(1, 1, 7, [0, 0, 0, 0])],
    ['of a header alone', ascii('BM')],
  ])('%s', (_, bytes) => {
    expect(() => decodePlain(bytes, 'BMP', 'it')).toThrow(ImageError);
  });

  test('large ones are shrunk', () => {
    const image = decodePlain(bmp(2048, 2, 24, new Array(2 * 3 * 2048).fill(90)), 'BMP', 'it');
    expect(image).toMatchObject({ scale: 0.5, picture: { width: 1024, height: 1 } });
    expect(new Set(image?.picture.data)).toEqual(new Set([90]));
  });
});
