/** Draws grey images in characters: two rows of pixels per line, because a character is about twice as high as wide. */

import type { Paint } from './colour.ts';

/** From paper to ink, in even steps of darkness in common fonts. */
const SHADES = ' .:-=+*#%@';
const UPPER_HALF = '▀';

/** Whether half blocks in grey levels can be shown, of which 16 colours have too few. */
export function hasGreys(paint: Paint, blocks: boolean): boolean {
  return blocks && paint.level >= 2;
}

/** ceil(height / 2) lines of `width` columns. Pixels: 0 is paper, shown black; 255 is ink, shown white. */
export function pictureLines(
  pixels: Uint8Array,
  width: number,
  height: number,
  paint: Paint,
  blocks: boolean,
): string[] {
  const greys = hasGreys(paint, blocks);
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    const upper = pixels.subarray(y * width, (y + 1) * width);
    const lower = y + 1 < height ? pixels.subarray((y + 1) * width, (y + 2) * width) : new Uint8Array(width);
    lines.push(greys ? greyLine(upper, lower, paint) : shadeLine(upper, lower));
  }
  return lines;
}

function greyLine(upper: Uint8Array, lower: Uint8Array, paint: Paint): string {
  let line = '';
  // Adjacent characters with the same grey levels share a pair of colour codes: most of a digit is paper.
  for (let start = 0; start < upper.length; ) {
    let end = start + 1;
    while (end < upper.length && upper[end] === upper[start] && lower[end] === lower[start]) end++;
    line += paint.grey(UPPER_HALF.repeat(end - start), upper[start], lower[start]);
    start = end;
  }
  return line;
}

function shadeLine(upper: Uint8Array, lower: Uint8Array): string {
  let line = '';
  for (let x = 0; x < upper.length; x++) {
    const ink = (upper[x] + lower[x]) / 2;
    line += SHADES[Math.min(SHADES.length - 1, Math.floor((ink * SHADES.length) / 256))];
  }
  return line;
}

/** Enlarges each pixel to `scale` x `scale`. */
export function enlarged(pixels: Uint8Array, width: number, height: number, scale: number): Uint8Array {
  const wide = width * scale;
  return Uint8Array.from({ length: wide * height * scale }, (_, k) => {
    const [y, x] = [Math.floor(k / wide), k % wide];
    return pixels[Math.floor(y / scale) * width + Math.floor(x / scale)];
  });
}

/** Places images of the same height side by side, `gap` columns apart. */
export function sideBySide(pictures: readonly (readonly string[])[], gap: number): string[] {
  return pictures[0].map((_, y) =>
    pictures
      .map((picture) => picture[y])
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}
