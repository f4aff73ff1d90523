/**
 * Calibration: temperature scaling, and the expected calibration error.
 *
 * C. Guo, G. Pleiss, Y. Sun and K. Weinberger, "On calibration of modern neural networks" (2017).
 */

import { CLASSES } from '../dataset/dataset.ts';
import { exp } from '../matrix/float32.ts';
import type { ReliabilityBin } from './evaluation.ts';

/** The range of temperatures. An untrained network would need a higher one, a network with few images a lower one. */
const COLDEST = 0.1;
const HOTTEST = 10;

/** Bisection steps of that range on a logarithmic scale, after which the error is below that of the rounding. */
const HALVINGS = 24;
const ROUNDING = 1e4;

/**
 * The temperature that maximises the likelihood of the labels under softmax(logits / temperature), rounded to four
 * decimal places; 1 if there are no images, or if the logits carry no information.
 *
 * The negative log-likelihood is convex in 1 / temperature, so bisection finds the only zero of its derivative. A
 * network with few images, all answered correctly, would otherwise get unlimited confidence; therefore each target is
 * (N + 1) / (N + 2) instead of 1, with the remainder distributed among the other classes (J. Platt, "Probabilistic
 * outputs for support vector machines", 1999). Only + - * / and square roots are used: the same logits give the same
 * temperature in every engine.
 *
 * @param logits N x 10
 * @param labels N bytes
 */
export function fitTemperature(logits: Float32Array, labels: Uint8Array): number {
  const atOne = slope(logits, labels, 1);
  if (atOne === 0 || !Number.isFinite(atOne)) return 1;
  let low = COLDEST;
  let high = HOTTEST;
  for (let turn = 0; turn < HALVINGS; turn++) {
    const middle = Math.sqrt(low * high);
    if (slope(logits, labels, 1 / middle) > 0) low = middle;
    else high = middle;
  }
  return Math.round(Math.sqrt(low * high) * ROUNDING) / ROUNDING;
}

/**
 * The derivative of the negative log-likelihood with respect to 1 / temperature: expected logits minus those of the
 * targets.
 */
function slope(logits: Float32Array, labels: Uint8Array, inverse: number): number {
  const count = labels.length;
  const target = (count + 1) / (count + 2);
  const other = (1 - target) / (CLASSES - 1);
  let total = 0;
  for (let n = 0; n < count; n++) {
    const row = n * CLASSES;
    let max = logits[row];
    for (let c = 1; c < CLASSES; c++) if (logits[row + c] > max) max = logits[row + c];
    let sum = 0;
    let expected = 0;
    let aimed = 0;
    for (let c = 0; c < CLASSES; c++) {
      const difference = logits[row + c] - max;
      const power = exp(Math.fround(difference * inverse));
      sum += power;
      expected += power * difference;
      aimed += (c === labels[n] ? target : other) * difference;
    }
    total += expected / sum - aimed;
  }
  return total;
}

const BINS = 10;

/**
 * Expected calibration error: answers are sorted into ten bins of equal width by confidence, and the absolute
 * difference between mean confidence and accuracy is averaged over the bins, weighted by their number of answers.
 *
 * M. Naeini, G. Cooper and M. Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning" (2015).
 */
export class RunningCalibration {
  readonly #counts = new Float64Array(BINS);
  readonly #confidence = new Float64Array(BINS); // sum per bin
  readonly #right = new Float64Array(BINS);

  add(confidence: number, right: boolean): void {
    const bin = Math.min(BINS - 1, Math.floor(confidence * BINS));
    this.#counts[bin]++;
    this.#confidence[bin] += confidence;
    if (right) this.#right[bin]++;
  }

  /** From 0, perfect calibration, to 1. */
  get error(): number {
    const total = this.#counts.reduce((sum, count) => sum + count, 0);
    return (
      this.#confidence.reduce((sum, confidence, bin) => sum + Math.abs(confidence - this.#right[bin]), 0) /
      total
    );
  }

  /** The bins of a reliability diagram. */
  get bins(): ReliabilityBin[] {
    return Array.from(this.#counts, (count, bin) => ({
      from: bin / BINS,
      to: (bin + 1) / BINS,
      count,
      confidence: count === 0 ? null : this.#confidence[bin] / count,
      accuracy: count === 0 ? null : this.#right[bin] / count,
    }));
  }
}
