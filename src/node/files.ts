/** File access: reads with size limits, and atomic writes. */

import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, type Stats } from 'node:fs';
import { type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkArgument } from '../errors.ts';
import { JsonScanner } from '../limits/json-scanner.ts';
import { type JsonLimits, limits } from '../limits/limits.ts';
import { removeOnExit, temporaryPath } from './temporary-files.ts';

/** Describes a system error in words. */
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

/**
 * Only regular files are read: pipes and devices may be endless, and opening a pipe would block until it has a
 * writer.
 */
const READ: number = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file for reading.
 * @throws RangeError if it is not a regular file; the system's error if it cannot be opened
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
/** Some files in /proc can only be read in multiples of a word. */
const UNSIZED_CHUNK = 1 << 16;

/**
 * Reads a whole file of at most `limit` bytes.
 * @param onChunk called with each chunk as it is read and the total size; may throw
 * @throws RangeError if it is larger, or not a regular file; the system's error if it cannot be read
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
      if (bytesRead === 0) break; // the file has been truncated
      onChunk(bytes.subarray(length, length + bytesRead), size);
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

/** Reads an empty file, or one in /proc, whose size is not stated and may be unlimited. */
async function readUnsized(file: FileHandle): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length <= limits.unsizedFileBytes) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(UNSIZED_CHUNK), 0, UNSIZED_CHUNK, null);
    if (bytesRead === 0) return Buffer.concat(chunks);
    chunks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  throw new RangeError(`it does not state its size, and exceeds ${limits.unsizedFileBytes} bytes`);
}

/**
 * Reads a JSON file, limiting the memory it may take when parsed, by `json`.
 * @throws RangeError or JsonLimitError if it is too large; the system's error if it cannot be read
 */
export async function readJsonBytes(path: string, fileBytes: number, json: JsonLimits): Promise<Buffer> {
  const scanner = new JsonScanner(json);
  return readBounded(path, fileBytes, (chunk, size) => {
    if (size > limits.unscannedJsonBytes) scanner.push(chunk);
  });
}

/** Refuses what is no path, where the library takes one. @throws UsageError */
export function checkPath(path: unknown): void {
  const isObject = typeof path === 'object' && path !== null; // a URL, or a Buffer
  const isValid = typeof path === 'string' || (isObject && ('href' in path || ArrayBuffer.isView(path)));
  checkArgument(isValid, 'path', 'a path', path);
}

/** In hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Writes the chunks to a temporary file next to `path`, syncs it, and renames it: readers see either the old content
 * or the new, and on any failure the old file is kept.
 * @returns SHA-256 of the content, in hex
 */
export async function writeAtomic(path: string, chunks: Iterable<string | Uint8Array>): Promise<string> {
  const temporary = temporaryPath(path);
  const hash = createHash('sha256');
  const keep = removeOnExit(temporary);
  try {
    closeSync(openSync(temporary, 'wx')); // one that is still to be made would be made after all as the process exits
    const file = await open(temporary, 'r+');
    try {
      for (const chunk of gather(chunks)) {
        hash.update(chunk);
        await file.writeFile(chunk); // unlike `write`, it completes partial writes or throws
      }
      await syncFile(file);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  } finally {
    keep();
  }
  await syncFolder(dirname(path));
  return hash.digest('hex');
}

/** Yarn's Plug'n'Play has its own file system, which cannot sync: that must not fail the write. */
async function syncFile(file: FileHandle): Promise<void> {
  try {
    await file.sync();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) throw error;
  }
}

/** Joins small chunks: one write for each of a model's 900 lines takes 25 ms, a few large ones take 6. */
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

/** Makes the rename durable, if the system can sync folders. */
export async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, 'r');
    await folder.sync();
  } catch {
    // not all systems can; the file itself is synced
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
