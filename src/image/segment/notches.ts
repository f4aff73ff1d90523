import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import type { MarkMask } from './split-seam.ts';

/** At a notch a mark is at most this high, and lowest within this distance, in heights of the line. */
const NOTCH_HEIGHT = 0.6;
const NOTCH_REACH = 0.12;

const extentMemory = new ScratchMemory();
const notchMemory = new ScratchMemory();

/**
 * Columns where the vertical extent of a mark is smaller than anywhere near: two round digits touch there, and a
 * nearby cut through less ink would remove a piece of one of them.
 *
 * @param height of the line, in pixels
 */
export function findNotches({ width, height: rows, data }: MarkMask, height: number): number[] {
  const reach = Math.max(2, Math.round(NOTCH_REACH * height));
  const most = NOTCH_HEIGHT * height;
  const twoRows = extentMemory.integers(2 * width);
  const found = notchMemory.integers(width);
  const kernels = pixelKernels(data, twoRows, found);
  if (kernels !== undefined) {
    const outputs = [twoRows.byteOffset, found.byteOffset] as const;
    const count = kernels.findNotches(data.byteOffset, width, rows, reach, most, ...outputs);
    return [...found.subarray(0, count)];
  }
  const tops = new Int32Array(width).fill(rows);
  const bottoms = new Int32Array(width).fill(-1);
  for (let row = 0, q = 0; row < rows; row++) {
    for (let column = 0; column < width; column++, q++) {
      if (data[q] === 0) continue;
      if (tops[column] === rows) tops[column] = row;
      bottoms[column] = row;
    }
  }
  const extents = tops.map((top, column) => Math.max(0, bottoms[column] - top + 1));
  const notches: number[] = [];
  for (let x = reach; x < width - reach; x++) {
    if (extents[x] > most) continue;
    const near = extents.subarray(x - reach, x + reach + 1);
    if (near.some((extent, k) => extent < extents[x] || (extent === extents[x] && k < reach))) continue;
    let end = x; // the middle of a plateau
    while (end + 1 < width - reach && extents[end + 1] === extents[x]) end++;
    if (extents[x] < extents[x - reach] && extents[x] < extents[x + reach]) notches.push((x + end) >> 1);
  }
  return notches;
}
