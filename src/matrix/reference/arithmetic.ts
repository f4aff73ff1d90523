/** The two kinds of arithmetic the reference kernels run in: float32 in real use, double for gradient checks. */

import { exp, log, tanh } from '../float32.ts';
import type { Floats } from '../matrix.ts';
import { notEnoughMemory } from '../wasm/out-of-memory.ts';

export interface Arithmetic {
  /** Rounds after each operation. */
  readonly round: (x: number) => number;
  readonly exp: (x: number) => number;
  readonly log: (x: number) => number;
  readonly tanh: (x: number) => number;
  /** @throws SystemError that names what was asked for, where there is not so much memory */
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

/** Engines may differ in the last bits of `Math.exp`: for tests only. */
export const float64: Arithmetic = {
  round: (x) => x,
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  floats: (length) => allocate(8 * length, () => new Float64Array(length)),
};
