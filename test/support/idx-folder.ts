/** Folders with small data sets in the forms that people have them in. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { idxImages, idxLabels } from './idx-bytes.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type Files = Readonly<Record<string, Uint8Array | string>>;

/** A new folder with these files, whose names may have folders in them. */
export function folderOf(files: Files): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

/** Two images and their labels, 3 and 4, as IDX files. */
export const images = idxImages(2);
export const labels = idxLabels(3, 4);
export const IMAGES = 'train-images-idx3-ubyte';
export const LABELS = 'train-labels-idx1-ubyte';
/** The same under the names of MNIST, in the folder `below`. */
export const idx = (below: string, part = 'train', mark = '-'): Record<string, Uint8Array> => ({
  [join(below, `${part}-images${mark}idx3-ubyte`)]: images,
  [join(below, `${part}-labels${mark}idx1-ubyte`)]: labels,
});
