/** L1 regularization, applied between the backward pass and the optimizer step; L2 is the optimizers' weight decay. */

import type { Kernels } from '../matrix/kernels.ts';
import type { Trainable } from './optimizer.ts';

/**
 * Adds the gradient of l1 sum |w| to those of weights, not of biases, which drives unneeded weights to zero (R.
 * Tibshirani, 1996).
 */
export function addL1(kernels: Kernels, parameters: readonly Trainable[], l1: number): void {
  for (const { value, gradient, decays } of parameters)
    if (decays) kernels.addL1Gradient(gradient, value, l1);
}
