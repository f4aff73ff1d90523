/** Small data sets for tests of downloads. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { CatalogEntry, CatalogFile } from '../../src/dataset/catalog.ts';
import { Random } from '../../src/random.ts';
import { idxBytes, idxLabels } from './idx-bytes.ts';

const COUNT = 28;

/** Noise of six bits per pixel, which compresses to 16 kB: enough to be cut anywhere. */
function noise(seed: number): Uint8Array {
  const random = Random.stream(seed, 'noise');
  const elements = Uint8Array.from({ length: COUNT * 784 }, () => random.below(64));
  return idxBytes({ dimensions: [COUNT, 28, 28], elements });
}

const labels = idxLabels(...Array.from({ length: COUNT }, (_, k) => k % 10));

/** The unpacked contents of the files. */
export const contents: Readonly<Record<string, Uint8Array>> = {
  'train-images-idx3-ubyte.gz': noise(1),
  'train-labels-idx1-ubyte.gz': labels,
  't10k-images-idx3-ubyte.gz': noise(2),
  't10k-labels-idx1-ubyte.gz': labels,
};

const packed = new Map<number, Readonly<Record<string, Uint8Array>>>();

/** The compressed files. @param level of gzip */
export function packedFiles(level = 9): Readonly<Record<string, Uint8Array>> {
  let files = packed.get(level);
  if (files === undefined) {
    const entries = Object.entries(contents).map(([name, bytes]) => [name, gzipSync(bytes, { level })]);
    files = Object.fromEntries(entries) as Record<string, Uint8Array>;
    packed.set(level, files);
  }
  return files;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function smallEntry(
  pinned: CatalogFile['pinned'] = 'content',
  mirrors: readonly string[] = [],
): CatalogEntry {
  const packed = packedFiles();
  const files = Object.entries(contents).map(([name, bytes]) => ({
    name,
    length: packed[name].length,
    unpackedLength: bytes.length,
    pinned,
    sha256: sha256(pinned === 'file' ? packed[name] : bytes),
  }));
  const texts = { name: 'small', about: 'noise', licence: 'none', source: 'none' };
  return { ...texts, train: COUNT, test: COUNT, mirrors, files };
}
