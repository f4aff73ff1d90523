/** The two kinds of arithmetic the reference kernels run in: float32 in real use, double for gradient checks. */

import { exp, log } from './float32.ts';
import type { Floats } from './matrix.ts';

export interface Arithmetic {
  /** Rounds after each operation. */
  readonly round: (x: number) => number;
  readonly exp: (x: number) => number;
  readonly log: (x: number) => number;
  readonly floats: (length: number) => Floats;
}

export const float32: Arithmetic = {
  round: Math.fround,
  exp,
  log,
  floats: (length) => new Float32Array(length),
};

/** Engines may differ in the last bits of `Math.exp`: for tests only. */
export const float64: Arithmetic = {
  round: (x) => x,
  exp: Math.exp,
  log: Math.log,
  floats: (length) => new Float64Array(length),
};
