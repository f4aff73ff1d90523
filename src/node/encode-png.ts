/**
 * Encodes small PNG files: 8 bits per channel, no filter. For 28x28 pixels, sharp takes longer to start than this
 * does altogether.
 *
 * PNG specification, third edition (W3C, 2025).
 */
import { deflateSync } from 'node:zlib';
import { crc32 } from './crc32.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** @param pixels height x width x channels bytes, grey or RGB */
export function encodePng(pixels: Uint8Array, width: number, height: number, channels: 1 | 3): Uint8Array {
  if (pixels.length !== width * height * channels) {
    throw new RangeError(
      `${width}x${height} pixels need ${width * height * channels} bytes, got ${pixels.length}`,
    );
  }
  const header = Buffer.alloc(13); // section 11.2.1
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = channels === 1 ? 0 : 2;
  const stride = width * channels;
  const rows = Buffer.alloc((stride + 1) * height); // each row begins with its filter type: 0, none
  for (let y = 0; y < height; y++) {
    rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  }
  return Buffer.concat([
    Buffer.from(SIGNATURE),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Length, type, data, CRC of type and data (5.3). */
function chunk(type: string, content: Buffer): Buffer {
  const bytes = Buffer.alloc(content.length + 12);
  bytes.writeUInt32BE(content.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(content, 8);
  bytes.writeUInt32BE(crc32(bytes, 4, bytes.length - 4), bytes.length - 4);
  return bytes;
}
