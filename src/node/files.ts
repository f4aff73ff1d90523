/** Reading with bounds, and writing that either happens whole or not at all. The file system's edge. */

import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

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
 * Reads a whole file of at most `limit` bytes.
 * @throws RangeError where it is larger; the system's error where it cannot be read
 */
export async function readBounded(path: string, limit: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const status = await file.stat();
    if (status.size > limit)
      throw new RangeError(`it has ${status.size} bytes, and at most ${limit} are allowed`);
    return await (status.isFile() || status.isDirectory() ? file.readFile() : readStream(file, limit));
  } finally {
    await file.close();
  }
}

/** Pipes and devices do not say how long they are, and may have no end. */
async function readStream(file: FileHandle, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file.createReadStream({ autoClose: false })) {
    size += (chunk as Buffer).length;
    if (size > limit) throw new RangeError(`it goes on beyond the ${limit} bytes that are allowed`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
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
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const hash = createHash('sha256');
  const file = await open(temporary, 'w');
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
