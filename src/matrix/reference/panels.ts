/** Weights brought into the layout that products read. */

import type { Arithmetic } from '../arithmetic.ts';
import type { Matrix, Panels } from '../matrix.ts';

/** out = a. out, a: I x C. */
export function pack(_: Arithmetic, out: Panels, a: Matrix): void {
  const [I, C] = [a.rows, a.cols];
  for (let i = 0; i < I; i++) {
    for (let c = 0; c < C; c++) out.data[out.place(i, c)] = a.data[i * C + c];
  }
}

/** out = a^T. out: C x I; a: I x C. */
export function packTransposed(_: Arithmetic, out: Panels, a: Matrix): void {
  const [I, C] = [a.rows, a.cols];
  for (let i = 0; i < I; i++) {
    for (let c = 0; c < C; c++) out.data[out.place(c, i)] = a.data[i * C + c];
  }
}
