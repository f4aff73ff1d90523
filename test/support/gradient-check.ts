/** Compares gradients with central differences, in double precision. */

import type { Floats, Matrix, Weights } from '../../src/matrix/matrix.ts';
import { float64 } from '../../src/matrix/reference/arithmetic.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import type { Random } from '../../src/random.ts';
import { expectClose } from './compare.ts';

/** The reference kernels in double precision. The pixels of a batch are bytes / 255 in double precision too. */
export const doubleKernels = (): ReferenceKernels => new ReferenceKernels(float64);

/**
 * With a step h, (f(x + h) - f(x - h)) / 2h has a truncation error of about h^2 f'''/6 and a rounding error of about
 * 1e-16 f / h; h = 1e-5 keeps both near 1e-11 if f is about 1. The tolerance is a hundred times that; the error of a
 * wrong formula is far larger.
 */
const STEP = 1e-5;
export const gradientTolerance = { absolute: 1e-9, relative: 1e-7 } as const;

/**
 * Checks `gradient` against the central differences of `f` in each number of `x`.
 * @throws Error that names the element with the largest difference
 */
export function checkGradient(what: string, f: () => number, x: Floats, gradient: Floats): void {
  const differences = Float64Array.from(x, (kept, k) => {
    x[k] = kept + STEP;
    const above = f();
    x[k] = kept - STEP;
    const below = f();
    x[k] = kept;
    return (above - below) / (2 * STEP);
  });
  if (differences.every((d) => d === 0))
    throw new Error(`${what}: ${x.length} differences, all of them zero`);
  expectClose(`gradient of ${what}`, gradient, differences, gradientTolerance);
}

/**
 * Fills with numbers in [-1, 1), none nearer to 0 than 0.01, because ReLU is not differentiable at 0.
 */
export function fillAwayFromZero(data: Floats, random: Random): void {
  for (let k = 0; k < data.length; k++) {
    const x = 2 * random.uniform() - 1;
    data[k] = x + Math.sign(x || 1) * 0.01;
  }
}

/** The same for weights; padding columns of panels stay zero. */
export function fillWeights(weights: Weights, random: Random): void {
  const numbers = weights.copyOut();
  fillAwayFromZero(numbers, random);
  weights.copyIn(numbers);
}

/** A random scalar function of a matrix, sum of r[k] out[k], and its gradient r. */
export function projection(out: Matrix, random: Random): { dOut: Matrix; value: () => number } {
  const dOut = doubleKernels().matrix(out.rows, out.cols);
  fillAwayFromZero(dOut.data, random);
  return {
    dOut,
    value: () => {
      let sum = 0;
      for (let k = 0; k < dOut.data.length; k++) sum += dOut.data[k] * out.data[k];
      return sum;
    },
  };
}
