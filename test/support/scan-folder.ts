/** Scanned digits as files: a folder for each digit. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledImages } from '../../src/dataset/dataset.ts';
import { readPicture } from '../../src/image/decode.ts';
import { toMnistForm } from '../../src/image/digit.ts';

export async function readScans(folder: string): Promise<LabelledImages> {
  const files = Array.from({ length: 10 }, (_, digit) =>
    readdirSync(join(folder, String(digit)))
      .sort()
      .map((name) => ({ digit, path: join(folder, String(digit), name) })),
  ).flat();
  const images = new Uint8Array(files.length * 784);
  for (const [n, { path }] of files.entries()) {
    images.set(toMnistForm((await readPicture(path)).picture).pixels, n * 784);
  }
  return { count: files.length, images, labels: Uint8Array.from(files, ({ digit }) => digit) };
}
