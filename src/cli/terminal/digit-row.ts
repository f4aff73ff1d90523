/** Digits side by side with captions, as many per row as fit the width of the terminal. */

import type { Paint } from './colour.ts';
import { pictureLines } from './image.ts';

const GAP = 3;

export interface Captioned {
  /** side x side bytes: 0 is paper, 255 is ink. */
  readonly pixels: Uint8Array;
  /** Without colours, because the width is the length of the text. */
  readonly caption: readonly string[];
}

/**
 * Omits empty columns left and right of a digit, and rows that are empty in all of them.
 * @param mostRows digits beyond this number of rows of images are omitted
 */
export function digitRows(
  digits: readonly Captioned[],
  side: number,
  columns: number,
  paint: Paint,
  blocks: boolean,
  mostRows: number = Number.POSITIVE_INFINITY,
): string[] {
  const cells = digits.map(({ pixels, caption }) => {
    const ink = inkedColumns(pixels, side);
    const captionWidth = Math.max(...caption.map((line) => line.length));
    return { pixels, caption, ...ink, width: Math.max(ink.count, captionWidth) };
  });
  const lines: string[] = [];
  for (let start = 0, rows = 0; start < cells.length && rows < mostRows; rows++) {
    let end = start;
    let wide = 0;
    while (end < cells.length && (end === start || wide + cells[end].width < columns)) {
      wide += cells[end++].width + GAP;
    }
    if (start > 0) lines.push('');
    lines.push(...row(cells.slice(start, end), side, paint, blocks));
    start = end;
  }
  return lines;
}

interface Cell extends Captioned {
  /** The first column with ink, and the number of columns from there. */
  readonly first: number;
  readonly count: number;
  readonly width: number;
}

function row(cells: readonly Cell[], side: number, paint: Paint, blocks: boolean): string[] {
  const inked = Array.from({ length: side }, (_, y) => y).filter((y) =>
    cells.some(({ pixels }) => pixels.subarray(y * side, (y + 1) * side).some((value) => value > 0)),
  );
  const top = inked[0] ?? 0;
  const height = (inked.at(-1) ?? 0) - top + 1;
  const drawn = cells.map(({ pixels, first, count }) => {
    const cut = new Uint8Array(count * height);
    for (let y = 0; y < height; y++) {
      const from = (top + y) * side + first;
      cut.set(pixels.subarray(from, from + count), y * count);
    }
    return pictureLines(cut, count, height, paint, blocks);
  });
  const gap = ' '.repeat(GAP);
  const pictures = drawn[0].map((_, n) =>
    cells
      .map(({ count, width }, c) => drawn[c][n] + ' '.repeat(width - count))
      .join(gap)
      .trimEnd(),
  );
  const captions = cells[0].caption.map((_, n) =>
    cells
      .map(({ caption, width }) => caption[n].padEnd(width))
      .join(gap)
      .trimEnd(),
  );
  return [...pictures, ...captions];
}

function inkedColumns(pixels: Uint8Array, side: number): { first: number; count: number } {
  let first = side - 1;
  let last = 0;
  for (let p = 0; p < pixels.length; p++) {
    if (pixels[p] === 0) continue;
    first = Math.min(first, p % side);
    last = Math.max(last, p % side);
  }
  return { first: Math.min(first, last), count: Math.abs(last - first) + 1 };
}
