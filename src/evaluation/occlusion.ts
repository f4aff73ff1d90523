/**
 * Occlusion: how much the confidence in an answer decreases when a part of the image is covered.
 *
 * M. Zeiler and R. Fergus, "Visualizing and understanding convolutional networks" (2014), section 4.2, moves a grey
 * square over the image; here it has the colour of paper, as most of MNIST. They plot the probability of the answer,
 * which stays close to 100% for a confident network; its log-odds do not (M. Robnik-Sikonja and I. Kononenko,
 * "Explaining classifications for individual instances", 2008).
 */

import { CLASSES, IMAGE_HEIGHT, IMAGE_PIXELS, IMAGE_WIDTH, type LabelledImages } from '../dataset/dataset.ts';
import { ModelError } from '../errors.ts';
import { exp, log } from '../matrix/float32.ts';

/** The effect of covering the square centred at this pixel. */
export interface Covering {
  readonly row: number;
  readonly column: number;
  /** Decrease of the log-odds of the answer; negative if they increase. */
  readonly drop: number;
  /** The probability of the answer when covered, and the digit predicted then. */
  readonly confidence: number;
  readonly digit: number;
}

export interface Occlusion {
  /** Side of the square, in pixels. */
  readonly window: number;
  /**
   * For each pixel, in row-major order, the decrease of the log-odds of the answer, log(p / (1 - p)), when the square
   * around it is covered. 784 numbers.
   */
  readonly drops: Float32Array;
  /** Where covering decreases, and where it increases the log-odds most; null if it does so nowhere. */
  readonly mostFor: Covering | null;
  readonly mostAgainst: Covering | null;
}

/**
 * 784 images: in the n-th, a square of `window` pixels around the n-th pixel, clipped to the image, is covered with
 * paper.
 */
export function coveredImages(pixels: Uint8Array, window: number): LabelledImages {
  const images = new Uint8Array(IMAGE_PIXELS * IMAGE_PIXELS);
  const before = Math.floor((window - 1) / 2);
  for (let n = 0; n < IMAGE_PIXELS; n++) {
    const image = images.subarray(n * IMAGE_PIXELS, (n + 1) * IMAGE_PIXELS);
    image.set(pixels);
    const top = Math.floor(n / IMAGE_WIDTH) - before;
    const left = (n % IMAGE_WIDTH) - before;
    for (let y = Math.max(top, 0); y < Math.min(top + window, IMAGE_HEIGHT); y++) {
      image.fill(
        0,
        y * IMAGE_WIDTH + Math.max(left, 0),
        y * IMAGE_WIDTH + Math.min(left + window, IMAGE_WIDTH),
      );
    }
  }
  return { count: IMAGE_PIXELS, images, labels: new Uint8Array(IMAGE_PIXELS) };
}

/**
 * @param plain 10 logits of the unmodified image
 * @param covered 784 x 10 logits of `coveredImages`
 * @param probabilities 784 x 10, of the same images
 * @throws ModelError if one of them is so large that the difference is not finite
 */
export function occlusionOf(
  window: number,
  answer: number,
  plain: Float32Array,
  covered: Float32Array,
  probabilities: Float32Array,
  temperature: number,
): Occlusion {
  const before = logOdds(plain, answer, temperature);
  const drops = Float32Array.from({ length: IMAGE_PIXELS }, (_, n) => {
    const row = covered.subarray(n * CLASSES, (n + 1) * CLASSES);
    return before - logOdds(row, answer, temperature);
  });
  if (!drops.every(Number.isFinite)) {
    throw new ModelError('the output of the model is not finite: its weights are too large');
  }
  let [most, least] = [0, 0];
  for (const n of drops.keys()) {
    if (drops[n] > drops[most]) most = n;
    if (drops[n] < drops[least]) least = n;
  }
  const at = (n: number): Covering => {
    const row = probabilities.subarray(n * CLASSES, (n + 1) * CLASSES);
    return {
      row: Math.floor(n / IMAGE_WIDTH),
      column: n % IMAGE_WIDTH,
      drop: drops[n],
      confidence: row[answer],
      digit: row.indexOf(Math.max(...row)),
    };
  };
  return {
    window,
    drops,
    mostFor: drops[most] > 0 ? at(most) : null,
    mostAgainst: drops[least] < 0 ? at(least) : null,
  };
}

/**
 * log(p / (1 - p)) of a class, p = softmax(logits / temperature), computed as its logit minus log sum exp of the
 * others, which is accurate even if p is close to 1.
 */
function logOdds(logits: Float32Array, answer: number, temperature: number): number {
  const others = logits.filter((_, k) => k !== answer);
  const max = Math.max(...others);
  const sum = others.reduce((total, logit) => total + exp(Math.fround((logit - max) / temperature)), 0);
  return (logits[answer] - max) / temperature - log(Math.fround(sum));
}
