/**
 * Initial weights: uniform in [-a, a], with a chosen to keep the variance of activations constant from layer to
 * layer.
 */

import type { Weights } from '../matrix/matrix.ts';
import type { Random } from '../random.ts';

/** `he` suits ReLU and its variants, `glorot` sigmoid and tanh. */
export type Initialisation = 'he' | 'glorot';

/**
 * a = sqrt(6 / fanIn) preserves the variance through ReLU (K. He et al., "Delving deep into rectifiers", 2015); a =
 * sqrt(6 / (fanIn + fanOut)) preserves it forward and backward through units that are approximately linear around 0
 * (X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010).
 * @param fanIn number of inputs of each output
 * @param fanOut number of outputs of each input
 */
export function uniformLimit(initialisation: Initialisation, fanIn: number, fanOut: number): number {
  return Math.fround(Math.sqrt(6 / (initialisation === 'he' ? fanIn : fanIn + fanOut)));
}

/** Fills in row-major order, whatever the layout. */
export function fillUniform(weights: Weights, limit: number, random: Random): void {
  weights.copyIn(
    Float32Array.from({ length: weights.rows * weights.cols }, () => (2 * random.uniform() - 1) * limit),
  );
}
