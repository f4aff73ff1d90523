/** Dense products, plainly. Each product adds scaled rows, so that every sum runs in ascending order. */

import type { Arithmetic } from '../arithmetic.ts';
import type { Matrix } from '../matrix.ts';

/** out = x w + b. out: N x O; x: N x I; w: I x O; b: 1 x O. */
export function affine({ round }: Arithmetic, out: Matrix, x: Matrix, w: Matrix, b: Matrix): void {
  const [N, I, O] = [x.rows, x.cols, out.cols];
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) out.data[n * O + o] = b.data[o];
    for (let i = 0; i < I; i++) {
      const scale = x.data[n * I + i];
      if (scale === 0) continue;
      for (let o = 0; o < O; o++) {
        out.data[n * O + o] = round(out.data[n * O + o] + round(scale * w.data[i * O + o]));
      }
    }
  }
}

/** out = a b. out: N x O; a: N x I; b: I x O. */
export function matmul({ round }: Arithmetic, out: Matrix, a: Matrix, b: Matrix): void {
  const [N, I, O] = [a.rows, a.cols, out.cols];
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) out.data[n * O + o] = 0;
    for (let i = 0; i < I; i++) {
      const scale = a.data[n * I + i];
      if (scale === 0) continue;
      for (let o = 0; o < O; o++) {
        out.data[n * O + o] = round(out.data[n * O + o] + round(scale * b.data[i * O + o]));
      }
    }
  }
}

/** dW = x^T dOut, n ascending. dW: I x O; x: N x I; dOut: N x O. */
export function weightGradient({ round }: Arithmetic, dW: Matrix, x: Matrix, dOut: Matrix): void {
  const [N, I, O] = [x.rows, x.cols, dOut.cols];
  dW.data.fill(0, 0, I * O);
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < I; i++) {
      const scale = x.data[n * I + i];
      if (scale === 0) continue;
      for (let o = 0; o < O; o++) {
        dW.data[i * O + o] = round(dW.data[i * O + o] + round(scale * dOut.data[n * O + o]));
      }
    }
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

/** out = a^T. out: C x I; a: I x C. */
export function transpose(_: Arithmetic, out: Matrix, a: Matrix): void {
  const [I, C] = [a.rows, a.cols];
  for (let i = 0; i < I; i++) {
    for (let c = 0; c < C; c++) out.data[c * I + i] = a.data[i * C + c];
  }
}
