/** The first bytes of a file of data or of an image, packed by gzip or not. */

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { gunzipSync, constants as zlib } from 'node:zlib';

export interface FileHead {
  /** Unpacked; empty if the file is not a regular file, or cannot be read, which reading it will report. */
  readonly bytes: Uint8Array;
  readonly isGzipped: boolean;
}

/** Enough to recognise all formats except CSV. */
const MAGIC_BYTES = 300;
/** A line of CSV, and its beginning when packed, which unpacks to 4 MB at most. */
const LINE_BYTES = 1 << 16;
const PACKED_BYTES = 1 << 12;

export function headOf(path: string): FileHead {
  let file: number | undefined;
  try {
    if (!statSync(path).isFile()) return NOTHING; // opening a pipe would block
    file = openSync(path, 'r');
    const bytes = readHead(file, MAGIC_BYTES);
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
      return { bytes: isText(bytes) ? readHead(file, LINE_BYTES) : bytes, isGzipped: false };
    }
    const unpacked = gunzipSync(readHead(file, PACKED_BYTES), { finishFlush: zlib.Z_SYNC_FLUSH });
    return { bytes: unpacked.subarray(0, LINE_BYTES), isGzipped: true };
  } catch {
    return NOTHING;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const NOTHING: FileHead = { bytes: new Uint8Array(0), isGzipped: false };

function readHead(file: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, 0));
}

export function isText(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, MAGIC_BYTES);
  return start.length > 0 && start.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);
}
