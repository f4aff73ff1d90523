/** Verifies the files of the data folder against the catalogue. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { CatalogEntry, CatalogFile } from '../../dataset/catalog.ts';
import { DataError } from '../../errors.ts';

/** A defect of a file: it is missing, truncated, or different. */
export interface Flaw {
  readonly kind: 'missing' | 'cut' | 'wrong';
  readonly problem: string;
}

export interface VerifiedFile {
  readonly file: string;
  readonly path: string;
  /** Null if the file is valid. */
  readonly flaw: Flaw | null;
}

const CHUNK = 1 << 18;

/**
 * Reads a file and compares it with its SHA-256. Unpacks at most the expected length.
 *
 * @throws {DataError} if it exists and cannot be read
 */
export async function findFlaw(path: string, file: CatalogFile): Promise<Flaw | null> {
  const info = await stat(path).catch(() => null);
  if (info === null || !info.isFile()) return { kind: 'missing', problem: 'is not there' };
  const expected = file.pinned === 'file' ? file.length : file.unpackedLength;
  const unpacks = file.pinned === 'content' && (await isGzip(path));
  if (file.pinned === 'file' && info.size !== expected) return wrongLength(info.size, expected, '');

  const hash = createHash('sha256');
  let length = 0;
  try {
    const chunks = createReadStream(path, { highWaterMark: CHUNK });
    const count = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const chunk of source) {
        length += chunk.length;
        if (length > expected) return; // stops reading
        hash.update(chunk);
      }
    };
    await (unpacks ? pipeline(chunks, createGunzip({ chunkSize: CHUNK }), count) : pipeline(chunks, count));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') return { kind: 'cut', problem: 'is cut short: its gzip data end early' };
    if (code?.startsWith('Z_'))
      return { kind: 'wrong', problem: `has gzip data that are not valid (${message})` };
    if (length <= expected) {
      throw new DataError(`${path} cannot be read (${message}); check its permissions`, { cause });
    }
  }
  if (length !== expected) return wrongLength(length, expected, unpacks ? ' unpacked' : '');
  const sha256 = hash.digest('hex');
  if (sha256 === file.sha256) return null;
  return { kind: 'wrong', problem: `has other content: SHA-256 ${sha256}, expected ${file.sha256}` };
}

function wrongLength(actual: number, expected: number, unpacked: string): Flaw {
  return actual < expected
    ? { kind: 'cut', problem: `is cut short: ${actual} of ${expected} bytes${unpacked}` }
    : { kind: 'wrong', problem: `is too long: more than ${expected} bytes${unpacked}` };
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path).catch((cause: Error) => {
    throw new DataError(`${path} cannot be read (${cause.message}); check its permissions`, { cause });
  });
  try {
    const head = new Uint8Array(2);
    await handle.read(head, 0, 2, 0);
    return head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/** Verifies all files of a data set, in the order of the catalogue. @param folder that of the data set itself */
export async function verifyFiles(entry: CatalogEntry, folder: string): Promise<VerifiedFile[]> {
  const verified: VerifiedFile[] = [];
  for (const file of entry.files) {
    const path = join(folder, file.name);
    verified.push({ file: file.name, path, flaw: await findFlaw(path, file) });
  }
  return verified;
}

/** The names of missing files, determined without reading any. */
export async function missingFiles(entry: CatalogEntry, folder: string): Promise<string[]> {
  const there = await Promise.all(
    entry.files.map(({ name }) =>
      stat(join(folder, name)).then(
        (info) => info.isFile(),
        () => false,
      ),
    ),
  );
  return entry.files.filter((_, k) => !there[k]).map(({ name }) => name);
}
