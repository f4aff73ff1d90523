/** What `nn data show` prints: images with their labels, and their places in the data set. */

import { IMAGE_WIDTH } from '../../../dataset/dataset.ts';
import type { Console } from '../../terminal/console.ts';
import { digitRows } from '../../terminal/digit-row.ts';

export interface ShownImage {
  readonly index: number;
  readonly label: number;
  /** What the label stands for, where it is no digit. */
  readonly name: string | undefined;
  readonly pixels: Uint8Array;
}

export function printImages(images: readonly ShownImage[], console: Console): void {
  for (const { index, label, name, pixels } of images) {
    console.object({ index, label, ...(name === undefined ? {} : { name }), pixels: Array.from(pixels) });
  }
  const { paint, columns } = console.out;
  const cells = images.map(({ index, label, name, pixels }) => ({
    pixels,
    caption: [...(name === undefined ? [String(label)] : [name, String(label)]), `#${index}`],
  }));
  console.result(digitRows(cells, IMAGE_WIDTH, columns, paint, console.blocks).join('\n'));
}
