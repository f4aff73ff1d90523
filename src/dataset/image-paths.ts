/** How the paths of image files label them: `<digit>/a.png`, or the same within a folder for each split. */

import { digitOfName } from './digit-names.ts';
import { type Part, partOfName } from './part-names.ts';

export interface LabelledImagePath {
  readonly path: string;
  readonly label: number;
  /** `whole` if no folder indicates a split. */
  readonly part: Part | 'whole';
}

const IMAGE = /\.(png|jpe?g|webp|gif|tiff?|avif|bmp|p[gpn]m)$/i;

export function isImageName(path: string): boolean {
  return IMAGE.test(path);
}

/** Null if none of its folders, separated by slashes, has the name of a digit. */
export function labelOfPath(path: string): LabelledImagePath | null {
  const folders = path.split('/').slice(0, -1);
  const at = folders.findLastIndex((name) => digitOfName(name) !== null);
  if (at < 0) return null;
  const part = folders
    .slice(0, at)
    .reverse()
    .map(partOfName)
    .find((found) => found !== null);
  return { path, label: digitOfName(folders[at]) ?? 0, part: part ?? 'whole' };
}
