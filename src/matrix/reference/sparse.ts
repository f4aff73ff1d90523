/** Products over the non-zero elements of the left factor, with the same results as the dense ones. */

import { BYTE_SCALE, type Floats, type Images, type Matrix, type Panels, SparseRows } from '../matrix.ts';
import type { Arithmetic } from './arithmetic.ts';
import { addScaledRow, addToRow } from './dense.ts';

/** The data set as the reference kernels store it: unmodified bytes. */
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

/**
 * Row r has `counts[r]` non-zero pixels; their columns, ascending, start at `indices[r * cols]`, and their values,
 * byte / 255, at `values[r * cols]`.
 */
export class ListedRows extends SparseRows {
  readonly counts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Floats;

  constructor(rows: number, cols: number, { floats }: Arithmetic) {
    super(rows, cols);
    this.counts = new Int32Array(rows);
    this.indices = new Int32Array(rows * cols);
    this.values = floats(rows * cols);
  }
}

/** x[n] = images[order[start + n]]. */
export function gather(
  arithmetic: Arithmetic,
  x: ListedRows,
  images: ByteImages,
  order: Int32Array,
  start: number,
): void {
  for (let n = 0; n < x.rows; n++) listPixels(arithmetic, x, n, images.bytes, order[start + n] * x.cols);
}

/** x[n] = the image whose pixels start at `bytes[from]`. */
export function listPixels(
  { round }: Arithmetic,
  x: ListedRows,
  n: number,
  bytes: Uint8Array,
  from: number,
): void {
  const I = x.cols;
  let count = 0;
  for (let i = 0; i < I; i++) {
    const byte = bytes[from + i];
    if (byte === 0) continue;
    x.indices[n * I + count] = i;
    x.values[n * I + count] = round(byte / BYTE_SCALE);
    count++;
  }
  x.counts[n] = count;
}

/** x = z without its zeros. */
export function compressRows(_: Arithmetic, x: ListedRows, z: Matrix): void {
  const C = z.cols;
  for (let n = 0; n < z.rows; n++) {
    let count = 0;
    for (let c = 0; c < C; c++) {
      if (z.data[n * C + c] === 0) continue;
      x.indices[n * C + count] = c;
      x.values[n * C + count] = z.data[n * C + c];
      count++;
    }
    x.counts[n] = count;
  }
}

/** out = x w + b. out: N x O; x: N x I; w: I x O; b: 1 x O. */
export function sparseAffine(arithmetic: Arithmetic, out: Matrix, x: ListedRows, w: Panels, b: Matrix): void {
  const [N, O] = [x.rows, out.cols];
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) out.data[n * O + o] = b.data[o] + 0;
    addProduct(arithmetic, out, x, w, n);
  }
}

/** out = a b. out: N x O; a: N x I; b: I x O. */
export function sparseMatmul(arithmetic: Arithmetic, out: Matrix, a: ListedRows, b: Panels): void {
  const [N, O] = [a.rows, out.cols];
  for (let n = 0; n < N; n++) {
    out.data.fill(0, n * O, (n + 1) * O);
    addProduct(arithmetic, out, a, b, n);
  }
}

/** out[n] += x[n] w. */
function addProduct(arithmetic: Arithmetic, out: Matrix, x: ListedRows, w: Panels, n: number): void {
  const [I, O] = [x.cols, out.cols];
  for (let k = n * I; k < n * I + x.counts[n]; k++) {
    addScaledRow(arithmetic, out.data, n * O, x.values[k], w, x.indices[k]);
  }
}

/** dW = x^T dOut, n ascending. dW: I x O; x: N x I; dOut: N x O. */
export function sparseWeightGradient(arithmetic: Arithmetic, dW: Panels, x: ListedRows, dOut: Matrix): void {
  const [N, I, O] = [x.rows, x.cols, dOut.cols];
  dW.data.fill(0);
  for (let n = 0; n < N; n++) {
    for (let k = n * I; k < n * I + x.counts[n]; k++) {
      addToRow(arithmetic, dW, x.indices[k], x.values[k], dOut.data, n * O);
    }
  }
}
