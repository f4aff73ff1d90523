/** Unpacks files in memory: gzip, and zip archives of files. */

import { gunzipSync, unzipSync } from 'fflate';
import { DataError, NnError } from '../errors.ts';
import { limitFor, limits } from '../limits/limits.ts';
import { canUnpackTo } from './deflate.ts';
import { isZip } from './npz.ts';

export interface DataFile {
  /** Its name or path, with slashes. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Limit for everything that an archive unpacks to. */
const MOST_BYTES = 2 ** 30;

/** Entries that archivers and operating systems add. */
const NOT_DATA = /(^|\/)(\.[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(\/|$)/i;

/**
 * The files in a gzipped file or a zip archive, or the file itself. NumPy's archives are left as they are.
 * @throws {DataError} if it is damaged, or unpacks to too much
 */
export function unpackFile(file: DataFile): DataFile[] {
  const { name, bytes } = file;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return unpackFile(gunzip(name, bytes));
  if (!isZip(bytes)) return [file];
  let isNpz = false;
  const most = mostBytes(bytes);
  let total = 0;
  const entries = reading(name, () =>
    unzipSync(bytes, {
      filter: ({ name: path, size, originalSize }) => {
        if (/\.npy$/i.test(path)) isNpz = true;
        if (isNpz || path.endsWith('/') || NOT_DATA.test(path)) return false;
        if (!canUnpackTo(size, originalSize)) throw damaged(name);
        total += originalSize;
        if (total > most) throw tooLarge(name, most);
        return true;
      },
    }),
  );
  if (isNpz) return [file];
  return Object.entries(entries).flatMap(([path, content]) =>
    /\.(gz|npz)$/i.test(path) && !isZip(content)
      ? unpackFile({ name: path, bytes: content })
      : [{ name: path.replaceAll('\\', '/'), bytes: content }],
  );
}

function gunzip(name: string, bytes: Uint8Array): DataFile {
  const most = mostBytes(bytes);
  if (bytes.length < 18) throw damaged(name);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
  if (length > most) throw tooLarge(name, most);
  const out = reading(name, () => gunzipSync(bytes, { out: new Uint8Array(length) }));
  if (out.length !== length) throw damaged(name);
  return { name: name.replace(/\.gz$/i, ''), bytes: out };
}

const mostBytes = (bytes: Uint8Array): number =>
  Math.min(MOST_BYTES, limitFor(limits.unpackedBytes, bytes.length));

function reading<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof NnError) throw cause;
    throw damaged(name, cause);
  }
}

const damaged = (name: string, cause?: unknown): DataError =>
  new DataError(`${name} is damaged: it cannot be unpacked; download it again`, { cause });

const tooLarge = (name: string, most: number): DataError =>
  new DataError(`${name} unpacks to more than ${Math.floor(most / 1e6)} MB; use a part of it`);
