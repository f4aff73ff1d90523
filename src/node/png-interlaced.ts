/**
 * Rewrites interlaced PNG files of less than 8 bits per pixel without interlacing, because the decoder used without
 * sharp cannot read them. With these depths, only grey and palette images exist.
 *
 * PNG specification, third edition (W3C, 2025), 8.2.
 */
import { deflateSync } from 'node:zlib';
import { crc32 } from './crc32.ts';
import { unfilter } from './png.ts';

/** Adam7: each pass takes the pixels from (x, y) in steps of (dx, dy). */
const PASSES = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
] as const;

const [WIDTH, HEIGHT, DEPTH, INTERLACED, HEADER_END] = [16, 20, 24, 28, 29];

/**
 * The same file without interlacing.
 * @param rows its unpacked rows, which are overwritten
 * @throws Error if they do not fit its size
 */
export function withoutInterlacing(bytes: Uint8Array, rows: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height, depth] = [view.getUint32(WIDTH), view.getUint32(HEIGHT), bytes[DEPTH]];
  const stride = 1 + Math.ceil((width * depth) / 8);
  const out = new Uint8Array(stride * height);
  let at = 0;
  for (const { x, y, dx, dy } of PASSES) {
    const columns = Math.ceil((width - x) / dx);
    const lines = Math.ceil((height - y) / dy);
    if (columns <= 0 || lines <= 0) continue;
    const length = Math.ceil((columns * depth) / 8);
    const pass = rows.subarray(at, at + (1 + length) * lines);
    at += (1 + length) * lines;
    if (at > rows.length || !unfilter(pass, length, 1)) throw new Error('rows that are not valid');
    for (let line = 0; line < lines; line++) {
      const to = (y + line * dy) * stride + 1;
      for (let column = 0; column < columns; column++) {
        const from = column * depth;
        const value = (pass[line * length + (from >> 3)] >> (8 - depth - (from & 7))) & (2 ** depth - 1);
        const bit = (x + column * dx) * depth;
        out[to + (bit >> 3)] |= value << (8 - depth - (bit & 7));
      }
    }
  }
  return withRows(bytes, view, out);
}

/** The file with different image data; all other chunks are kept, with their checksums. */
function withRows(bytes: Uint8Array, view: DataView, rows: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [bytes.subarray(0, 8)];
  let isFirst = true;
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length || crc32(bytes, at + 4, end) !== view.getUint32(end)) {
      throw new Error('a chunk that is damaged');
    }
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'IHDR') {
      const header = bytes.slice(at + 8, HEADER_END);
      header[INTERLACED - at - 8] = 0;
      parts.push(chunk(type, header));
    } else if (type !== 'IDAT') {
      parts.push(bytes.subarray(at, end + 4));
    } else if (isFirst) {
      isFirst = false;
      parts.push(chunk(type, deflateSync(rows, { level: 1 })));
    }
  }
  return Buffer.concat(parts);
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const out = Buffer.alloc(content.length + 12);
  out.writeUInt32BE(content.length);
  out.write(type, 4, 'latin1');
  out.set(content, 8);
  out.writeUInt32BE(crc32(out, 4, content.length + 8), content.length + 8);
  return out;
}
