/** Products of the first layer: the same as the dense ones, over the pixels that are not zero. */

import type { Arithmetic } from '../arithmetic.ts';
import { BYTE_SCALE, type Images, type Matrix, type Panels, SEGMENT, type SparseRows } from '../matrix.ts';
import { addScaledRow } from './dense.ts';

/** As the reference keeps a data set: the bytes themselves. */
export class ByteImages implements Images {
  readonly count: number;
  readonly cols: number;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, cols: number) {
    this.count = bytes.length / cols;
    this.cols = cols;
    this.bytes = bytes;
  }
}

/** x[n] = images[order[start + n]]. */
export function gather(
  { round }: Arithmetic,
  x: SparseRows,
  images: ByteImages,
  order: Int32Array,
  start: number,
): void {
  const { cols: I, pitch, segments } = x;
  for (let n = 0; n < x.rows; n++) {
    const image = order[start + n] * I;
    let count = 0;
    for (let i = 0; i < I; i++) {
      if (i % SEGMENT === 0) x.starts[n * (segments + 1) + i / SEGMENT] = count;
      const byte = images.bytes[image + i];
      if (byte === 0) continue;
      x.indices[n * pitch + count] = i;
      x.values[n * pitch + count] = round(byte / BYTE_SCALE);
      count++;
    }
    x.starts[n * (segments + 1) + segments] = count;
    x.counts[n] = count;
  }
}

/** out = x w + b. out: N x O; x: N x I; w: I x O; b: 1 x O. */
export function sparseAffine(arithmetic: Arithmetic, out: Matrix, x: SparseRows, w: Panels, b: Matrix): void {
  const [N, O] = [x.rows, out.cols];
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) out.data[n * O + o] = b.data[o] + 0;
    for (let k = n * x.pitch; k < n * x.pitch + x.counts[n]; k++) {
      addScaledRow(arithmetic, out.data, n * O, x.values[k], w, x.indices[k]);
    }
  }
}

/** dW = x^T dOut, n ascending. dW: I x O; x: N x I; dOut: N x O. */
export function sparseWeightGradient({ round }: Arithmetic, dW: Matrix, x: SparseRows, dOut: Matrix): void {
  const [N, I, O] = [x.rows, x.cols, dOut.cols];
  dW.data.fill(0, 0, I * O);
  for (let n = 0; n < N; n++) {
    for (let k = n * x.pitch; k < n * x.pitch + x.counts[n]; k++) {
      const i = x.indices[k];
      const scale = x.values[k];
      for (let o = 0; o < O; o++) {
        dW.data[i * O + o] = round(dW.data[i * O + o] + round(scale * dOut.data[n * O + o]));
      }
    }
  }
}
