import type { Plane } from '../image.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import { ScratchMemory } from './scratch-memory.ts';

/** Runs of adjacent pixels above a level, by rows and from left to right. */
export interface Runs {
  readonly count: number;
  /** The runs of row y are at indices `rows[y]` to before `rows[y + 1]`. */
  readonly rows: Int32Array;
  /** Index of the first pixel of a run, and of the one after its last. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Runs of connected components. */
export interface JoinedRuns extends Runs {
  /** The first run of the connected component that a run belongs to. */
  readonly parents: Int32Array;
}

const rowMemory = new ScratchMemory();
const startMemory = new ScratchMemory();
const endMemory = new ScratchMemory();
const parentMemory = new ScratchMemory();

/** The runs of pixels above `level`. The result is valid until the next call of this function or the next one. */
export function findRuns({ width, height, data }: Plane, level: number): Runs {
  const most = Math.ceil(width / 2) * height;
  const rows = rowMemory.integers(height + 1);
  const starts = startMemory.integers(most);
  const ends = endMemory.integers(most);
  const kernels = pixelKernels(data, rows, starts, ends);
  if (kernels !== undefined) {
    const addresses = [rows, starts, ends].map(({ byteOffset }) => byteOffset);
    const count = kernels.findRuns(data.byteOffset, width, height, level, ...addresses);
    return { count, rows, starts, ends };
  }
  let count = 0;
  for (let y = 0; y < height; y++) {
    rows[y] = count;
    const end = (y + 1) * width;
    for (let p = y * width; p < end; p++) {
      if (!(data[p] > level)) continue;
      starts[count] = p;
      do p++;
      while (p < end && data[p] > level);
      ends[count++] = p;
    }
  }
  rows[height] = count;
  return { count, rows, starts, ends };
}

/**
 * The runs of pixels above `low`, joined to connected components (8-connectivity). The result is valid until the next
 * call.
 *
 * A. Rosenfeld and J. L. Pfaltz, "Sequential operations in digital picture processing" (1966), applied to runs
 * instead of pixels.
 */
export function joinedRuns(ink: Plane, low: number): JoinedRuns {
  const { width, height } = ink;
  const runs = findRuns(ink, low);
  const { count, rows, starts, ends } = runs;
  const parents = parentMemory.integers(count);
  const kernels = pixelKernels(rows, starts, ends, parents);
  if (kernels !== undefined) {
    const addresses = [rows, starts, ends, parents].map(({ byteOffset }) => byteOffset);
    kernels.joinRuns(width, height, ...addresses);
    return { ...runs, parents };
  }
  for (let run = 0; run < count; run++) parents[run] = run;
  for (let y = 1; y < height; y++) {
    let above = rows[y - 1];
    const lastAbove = rows[y];
    for (let run = lastAbove; run < rows[y + 1]; run++) {
      // diagonal contact with the row above is sufficient
      const left = starts[run] - width;
      const right = ends[run] - width;
      while (above < lastAbove && ends[above] < left) above++;
      for (let touching = above; touching < lastAbove && starts[touching] <= right; touching++) {
        unite(parents, run, touching);
      }
    }
  }
  // parents precede their runs
  for (let run = 0; run < count; run++) parents[run] = parents[parents[run]];
  return { ...runs, parents };
}

function unite(parents: Int32Array, a: number, b: number): void {
  const first = rootOf(parents, a);
  const second = rootOf(parents, b);
  if (first < second) parents[second] = first;
  else parents[first] = second;
}

function rootOf(parents: Int32Array, run: number): number {
  let root = run;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]]; // path halving
    root = parents[root];
  }
  return root;
}
