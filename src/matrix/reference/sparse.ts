/** Products of the first layer: the same as the dense ones, over the pixels that are not zero. */

import type { Arithmetic } from '../arithmetic.ts';
import { BYTE_SCALE, type Matrix, type Panels, type SparseRows } from '../matrix.ts';
import { addScaledRow } from './dense.ts';

/** x[n] = images[order[start + n]], with the list of its non-zero pixels. */
export function gather(
  { round }: Arithmetic,
  x: SparseRows,
  images: Uint8Array,
  order: Int32Array,
  start: number,
): void {
  const I = x.cols;
  for (let n = 0; n < x.rows; n++) {
    const image = order[start + n] * I;
    let count = 0;
    for (let i = 0; i < I; i++) {
      const byte = images[image + i];
      x.bytes[n * I + i] = byte;
      if (byte === 0) continue;
      x.indices[n * I + count] = i;
      x.values[n * I + count] = round(byte / BYTE_SCALE);
      count++;
    }
    x.counts[n] = count;
  }
}

/** out = x w + b. out: N x O; x: N x I; w: I x O; b: 1 x O. */
export function sparseAffine(arithmetic: Arithmetic, out: Matrix, x: SparseRows, w: Panels, b: Matrix): void {
  const [N, I, O] = [x.rows, x.cols, out.cols];
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) out.data[n * O + o] = b.data[o] + 0;
    for (let k = n * I; k < n * I + x.counts[n]; k++) {
      addScaledRow(arithmetic, out.data, n * O, x.values[k], w, x.indices[k]);
    }
  }
}

/** dW = x^T dOut, n ascending. dW: I x O; x: N x I; dOut: N x O. */
export function sparseWeightGradient({ round }: Arithmetic, dW: Matrix, x: SparseRows, dOut: Matrix): void {
  const [N, I, O] = [x.rows, x.cols, dOut.cols];
  dW.data.fill(0, 0, I * O);
  for (let n = 0; n < N; n++) {
    for (let k = n * I; k < n * I + x.counts[n]; k++) {
      const i = x.indices[k];
      const scale = x.values[k];
      for (let o = 0; o < O; o++) {
        dW.data[i * O + o] = round(dW.data[i * O + o] + round(scale * dOut.data[n * O + o]));
      }
    }
  }
}
