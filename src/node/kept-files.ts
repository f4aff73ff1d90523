/**
 * Files that save a later command work, in a folder of temporary files: compiled code, and models that need not be
 * parsed. Nothing depends on them. Only the user can write them, and a checksum tells damaged ones.
 *
 * Like Node's own compile cache, they can be turned off by `NODE_DISABLE_COMPILE_CACHE`, and moved by
 * `NODE_COMPILE_CACHE`.
 */

import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import zlib from 'node:zlib';
import { makeFolder } from './make-folder.ts';

/** Of the bytes, continued from `sum`. Not in Node before 20.15, for which no files are kept. */
export const crc32: ((bytes: Uint8Array, sum?: number) => number) | undefined = (
  zlib as { crc32?: (bytes: Uint8Array, sum?: number) => number }
).crc32;

/** The checksum, padded so that what follows is aligned. */
const HEADER_BYTES = 8;

/** Older files are removed when another is kept: a month. What is still in use is kept again then. */
const MAX_AGE_MS = 30 * 24 * 60 * 60 * 1000;

/** The path of the kept file of that name; null if nothing is to be kept. */
export function keptFile(name: string): string | null {
  if (process.env.NODE_DISABLE_COMPILE_CACHE || crc32 === undefined) return null;
  const place = process.env.NODE_COMPILE_CACHE || tmpdir();
  return join(place, `nn-compile-cache-${process.getuid?.() ?? ''}`, name);
}

/**
 * @param sum where the checksum began when the file was written
 * @returns undefined if there is none, or it began elsewhere, is damaged, or from someone else
 */
export function readKept(file: string, sum = 0): Buffer | undefined {
  try {
    if (!isOwn(dirname(file)) || !lstatSync(file).isFile()) return undefined; // opening a pipe would block
    const bytes = readFileSync(file);
    const kept = bytes.subarray(HEADER_BYTES);
    return bytes.readUInt32LE(0) === crc32?.(kept, sum) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a whole file or none. A full disk, or a folder that cannot be written, does not matter. */
export function keep(file: string, bytes: Uint8Array, sum = 0): void {
  const header = Buffer.alloc(HEADER_BYTES);
  const unfinished = `${file}-${process.pid}`;
  try {
    header.writeUInt32LE(crc32?.(bytes, sum) ?? 0);
    makeFolder(dirname(dirname(file)));
    makePrivateFolder(dirname(file));
    if (!isOwn(dirname(file))) return;
    try {
      writeFileSync(unfinished, Buffer.concat([header, bytes]), { mode: 0o600 });
      if (lstatSync(file, { throwIfNoEntry: false })?.isDirectory()) rmSync(file, { recursive: true });
      renameSync(unfinished, file);
    } finally {
      rmSync(unfinished, { force: true });
    }
    removeOld(file);
  } catch {
    // the next run does the work again
  }
}

/** Removes what other versions of Node, and killed processes, left in the folder of `file` long ago. */
function removeOld(file: string): void {
  const folder = dirname(file);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const isOld = Date.now() - lstatSync(path).mtimeMs > MAX_AGE_MS;
    if (isOld && path !== file) rmSync(path, { recursive: true, force: true });
  }
}

/** Removes all but the `most` latest files in the folder of `file` whose names begin with `prefix`. */
export function forgetOldest(file: string, prefix: string, most: number): void {
  const folder = dirname(file);
  try {
    const names = readdirSync(folder).filter((name) => name.startsWith(prefix) && name !== basename(file));
    const dated = names.map((name) => ({
      path: join(folder, name),
      time: lstatSync(join(folder, name)).mtimeMs,
    }));
    dated.sort((a, b) => b.time - a.time);
    for (const { path } of dated.slice(most - 1)) rmSync(path, { recursive: true, force: true });
  } catch {
    // another process removed one of them
  }
}

/** Code is run: nobody else may be able to write it. */
function isOwn(folder: string): boolean {
  const status = lstatSync(folder);
  if (!status.isDirectory()) return false; // a link, elsewhere than on Linux with the mode of what it names
  return process.getuid === undefined || (status.uid === process.getuid() && (status.mode & 0o022) === 0);
}

/** See makeFolder for why it is not `recursive`. */
function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
