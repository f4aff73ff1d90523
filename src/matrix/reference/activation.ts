/** Activations and their backward passes, element by element. */

import { mix32 } from '../../random.ts';
import type { Arithmetic } from '../arithmetic.ts';
import type { Matrix } from '../matrix.ts';

/** out = max(z, 0). */
export function relu(_: Arithmetic, out: Matrix, z: Matrix): void {
  const size = z.rows * z.cols;
  for (let k = 0; k < size; k++) out.data[k] = z.data[k] > 0 ? z.data[k] : 0;
}

/** dZ = dOut where out > 0, else 0. */
export function reluBackward(_: Arithmetic, dZ: Matrix, dOut: Matrix, out: Matrix): void {
  const size = out.rows * out.cols;
  for (let k = 0; k < size; k++) dZ.data[k] = out.data[k] > 0 ? dOut.data[k] : 0;
}

/** out = 1 / (1 + e^-z). */
export function sigmoid({ round, exp }: Arithmetic, out: Matrix, z: Matrix): void {
  const size = z.rows * z.cols;
  for (let k = 0; k < size; k++) out.data[k] = round(1 / round(1 + exp(-z.data[k])));
}

/** dZ = dOut out (1 - out). */
export function sigmoidBackward({ round }: Arithmetic, dZ: Matrix, dOut: Matrix, out: Matrix): void {
  const size = out.rows * out.cols;
  for (let k = 0; k < size; k++) {
    const y = out.data[k];
    dZ.data[k] = round(dOut.data[k] * round(y * round(1 - y)));
  }
}

/** out[n] = e^((z[n] - max) / temperature) / sum of those, added in ascending order. */
export function softmax({ round, exp }: Arithmetic, out: Matrix, z: Matrix, temperature: number): void {
  const [N, C] = [z.rows, z.cols];
  const divisor = round(temperature);
  for (let n = 0; n < N; n++) {
    const row = n * C;
    let max = z.data[row];
    for (let c = 1; c < C; c++) if (z.data[row + c] > max) max = z.data[row + c];
    let sum = 0;
    for (let c = 0; c < C; c++) {
      const e = exp(round(round(z.data[row + c] - max) / divisor));
      out.data[row + c] = e;
      sum = round(sum + e);
    }
    for (let c = 0; c < C; c++) out.data[row + c] = round(out.data[row + c] / sum);
  }
}

/** Inverted dropout: out = x / (1 - rate) where kept, else 0. `rate` and 1 / (1 - rate) are rounded once. */
export function dropout({ round }: Arithmetic, out: Matrix, x: Matrix, key: number, rate: number): void {
  const size = x.rows * x.cols;
  const threshold = Math.floor(rate * 2 ** 32);
  const scale = round(1 / round(1 - rate));
  for (let k = 0; k < size; k++) {
    out.data[k] = mix32(mix32(k) ^ key) >= threshold ? round(x.data[k] * scale) : 0;
  }
}
