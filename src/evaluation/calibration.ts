/**
 * How sure a net may be: the temperature that makes its probabilities fit, and a measure of how far they are off.
 *
 * C. Guo, G. Pleiss, Y. Sun and K. Weinberger, "On calibration of modern neural networks" (2017).
 */

import { CLASSES } from '../dataset/dataset.ts';
import { exp } from '../matrix/float32.ts';
import type { ReliabilityBin } from './evaluation.ts';

/** Where the temperature is looked for. A net that knows nothing would ask for more, one with few images for less. */
const COLDEST = 0.1;
const HOTTEST = 10;

/** Halvings of that range on a logarithmic scale: they leave less than the rounding does. */
const HALVINGS = 24;
const ROUNDING = 1e4;

/**
 * The temperature at which softmax(logits / temperature) makes these labels most likely, to four places; 1 where there
 * is no image, or where the logits tell nothing.
 *
 * The negative log-likelihood is convex in 1 / temperature, so halving finds the only zero of its slope. As a net that
 * is right about all of few images would otherwise seem to be right always, each target is (N + 1) / (N + 2) rather than 1 and
 * the rest is distributed among the other classes (J. Platt, "Probabilistic outputs for support vector machines", 1999).
 * Nothing but + - * / and square roots: the same logits give the same temperature in every engine.
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

/** The slope of the negative log-likelihood by the inverse temperature: the logits expected, less those of the targets. */
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
 * Expected calibration error: answers are sorted into ten bins of equal width by how sure they are, and the difference
 * between the mean confidence and the fraction of right answers is averaged over the bins, each with the weight of its
 * answers.
 *
 * M. Naeini, G. Cooper and M. Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning" (2015).
 */
export class RunningCalibration {
  readonly #counts = new Float64Array(BINS);
  readonly #confidence = new Float64Array(BINS); // summed up
  readonly #right = new Float64Array(BINS);

  add(confidence: number, right: boolean): void {
    const bin = Math.min(BINS - 1, Math.floor(confidence * BINS));
    this.#counts[bin]++;
    this.#confidence[bin] += confidence;
    if (right) this.#right[bin]++;
  }

  /** From 0, where as many answers are right as their confidence says, to 1. */
  get error(): number {
    const total = this.#counts.reduce((sum, count) => sum + count, 0);
    return (
      this.#confidence.reduce((sum, confidence, bin) => sum + Math.abs(confidence - this.#right[bin]), 0) /
      total
    );
  }

  /** What the error is made of: the table that a reliability diagram draws. */
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
