/** Loads `mnist-10k`, the bundled digits, from disk. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Dataset } from '../../dataset/dataset.ts';
import { unpackEmbedded } from '../../dataset/packed-digits.ts';
import { DataError } from '../../errors.ts';
import { packageFile } from '../package-files.ts';

export const embeddedFile: string = fileURLToPath(packageFile('data/mnist-10k.bin'));

/**
 * The bundled digits: 9,000 for training and 1,000 for testing, each split sorted by class; the splits are fixed.
 *
 * @throws {DataError} if the file is missing or damaged
 */
export function loadEmbedded(file: string = embeddedFile): Dataset {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const problem = missing ? 'is missing' : `cannot be read (${(cause as Error).message})`;
    const advice =
      'make it with `npm run build`, or if a bundler left it behind, copy nn-digits/mnist-10k.bin there';
    throw new DataError(`${file} ${problem}; ${advice}`, { cause });
  }
  return unpackEmbedded(bytes, file, () => createHash('sha256'));
}
