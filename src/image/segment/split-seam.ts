import type { Box, Plane } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

/** The ink of one mark in its box: 1 is ink, 0 everything else. */
export interface MarkMask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const maskMemory = new ScratchMemory();
const costMemory = new ScratchMemory();
const stepMemory = new ScratchMemory();
const columnMemory = new ScratchMemory();
const runMemory = new ScratchMemory();

/**
 * The result is valid until the next call.
 *
 * @param own by label: 1 for those of the mark
 * @param low ink is stronger than this
 */
export function maskOf(ink: Plane, box: Box, labels: Int32Array, own: Uint8Array, low: number): MarkMask {
  const { x, y, width, height } = box;
  const values = ink.data;
  const data = maskMemory.bytes(width * height);
  const kernels = pixelKernels(values, labels, own, data);
  if (kernels !== undefined) {
    const addresses = [values, labels, own].map(({ byteOffset }) => byteOffset);
    kernels.maskInk(...addresses, ink.width, x, y, width, height, low, data.byteOffset);
    return { width, height, data };
  }
  data.fill(0);
  for (let row = 0, q = 0; row < height; row++) {
    let p = (y + row) * ink.width + x;
    for (const end = q + width; q < end; q++, p++) if (values[p] > low && own[labels[p]] === 1) data[q] = 1;
  }
  return { width, height, data };
}

/** A cut from the top of a box to its bottom: in row r all columns of the box up to `columns[r]` are on its left. */
export interface Seam {
  readonly columns: Int32Array;
  /** Number of ink pixels crossed. */
  readonly cost: number;
}

/** The cost of a sideways step of one pixel, so that straight cuts are preferred. */
const SIDE_STEP = 0.05;

/** The cost per pixel of distance from the middle, for the same reason. */
const OFF_CENTRE = 0.3;

/**
 * The cut through a mark, within `count` columns from `first` on, that crosses the least ink: a shortest path by
 * dynamic programming, with steps of at most 45 degrees.
 */
export function cheapestSeam({ width, height, data }: MarkMask, first: number, count: number): Seam {
  const twoRows = costMemory.doubles(2 * count);
  const steps = stepMemory.bytes(count * height);
  const path = columnMemory.integers(height);
  const kernels = pixelKernels(data, twoRows, steps, path);
  if (kernels !== undefined) {
    const addresses = [twoRows, steps, path].map(({ byteOffset }) => byteOffset);
    const crossed = kernels.cheapestSeam(data.byteOffset, width, height, first, count, ...addresses);
    return { columns: path.slice(), cost: crossed };
  }
  const costs = new Float64Array(count * height);
  const from = new Int8Array(count * height);
  for (let i = 0; i < count; i++) costs[i] = data[first + i] + (OFF_CENTRE * Math.abs(2 * i - count)) / count;
  for (let row = 1, k = count; row < height; row++) {
    const start = row * width + first;
    for (let i = 0; i < count; i++, k++) {
      const up = k - count;
      let best = costs[up];
      if (i > 0 && costs[up - 1] + SIDE_STEP < best) {
        best = costs[up - 1] + SIDE_STEP;
        from[k] = -1;
      }
      if (i < count - 1 && costs[up + 1] + SIDE_STEP < best) {
        best = costs[up + 1] + SIDE_STEP;
        from[k] = 1;
      }
      costs[k] = best + data[start + i];
    }
  }
  const last = (height - 1) * count;
  let end = 0;
  for (let i = 1; i < count; i++) if (costs[last + i] < costs[last + end]) end = i;
  const columns = new Int32Array(height);
  let cost = 0;
  for (let row = height - 1, i = end; row >= 0; row--) {
    columns[row] = first + i;
    cost += data[row * width + first + i];
    i += from[row * count + i];
  }
  return { columns, cost };
}

/** Mean length of the runs of ink in a row of a mark: approximately the stroke width. */
export function meanRun({ width, height, data }: MarkMask): number {
  const counts = runMemory.integers(2);
  const kernels = pixelKernels(data, counts);
  if (kernels !== undefined) {
    kernels.countMaskRuns(data.byteOffset, width, height, counts.byteOffset);
    return counts[0] > 0 ? counts[1] / counts[0] : 0;
  }
  let runs = 0;
  let inRuns = 0;
  for (let row = 0, q = 0; row < height; row++) {
    let before = 0;
    for (const end = q + width; q < end; q++) {
      const ink = data[q];
      if (ink === 1) {
        inRuns++;
        if (before === 0) runs++;
      }
      before = ink;
    }
  }
  return runs > 0 ? inRuns / runs : 0;
}
