/** Dense products. Each product adds scaled rows, so that every sum runs in ascending order. */

import type { Floats, Matrix, Panels } from '../matrix.ts';
import type { Arithmetic } from './arithmetic.ts';

/** out = x w + b. out: N x O; x: N x I; w: I x O; b: 1 x O. */
export function affine(arithmetic: Arithmetic, out: Matrix, x: Matrix, w: Panels, b: Matrix): void {
  const [N, O] = [x.rows, out.cols];
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) out.data[n * O + o] = b.data[o] + 0;
    addProduct(arithmetic, out, x, w, n);
  }
}

/** out = a b. out: N x O; a: N x I; b: I x O. */
export function matmul(arithmetic: Arithmetic, out: Matrix, a: Matrix, b: Panels): void {
  const [N, O] = [a.rows, out.cols];
  for (let n = 0; n < N; n++) {
    out.data.fill(0, n * O, (n + 1) * O);
    addProduct(arithmetic, out, a, b, n);
  }
}

/** out[n] += x[n] w. */
function addProduct(arithmetic: Arithmetic, out: Matrix, x: Matrix, w: Panels, n: number): void {
  const [I, O] = [x.cols, out.cols];
  for (let i = 0; i < I; i++) {
    const scale = x.data[n * I + i];
    if (scale !== 0) addScaledRow(arithmetic, out.data, n * O, scale, w, i);
  }
}

/** out[to + o] += scale w[i][o] for every column o. */
export function addScaledRow(
  { round }: Arithmetic,
  out: Floats,
  to: number,
  scale: number,
  w: Panels,
  i: number,
): void {
  const { cols: O, width, data } = w;
  for (let panel = 0; panel < O; panel += width) {
    const row = panel * w.rows + i * width;
    const start = to + panel;
    const columns = Math.min(width, O - panel);
    for (let c = 0; c < columns; c++) out[start + c] = round(out[start + c] + round(scale * data[row + c]));
  }
}

/** dW = x^T dOut, n ascending. dW: I x O; x: N x I; dOut: N x O. */
export function weightGradient(arithmetic: Arithmetic, dW: Panels, x: Matrix, dOut: Matrix): void {
  const [N, I, O] = [x.rows, x.cols, dOut.cols];
  dW.data.fill(0);
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < I; i++) {
      const scale = x.data[n * I + i];
      if (scale !== 0) addToRow(arithmetic, dW, i, scale, dOut.data, n * O);
    }
  }
}

/** dW[i][o] += scale dOut[from + o] for every column o. */
export function addToRow(
  { round }: Arithmetic,
  dW: Panels,
  i: number,
  scale: number,
  dOut: Floats,
  from: number,
): void {
  const { cols: O, width, data } = dW;
  for (let panel = 0; panel < O; panel += width) {
    const row = panel * dW.rows + i * width;
    const start = from + panel;
    const columns = Math.min(width, O - panel);
    for (let c = 0; c < columns; c++) data[row + c] = round(data[row + c] + round(scale * dOut[start + c]));
  }
}

/** out = a^T. out: C x I; a: I x C. */
export function transpose(_: Arithmetic, out: Panels, a: Panels): void {
  const [I, C] = [a.rows, a.cols];
  for (let i = 0; i < I; i++) {
    for (let c = 0; c < C; c++) out.data[out.place(c, i)] = a.data[a.place(i, c)];
  }
}

/** out[0][o] = sum over n, ascending, of a[n][o]. out: 1 x O; a: N x O. */
export function columnSums({ round }: Arithmetic, out: Matrix, a: Matrix): void {
  const [N, O] = [a.rows, a.cols];
  out.data.fill(0, 0, O);
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) out.data[o] = round(out.data[o] + a.data[n * O + o]);
  }
}
