/** Decompression bombs: small files that claim to need much memory or time, with almost no data. */
import { deflateSync } from 'node:zlib';
import { bmpHeader } from '../image/support/bmp-bytes.ts';
import { pngChunk } from '../image/support/png-bytes.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A PNG with a header and a few rows. */
function png(width: number, height: number, bits: number, colour: number, interlaced = 0): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colour, 0, 0, interlaced], 8);
  const rows = deflateSync(Buffer.alloc(1000));
  const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', rows), pngChunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([latin1('\x89PNG\r\n\x1a\n'), ...chunks]);
}

/** A JPEG with a frame header of three components. @param frame its marker: C0 is baseline, C2 progressive */
function jpeg(width: number, height: number, frame: number, scans = 1): Buffer {
  const header = Buffer.from([
    0xff,
    0xd8,
    0xff,
    frame,
    0,
    17,
    8,
    0,
    0,
    0,
    0,
    3,
    1,
    0x11,
    0,
    2,
    0x11,
    0,
    3,
    0x11,
    0,
  ]);
  header.writeUInt16BE(height, 7);
  header.writeUInt16BE(width, 9);
  const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0]);
  return Buffer.concat([header, ...Array.from({ length: scans }, () => scan), Buffer.from([0xff, 0xd9])]);
}

function gif(width: number, height: number): Buffer {
  const bytes = Buffer.concat([latin1('GIF89a'), Buffer.alloc(7), latin1(';')]);
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  return bytes;
}

/** @param fields of the directory: tag and value */
function tiff(fields: readonly (readonly [tag: number, value: number])[]): Buffer {
  const bytes = Buffer.alloc(8 + 2 + 12 * fields.length + 4);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(fields.length, 8);
  for (const [k, [tag, value]] of fields.entries()) {
    const at = 10 + 12 * k;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(4, at + 2);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  }
  return bytes;
}

const strips = (width: number, height: number, samples: number, rows: number): Buffer =>
  tiff([
    [256, width],
    [257, height],
    [258, 8],
    [277, samples],
    [278, rows],
  ]);

/** @param kind `VP8L` is lossless */
function webp(kind: 'VP8 ' | 'VP8L' | 'VP8X', width: number, height: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.write(`RIFF\x20\0\0\0WEBP${kind}\x14\0\0\0`, 'latin1');
  if (kind === 'VP8 ') {
    bytes.set([0x9d, 1, 0x2a], 23);
    bytes.writeUInt16LE(width, 26);
    bytes.writeUInt16LE(height, 28);
  } else if (kind === 'VP8L') {
    bytes[20] = 0x2f;
    bytes.writeUInt32LE((((height - 1) << 14) | (width - 1)) >>> 0, 21);
  } else {
    bytes.writeUIntLE(width - 1, 24, 3);
    bytes.writeUIntLE(height - 1, 27, 3);
  }
  return bytes;
}

function avif(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32BE(24);
  bytes.write('ftypavif', 4, 'latin1');
  bytes.write('ispe', 28, 'latin1');
  bytes.writeUInt32BE(width, 36);
  bytes.writeUInt32BE(height, 40);
  return bytes;
}

const bmp = (width: number, height: number): Buffer =>
  Buffer.concat([bmpHeader(width, height), Buffer.alloc(6)]);

const LENGTH = 'is too long, with ';
const AREA = 'is too large: ';
const MEMORY = / would take \d+ MB to decode/;
const WORK = ' would take too long to decode';

/** Image files of each format, for each resource that they could exhaust, and the expected error. */
export const imageBombs: readonly (readonly [name: string, bytes: Buffer, said: string | RegExp])[] = [
  ['wide.png', png(25_000_000, 4, 8, 6), LENGTH],
  ['tall.png', png(1, 70_000, 1, 0), LENGTH],
  ['area.png', png(20_000, 20_000, 1, 0), AREA],
  ['work.png', png(10_000, 10_000, 16, 6), WORK],
  ['interlaced.png', png(10_000, 10_000, 16, 6, 1), MEMORY],
  ['area.jpg', jpeg(65_000, 65_000, 0xc0), AREA],
  ['progressive.jpg', jpeg(10_000, 10_000, 0xc2), MEMORY],
  ['scans.jpg', jpeg(4000, 4000, 0xc2, 500), WORK],
  ['area.gif', gif(65_000, 65_000), AREA],
  ['memory.gif', gif(10_000, 10_000), MEMORY],
  ['wide.tif', strips(25_000_000, 4, 4, 1), LENGTH],
  ['area.tif', strips(20_000, 20_000, 1, 1), AREA],
  ['strip.tif', strips(10_000, 10_000, 3, 10_000), MEMORY],
  ['samples.tif', strips(1000, 1000, 10_000, 1), WORK],
  [
    'tile.tif',
    tiff([
      [256, 100],
      [257, 100],
      [258, 8],
      [277, 4],
      [322, 60_000],
      [323, 60_000],
    ]),
    MEMORY,
  ],
  ['lossless.webp', webp('VP8L', 10_000, 10_000), MEMORY],
  ['animated.webp', webp('VP8X', 10_000, 10_000), MEMORY],
  ['area.webp', webp('VP8 ', 16_000, 16_000), AREA],
  ['memory.avif', avif(8000, 8000), MEMORY],
  ['wide.avif', avif(25_000_000, 4), LENGTH],
  ['area.bmp', bmp(30_000, 30_000), AREA],
  ['empty.bmp', bmp(9000, 9000), 'is a damaged BMP file'],
  ['area.pgm', latin1('P5 30000 30000 255\n'), AREA],
  ['empty.ppm', latin1('P6 9000 9000 255\n'), 'is a damaged Netpbm file'],
];

/** JSON texts of about 5 MB, by what they contain much of. */
export const jsonBombs: readonly (readonly [name: string, text: (start: string) => string, said: string])[] =
  [
    ['objects', (start) => `${start}"x":[${'{},'.repeat(1_700_000)}{}]}`, 'lists and objects'],
    ['lists', (start) => `${start}"x":[${'[],'.repeat(1_700_000)}[]]}`, 'lists and objects'],
    ['depth', (start) => `${start}"x":${'['.repeat(2_500_000)}${']'.repeat(2_500_000)}}`, 'levels of lists'],
    ['texts', (start) => `${start}"x":[${'"",'.repeat(1_700_000)}""]}`, 'texts'],
  ];
