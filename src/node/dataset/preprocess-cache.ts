/**
 * A cache of preprocessed images. The key of an image is the SHA-256 of the preprocessing code, the options, and all
 * bytes of the image file, so entries are never outdated.
 *
 *     offset  bytes  what (integers are little-endian and unsigned)
 *          0      8  magic: "nnforms1"
 *          8     32  SHA-256 of everything after it
 *         40      4  N, the number of forms
 *         44      4  0
 *         48   32 N  keys, ascending
 *   48+32 N  784 N   forms, in the order of their keys
 *
 * Files that do not match this exactly are ignored. Failures of the cache never fail a run.
 */

import { createHash } from 'node:crypto';
import { readdir, readFile, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { IMAGE_PIXELS } from '../../dataset/dataset.ts';
import { readBounded, writeAtomic } from '../files.ts';
import { makeFolder } from '../make-folder.ts';
import { codeFolder } from '../package-files.ts';

export const KEY_LENGTH = 32;
const MAGIC = 'nnforms1';
const HEADER_LENGTH = 48;
const ENDING = '.forms';

/** Limit per file: 328,000 images. */
const MAX_CACHE_FILE: number = 2 ** 28;
/** Limit for all files: the least recently used ones are removed first. */
const MAX_CACHE_FOLDER: number = 2 ** 30;

/** In memory that threads share. */
export interface CachedForms {
  readonly count: number;
  /** count x 32 bytes, ascending. */
  readonly keys: Uint8Array;
  /** count x 784 bytes. */
  readonly pixels: Uint8Array;
}

export const noForms: CachedForms = { count: 0, keys: new Uint8Array(0), pixels: new Uint8Array(0) };

/** The index of a key, or -1. */
export function findForm({ count, keys }: CachedForms, key: Uint8Array): number {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compareKeys(keys, middle * KEY_LENGTH, key, 0);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function compareKeys(a: Uint8Array, atA: number, b: Uint8Array, atB: number): number {
  for (let k = 0; k < KEY_LENGTH; k++) {
    const difference = a[atA + k] - b[atB + k];
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The cache file for some folders, whose contents follow theirs. */
export function cacheFile(cacheFolder: string, folders: readonly string[], options: string): string {
  const name = createHash('sha256')
    .update(JSON.stringify([folders, options]))
    .digest('hex');
  return join(cacheFolder, `${name.slice(0, 40)}${ENDING}`);
}

/** Reads a cache file; empty if it is missing, truncated, modified or of another kind. */
export async function readForms(file: string): Promise<CachedForms> {
  let bytes: Buffer;
  try {
    bytes = await readBounded(file, MAX_CACHE_FILE);
  } catch {
    return noForms;
  }
  const whole = bytes.length >= HEADER_LENGTH && bytes.toString('latin1', 0, MAGIC.length) === MAGIC;
  if (!whole) return noForms;
  const count = bytes.readUInt32LE(40);
  if (bytes.length !== HEADER_LENGTH + count * (KEY_LENGTH + IMAGE_PIXELS)) return noForms;
  if (!createHash('sha256').update(bytes.subarray(40)).digest().equals(bytes.subarray(8, 40))) return noForms;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length - HEADER_LENGTH));
  shared.set(bytes.subarray(HEADER_LENGTH));
  const now = new Date();
  await utimes(file, now, now).catch(() => {}); // marks it as most recently used
  return { count, keys: shared.subarray(0, count * KEY_LENGTH), pixels: shared.subarray(count * KEY_LENGTH) };
}

/**
 * Replaces the contents of a cache file, up to its size limit, and evicts other files if necessary.
 *
 * @param keys count x 32 bytes, in any order
 * @param pixels count x 784 bytes, in the same order
 */
export async function writeForms(
  file: string,
  cacheFolder: string,
  keys: Uint8Array,
  pixels: Uint8Array,
): Promise<void> {
  try {
    const bytes = packForms(keys, pixels);
    makeFolder(cacheFolder);
    await evict(cacheFolder, file, MAX_CACHE_FOLDER - bytes.length);
    await writeAtomic(file, [bytes]);
  } catch {
    // with a full or read-only disk, only the next run is slower
  }
}

function packForms(keys: Uint8Array, pixels: Uint8Array): Uint8Array {
  const order = sortedKeys(keys);
  const most = Math.floor((MAX_CACHE_FILE - HEADER_LENGTH) / (KEY_LENGTH + IMAGE_PIXELS));
  const kept = order.length > most ? order.subarray(0, most) : order;
  const bytes = Buffer.alloc(HEADER_LENGTH + kept.length * (KEY_LENGTH + IMAGE_PIXELS));
  bytes.write(MAGIC, 'latin1');
  bytes.writeUInt32LE(kept.length, 40);
  const forms = HEADER_LENGTH + kept.length * KEY_LENGTH;
  for (const [n, index] of kept.entries()) {
    const key = keys.subarray(index * KEY_LENGTH, (index + 1) * KEY_LENGTH);
    bytes.set(key, HEADER_LENGTH + n * KEY_LENGTH);
    const form = pixels.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
    bytes.set(form, forms + n * IMAGE_PIXELS);
  }
  createHash('sha256').update(bytes.subarray(40)).digest().copy(bytes, 8);
  return bytes;
}

/** Indices of the keys in ascending order without duplicates, which arise from copies of an image. */
function sortedKeys(keys: Uint8Array): Int32Array {
  const order = Int32Array.from({ length: keys.length / KEY_LENGTH }, (_, n) => n);
  order.sort((a, b) => compareKeys(keys, a * KEY_LENGTH, keys, b * KEY_LENGTH));
  return order.filter(
    (index, n) => n === 0 || compareKeys(keys, order[n - 1] * KEY_LENGTH, keys, index * KEY_LENGTH) !== 0,
  );
}

/** Removes the least recently used files until the others have at most `limit` bytes. */
async function evict(cacheFolder: string, except: string, limit: number): Promise<void> {
  const files: { path: string; size: number; used: number }[] = [];
  for (const name of await readdir(cacheFolder)) {
    const path = join(cacheFolder, name);
    if (!name.endsWith(ENDING) || path === except) continue;
    const info = await stat(path).catch(() => null);
    if (info?.isFile()) files.push({ path, size: info.size, used: info.mtimeMs });
  }
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
    if (total <= limit) return;
    await unlink(path).catch(() => {});
    total -= size;
  }
}

/** SHA-256 of the preprocessing code and the versions of the decoders; null in a bundle, which cannot tell its code. */
export async function preparationVersion(
  decoders: object,
  folder: URL | null = codeFolder('image'),
): Promise<string | null> {
  if (folder === null) return null;
  const hash = createHash('sha256').update(JSON.stringify([decoders, process.platform, process.arch]));
  const names = (await readdir(folder, { recursive: true })).map((name) => name.replaceAll('\\', '/'));
  for (const name of names.filter((name) => /\.([jt]s|wasm)$/.test(name)).sort()) {
    hash.update(`${name}\0`).update(await readFile(new URL(name, folder)));
  }
  return hash.digest('hex');
}
