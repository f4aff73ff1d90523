/** Operands for kernels: awkward sizes, values with signed zeros and subnormals, and unused rows. */

import type { Kernels } from '../../src/matrix/kernels.ts';
import {
  DENSE_PANEL,
  type Matrix,
  Panels,
  SPARSE_PANEL,
  type SparseRows,
  type Weights,
} from '../../src/matrix/matrix.ts';
import type { Random } from '../../src/random.ts';
import { exhaustive, samples } from './exhaustive.ts';

export interface Size {
  readonly N: number;
  readonly I: number;
  readonly O: number;
}

/**
 * Around 1, and around the widths of registers (4), tiles (8), and blocks (16, 32, 64); 100 leaves a panel of 4
 * columns.
 */
export const awkward = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100] as const;

/** Both widths of panels. */
export const widths = [DENSE_PANEL, SPARSE_PANEL] as const;

/** Each awkward number in each position, next to two others, then random sizes. */
export function sizes(random: Random): Size[] {
  const pick = (): number => awkward[random.below(awkward.length)];
  const list: Size[] = [];
  if (exhaustive) {
    for (const size of awkward) {
      list.push({ N: size, I: pick(), O: pick() }, { N: pick(), I: size, O: pick() });
      list.push({ N: pick(), I: pick(), O: size }, { N: size, I: size, O: size });
    }
  } else {
    const [N, I, O] = Array.from({ length: 3 }, () => random.shuffle([...awkward]));
    for (const k of awkward.keys()) list.push({ N: N[k], I: I[k], O: O[k] });
  }
  const drawn = samples(2, 20, 4);
  for (let k = 0; k < drawn; k++) {
    list.push({ N: 1 + random.below(70), I: 1 + random.below(130), O: 1 + random.below(130) });
  }
  return list;
}

/** Uniform in [-1, 1), one in five a zero of either sign, one in fifty a subnormal float32. */
export function number(random: Random): number {
  const kind = random.below(50);
  if (kind < 8) return 0;
  if (kind < 10) return -0;
  const x = 2 * random.uniform() - 1;
  return Math.fround(kind === 10 ? x * 1e-42 : x);
}

/** The value in unused rows of a smaller batch, which no kernel may write. */
const UNUSED = 12345;

/** A matrix of random numbers with more rows than are in use. */
export function filled(kernels: Kernels, rows: number, cols: number, random: Random): Matrix {
  const matrix = kernels.matrix(rows + random.below(4), cols);
  matrix.data.fill(UNUSED);
  matrix.rows = rows;
  for (let k = 0; k < rows * cols; k++) matrix.data[k] = number(random);
  return matrix;
}

/** Weights in panels: the given row-major values, or random ones. */
export function panels(
  kernels: Kernels,
  { rows, cols }: { readonly rows: number; readonly cols: number },
  width: number,
  numbers: Random | ArrayLike<number>,
): Panels {
  const weights = kernels.panels(rows, cols, width);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      weights.data[place(weights, r, c)] = 'length' in numbers ? numbers[r * cols + c] : number(numbers);
    }
  }
  return weights;
}

/** The index of an element in panels, as described in `matrix.ts`. */
function place({ rows, width }: Panels, r: number, c: number): number {
  const panel = Math.floor(c / width);
  return panel * rows * width + r * width + (c - panel * width);
}

/** The values in use, row-major. */
export function used(weights: Weights): Float32Array {
  const { rows, cols, data } = weights;
  if (!(weights instanceof Panels)) return Float32Array.from(data.subarray(0, rows * cols));
  const numbers = new Float32Array(rows * cols);
  for (let k = 0; k < numbers.length; k++) numbers[k] = data[place(weights, Math.floor(k / cols), k % cols)];
  return numbers;
}

/** @throws Error if a kernel wrote below the rows in use, or into padding columns of panels */
export function expectRestKept(what: string, weights: Weights): void {
  const { rows, cols, data } = weights;
  if (!(weights instanceof Panels)) {
    const rest = data.subarray(rows * cols);
    const touched = rest.findIndex((value) => value !== UNUSED);
    if (touched === -1) return;
    throw new Error(`${what}: wrote ${rest[touched]} at ${touched} beyond the rows in use`);
  }
  const { width } = weights;
  for (let r = 0; r < rows; r++) {
    for (let c = cols; c % width !== 0; c++) {
      const value = data[place(weights, r, c)];
      if (!Object.is(value, 0)) throw new Error(`${what}: wrote ${value} into row ${r} of a column to spare`);
    }
  }
}

/** Pixels of images, of which four in five are 0. */
export function pixels(length: number, random: Random): Uint8Array {
  return Uint8Array.from({ length }, () => (random.below(5) > 0 ? 0 : 1 + random.below(255)));
}

/** A gathered batch, and its values as a dense array. */
export function batch(
  kernels: Kernels,
  N: number,
  I: number,
  random: Random,
): { x: SparseRows; dense: Float32Array } {
  const bytes = pixels(N * I, random);
  const order = kernels.integers(N);
  for (let n = 0; n < N; n++) order[n] = n;
  const x = kernels.sparseRows(N + random.below(4), I);
  x.rows = N;
  kernels.gather(x, kernels.adopt(bytes, I), order, 0);
  return { x, dense: Float32Array.from(bytes, (byte) => byte / 255) };
}
