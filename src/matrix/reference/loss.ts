/** Losses with the gradient of their mean over the batch. */

import type { Arithmetic } from '../arithmetic.ts';
import type { Matrix } from '../matrix.ts';

/** losses[n] = -log softmax(z[n])[labels[n]]; dZ = (softmax(z) - onehot(labels)) / N. */
export function softmaxCrossEntropy(
  { round, exp, log }: Arithmetic,
  dZ: Matrix,
  losses: Matrix,
  z: Matrix,
  labels: Uint8Array,
): void {
  const [N, C] = [z.rows, z.cols];
  for (let n = 0; n < N; n++) {
    const row = n * C;
    const label = row + labels[n];
    let max = z.data[row];
    for (let c = 1; c < C; c++) if (z.data[row + c] > max) max = z.data[row + c];
    const target = round(z.data[label] - max); // dZ may be z: read before it is overwritten
    let sum = 0;
    for (let c = 0; c < C; c++) {
      const e = exp(round(z.data[row + c] - max));
      dZ.data[row + c] = e;
      sum = round(sum + e);
    }
    losses.data[n] = round(log(sum) - target);
    for (let c = 0; c < C; c++) {
      const p = round(dZ.data[row + c] / sum);
      dZ.data[row + c] = round((row + c === label ? round(p - 1) : p) / N);
    }
  }
}
