/** Losses, with the gradient of their mean over the batch. */

import type { Matrix } from '../matrix.ts';
import type { Arithmetic } from './arithmetic.ts';

/**
 * losses[n] = -log softmax(z[n])[labels[n]]; dZ = (softmax(z) - onehot(labels)) / N, with targets 1 / C if a label is
 * C, and mixed with 1 / C by label smoothing.
 */
export function softmaxCrossEntropy(
  { round, exp, log }: Arithmetic,
  dZ: Matrix,
  losses: Matrix,
  z: Matrix,
  labels: Uint8Array,
  smoothing: number,
): void {
  const [N, C] = [z.rows, z.cols];
  const s = round(smoothing);
  for (let n = 0; n < N; n++) {
    const row = n * C;
    const label = labels[n];
    const evenly = label === C ? 1 : s; // the part of the target that is uniform over all classes
    const off = round(evenly / C);
    const on = round(round(1 - evenly) + off);
    let max = z.data[row];
    for (let c = 1; c < C; c++) if (z.data[row + c] > max) max = z.data[row + c];
    let target = label === C ? 0 : round(z.data[row + label] - max); // dZ may be z: read before it is overwritten
    if (evenly > 0) {
      let all = 0;
      for (let c = 0; c < C; c++) all = round(all + round(z.data[row + c] - max));
      target = round(round(round(1 - evenly) * target) + round(evenly * round(all / C)));
    }
    let sum = 0;
    for (let c = 0; c < C; c++) {
      const e = exp(round(z.data[row + c] - max));
      dZ.data[row + c] = e;
      sum = round(sum + e);
    }
    losses.data[n] = round(log(sum) - target);
    for (let c = 0; c < C; c++) {
      const p = round(dZ.data[row + c] / sum);
      dZ.data[row + c] = round(round(p - (c === label ? on : off)) / N);
    }
  }
}

/** Of y = sigmoid(z): losses[n] = sum of (y - t)^2 / 2, t = onehot(labels[n]); dZ = (y - t) y (1 - y) / N. */
export function sigmoidSquaredError(
  { round, exp }: Arithmetic,
  dZ: Matrix,
  losses: Matrix,
  z: Matrix,
  labels: Uint8Array,
): void {
  const [N, C] = [z.rows, z.cols];
  for (let n = 0; n < N; n++) {
    let sum = 0;
    for (let c = 0; c < C; c++) {
      const k = n * C + c;
      const y = round(1 / round(1 + exp(-z.data[k])));
      const error = round(y - (c === labels[n] ? 1 : 0));
      sum = round(sum + round(error * error));
      dZ.data[k] = round(round(error * round(y * round(1 - y))) / N);
    }
    losses.data[n] = round(sum / 2);
  }
}

/** Of y = sigmoid(z): losses[n] = sum of -t log y - (1 - t) log(1 - y), t = onehot(labels[n]); dZ = (y - t) / N. */
export function sigmoidCrossEntropy(
  { round, exp, log }: Arithmetic,
  dZ: Matrix,
  losses: Matrix,
  z: Matrix,
  labels: Uint8Array,
): void {
  const [N, C] = [z.rows, z.cols];
  for (let n = 0; n < N; n++) {
    let sum = 0;
    for (let c = 0; c < C; c++) {
      const k = n * C + c;
      const x = z.data[k];
      const hit = c === labels[n];
      sum = round(sum + round(Math.max(hit ? -x : x, 0) + log(round(1 + exp(-Math.abs(x))))));
      const y = round(1 / round(1 + exp(-x)));
      dZ.data[k] = round(round(y - (hit ? 1 : 0)) / N);
    }
    losses.data[n] = sum;
  }
}
