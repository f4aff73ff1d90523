/** Reading with bounds, and writing that either happens whole or not at all. The file system's edge. */

import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { JsonScanner } from '../limits/json-scanner.ts';
import { type JsonLimits, limits } from '../limits/limits.ts';
import { temporaryPath } from './temporary-files.ts';

/** What the system said, in words. */
export function explainSystemError(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
      return 'a part of the path is not a folder';
    case 'ENXIO':
      return 'it is a socket or a device, not a file';
    case 'EEXIST':
      return 'a file of that name is in the way';
    case 'EFBIG':
      return 'the file would be larger than is allowed';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EMFILE':
      return 'too many files are open';
    case 'ELOOP':
      return 'the symbolic links form a loop';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** What is opened for reading is a file: pipes and devices may have no end, and to open a pipe waits for its writer. */
const READ: number = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file to read it.
 * @throws RangeError for what is no regular file; the system's error where it cannot be opened
 */
export async function openRegular(path: string | URL): Promise<FileHandle> {
  const file = await open(path, READ);
  try {
    checkRegular(await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** @throws RangeError that says what it is instead */
export function checkRegular(entry: Stats): void {
  if (entry.isFile()) return;
  if (entry.isDirectory()) throw new RangeError('it is a folder');
  throw new RangeError(`it is a ${entry.isFIFO() ? 'pipe' : 'device'}, not a file`);
}

const CHUNK = 1 << 20;
/** Some files in /proc are read by multiples of a word alone. */
const UNSIZED_CHUNK = 1 << 16;

/**
 * Reads a whole file of at most `limit` bytes.
 * @param onChunk sees each part as it comes, with the size of the whole, and may throw
 * @throws RangeError where it is larger, or no file; the system's error where it cannot be read
 */
export async function readBounded(
  path: string | URL,
  limit: number,
  onChunk: (chunk: Uint8Array, size: number) => void = () => {},
): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    const { size } = await file.stat();
    if (size > limit) throw new RangeError(`it has ${size} bytes, and at most ${limit} are allowed`);
    if (size === 0) return await readUnsized(file);
    const bytes = Buffer.allocUnsafeSlow(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await file.read(bytes, length, Math.min(CHUNK, size - length));
      if (bytesRead === 0) break; // it has just become shorter
      onChunk(bytes.subarray(length, length + bytesRead), size);
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

/** An empty file, or one of those in /proc that do not say how long they are and may have no end. */
async function readUnsized(file: FileHandle): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length <= limits.unsizedFileBytes) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(UNSIZED_CHUNK), 0, UNSIZED_CHUNK, null);
    if (bytesRead === 0) return Buffer.concat(chunks);
    chunks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  throw new RangeError(`it does not say how long it is, and goes on beyond ${limits.unsizedFileBytes} bytes`);
}

/**
 * Reads a JSON file, so far as it may become no more in memory than `json` says.
 * @throws RangeError or JsonLimitError where it is too large; the system's error where it cannot be read
 */
export async function readJsonBytes(path: string, fileBytes: number, json: JsonLimits): Promise<Buffer> {
  const scanner = new JsonScanner(json);
  return readBounded(path, fileBytes, (chunk, size) => {
    if (size > limits.unscannedJsonBytes) scanner.push(chunk);
  });
}

/** In hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Writes the chunks to a file beside `path`, syncs it, and renames it: whoever reads `path` finds the old content or
 * the new, and on any failure the old one stays.
 * @returns SHA-256 of what was written, in hex
 */
export async function writeAtomic(path: string, chunks: Iterable<string | Uint8Array>): Promise<string> {
  const temporary = temporaryPath(path);
  const hash = createHash('sha256');
  const file = await open(temporary, 'wx');
  try {
    try {
      for (const chunk of gather(chunks)) {
        hash.update(chunk);
        await file.writeFile(chunk); // unlike `write`, it goes on, or throws, where a disk took a part only
      }
      await syncFile(file);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
  return hash.digest('hex');
}

/** Yarn's Plug'n'Play has a file system of its own, which does not know how: that is no reason to lose what was written. */
async function syncFile(file: FileHandle): Promise<void> {
  try {
    await file.sync();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) throw error;
  }
}

/** Joins small chunks: a write for each of a model's 900 lines takes 25 ms, a few large ones take 6. */
function* gather(chunks: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  let gathered = '';
  for (const chunk of chunks) {
    const isText = typeof chunk === 'string';
    if (isText) gathered += chunk;
    if (isText && gathered.length < 1 << 18) continue;
    yield gathered;
    gathered = '';
    if (!isText) yield chunk;
  }
  yield gathered;
}

/** Makes the rename itself durable, where the system lets a folder be synced. */
export async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, 'r');
    await folder.sync();
  } catch {
    // not every system can; the file itself is synced
  } finally {
    await folder?.close();
  }
}

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
