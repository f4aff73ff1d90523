/** Operations on weights and gradients other than optimizer steps. */

import { type Matrix, Panels, type Weights } from '../matrix.ts';
import type { Arithmetic } from './arithmetic.ts';

/** The number of elements in use; the padding of panels is zero and stays zero under updates. */
export function elements(w: Weights): number {
  return w instanceof Panels ? w.data.length : w.rows * w.cols;
}

/** w = factor w. */
export function scale({ round }: Arithmetic, w: Weights, factor: number): void {
  const size = elements(w);
  const by = round(factor);
  for (let k = 0; k < size; k++) w.data[k] = round(by * w.data[k]);
}

/** average += fraction (w - average). */
export function lerp({ round }: Arithmetic, average: Weights, w: Weights, fraction: number): void {
  const size = elements(average);
  const by = round(fraction);
  for (let k = 0; k < size; k++) {
    average.data[k] = round(average.data[k] + round(by * round(w.data[k] - average.data[k])));
  }
}

/** dW += rate sign(w). */
export function addL1Gradient({ round }: Arithmetic, dW: Weights, w: Weights, rate: number): void {
  const size = elements(dW);
  const by = round(rate);
  for (let k = 0; k < size; k++) {
    const pull = w.data[k] > 0 ? by : w.data[k] < 0 ? -by : 0;
    dW.data[k] = round(dW.data[k] + pull);
  }
}

/** out[0][o] = sum over i, ascending, of w[i][o]^2. */
export function columnSquares({ round }: Arithmetic, out: Matrix, w: Weights): void {
  const place = (r: number, c: number): number => (w instanceof Panels ? w.place(r, c) : r * w.cols + c);
  for (let c = 0; c < w.cols; c++) {
    let sum = 0;
    for (let r = 0; r < w.rows; r++) {
      const number = w.data[place(r, c)];
      sum = round(sum + round(number * number));
    }
    out.data[c] = sum;
  }
}
