/**
 * The checksum of PNG chunks (PNG specification, annex D). Node has its own since 20.15, which is six times as fast; before,
 * four bytes at a time.
 */
import zlib from 'node:zlib';

const POLYNOMIAL = 0xedb88320;

/** tables[k][b]: the contribution of byte b to the checksum if k more bytes follow it. */
let tables: readonly Int32Array[] | undefined;

function makeTables(): Int32Array[] {
  const made = Array.from({ length: 4 }, () => new Int32Array(256));
  for (let b = 0; b < 256; b++) {
    let sum = b;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
    made[0][b] = sum;
  }
  for (let k = 1; k < 4; k++) {
    for (let b = 0; b < 256; b++) {
      const sum = made[k - 1][b];
      made[k][b] = (sum >>> 8) ^ made[0][sum & 255];
    }
  }
  return made;
}

/** CRC-32 of bytes[start] to before bytes[end]; from 0 to 2^32 - 1. */
export function crc32(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  return 'crc32' in zlib ? zlib.crc32(bytes.subarray(start, end)) : plainCrc32(bytes, start, end);
}

/** The same without the function of Node. */
export function plainCrc32(bytes: Uint8Array, start: number, end: number): number {
  tables ??= makeTables();
  const [t0, t1, t2, t3] = tables as readonly [Int32Array, Int32Array, Int32Array, Int32Array];
  let sum = -1;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    sum ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    sum = t3[sum & 255] ^ t2[(sum >>> 8) & 255] ^ t1[(sum >>> 16) & 255] ^ t0[sum >>> 24];
  }
  for (; i < end; i++) sum = (sum >>> 8) ^ t0[(sum ^ bytes[i]) & 255];
  return ~sum >>> 0;
}
