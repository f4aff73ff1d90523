/** Data that is learnt instantly: each digit is a bar of ink in a different position. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { idxBytes, idxLabels } from '../../support/idx-bytes.ts';

/** 28x28 bytes. */
export function barPixels(digit: number, variant = 0): Uint8Array {
  const pixels = new Uint8Array(784);
  for (let y = 4; y < 24; y++) {
    for (let x = 0; x < 2; x++) pixels[y * 28 + 4 + digit * 2 + x] = 255 - ((variant * 37 + y) % 50);
  }
  return pixels;
}

function writePart(folder: string, part: 'train' | 't10k', count: number): void {
  const labels = Array.from({ length: count }, (_, n) => n % 10);
  const elements = Buffer.concat(labels.map((digit, n) => barPixels(digit, n)));
  writeFileSync(
    join(folder, `${part}-images-idx3-ubyte`),
    idxBytes({ dimensions: [count, 28, 28], elements }),
  );
  writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), idxLabels(...labels));
}

/** Writes a folder of IDX files and returns its path. A split with 0 images is omitted. */
export function writeDigits(folder: string, train: number, test: number): string {
  mkdirSync(folder, { recursive: true });
  if (train > 0) writePart(folder, 'train', train);
  if (test > 0) writePart(folder, 't10k', test);
  return folder;
}
