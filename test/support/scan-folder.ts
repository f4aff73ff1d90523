/** Scanned digits as files: a folder for each digit. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledImages } from '../../src/dataset/dataset.ts';
import { preprocess } from '../../src/image/preprocess.ts';
import { readImage } from '../../src/node/decode.ts';

interface Scan {
  readonly digit: number;
  readonly path: string;
}

export function scanFiles(folder: string): Scan[] {
  return Array.from({ length: 10 }, (_, digit) =>
    readdirSync(join(folder, String(digit)))
      .sort()
      .map((name) => ({ digit, path: join(folder, String(digit), name) })),
  ).flat();
}

export async function readScans(folder: string): Promise<LabelledImages> {
  const files = scanFiles(folder);
  const images = new Uint8Array(files.length * 784);
  for (const [n, { path }] of files.entries()) {
    images.set(preprocess((await readImage(path)).picture).pixels, n * 784);
  }
  return { count: files.length, images, labels: Uint8Array.from(files, ({ digit }) => digit) };
}
