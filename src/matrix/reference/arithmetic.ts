/** The arithmetic of the reference kernels: float32 normally, double precision for gradient checks. */

import { exp, log, tanh } from '../float32.ts';
import type { Floats } from '../matrix.ts';
import { notEnoughMemory } from '../wasm/out-of-memory.ts';

export interface Arithmetic {
  /** Rounds the result of an operation. */
  readonly round: (x: number) => number;
  readonly exp: (x: number) => number;
  readonly log: (x: number) => number;
  readonly tanh: (x: number) => number;
  /** @throws SystemError with the size requested, if there is not enough memory */
  readonly floats: (length: number) => Floats;
}

function allocate<T>(bytes: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw bytes >= 0 ? notEnoughMemory(bytes, '', error) : error;
  }
}

export const float32: Arithmetic = {
  round: Math.fround,
  exp,
  log,
  tanh,
  floats: (length) => allocate(4 * length, () => new Float32Array(length)),
};

/** For tests only: engines may differ in the last bits of `Math.exp`. */
export const float64: Arithmetic = {
  round: (x) => x,
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  floats: (length) => allocate(8 * length, () => new Float64Array(length)),
};
