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
   * around it is covered. 784 numbers; with a step above 1, those between the measured pixels are interpolated.
   */
  readonly drops: Float32Array;
  /** Where covering decreases, and where it increases the log-odds most; null if it does so nowhere. */
  readonly mostFor: Covering | null;
  readonly mostAgainst: Covering | null;
}

export interface CoveredImages {
  /** The different ones: most squares of a digit cover nothing but paper. */
  readonly images: LabelledImages;
  /**
   * For each measured pixel, the number among them of the image with the square around it covered; 0 is the image
   * itself.
   */
  readonly places: Uint16Array;
}

/** The squares that are covered: `window` pixels wide, centred at every `step`-th pixel of every `step`-th row. */
export interface Squares {
  readonly window: number;
  /** Divides 28. */
  readonly step: number;
}

/** The image, and those in which a square around a pixel, clipped to the image, is covered with paper. */
export function coveredImages(pixels: Uint8Array, { window, step }: Squares): CoveredImages {
  const columns = IMAGE_WIDTH / step;
  const places = new Uint16Array(columns * (IMAGE_HEIGHT / step));
  const images = new Uint8Array((1 + places.length) * IMAGE_PIXELS);
  images.set(pixels);
  let count = 1;
  for (const n of places.keys()) {
    const image = images.subarray(count * IMAGE_PIXELS, (count + 1) * IMAGE_PIXELS);
    image.set(pixels);
    if (cover(image, Math.floor(n / columns) * step, (n % columns) * step, window)) places[n] = count++;
  }
  return {
    images: { count, images: images.subarray(0, count * IMAGE_PIXELS), labels: new Uint8Array(count) },
    places,
  };
}

/** @returns whether there was any ink */
function cover(image: Uint8Array, row: number, column: number, window: number): boolean {
  const before = Math.floor((window - 1) / 2);
  const [top, left] = [Math.max(row - before, 0), Math.max(column - before, 0)];
  const bottom = Math.min(row - before + window, IMAGE_HEIGHT);
  const right = Math.min(column - before + window, IMAGE_WIDTH);
  let ink = false;
  for (let y = top; y < bottom; y++) {
    const part = image.subarray(y * IMAGE_WIDTH + left, y * IMAGE_WIDTH + right);
    ink ||= part.some((value) => value > 0);
    part.fill(0);
  }
  return ink;
}

/**
 * @param places of `coveredImages`
 * @param logits of its images, N x 10
 * @param probabilities of the same images, N x 10
 * @throws ModelError if one of them is so large that the difference is not finite
 */
export function occlusionOf(
  { window, step }: Squares,
  answer: number,
  places: Uint16Array,
  logits: Float32Array,
  probabilities: Float32Array,
  temperature: number,
): Occlusion {
  const rowOf = (values: Float32Array, place: number): Float32Array =>
    values.subarray(place * CLASSES, (place + 1) * CLASSES);
  const odds = Float64Array.from({ length: logits.length / CLASSES }, (_, place) =>
    logOdds(rowOf(logits, place), answer, temperature),
  );
  const drops = Float32Array.from(places, (place) => odds[0] - odds[place]);
  const columns = IMAGE_WIDTH / step;
  if (!drops.every(Number.isFinite)) {
    throw new ModelError('the output of the model is not finite: its weights are too large');
  }
  let [most, least] = [0, 0];
  for (const n of drops.keys()) {
    if (drops[n] > drops[most]) most = n;
    if (drops[n] < drops[least]) least = n;
  }
  const at = (n: number): Covering => {
    const row = rowOf(probabilities, places[n]);
    return {
      row: Math.floor(n / columns) * step,
      column: (n % columns) * step,
      drop: drops[n],
      confidence: row[answer],
      digit: row.indexOf(Math.max(...row)),
    };
  };
  return {
    window,
    drops: interpolated(drops, step),
    mostFor: drops[most] > 0 ? at(most) : null,
    mostAgainst: drops[least] < 0 ? at(least) : null,
  };
}

/** The values of all pixels from those of every `step`-th pixel of every `step`-th row: bilinear interpolation. */
function interpolated(values: Float32Array, step: number): Float32Array {
  const [columns, rows] = [IMAGE_WIDTH / step, IMAGE_HEIGHT / step];
  return Float32Array.from({ length: IMAGE_PIXELS }, (_, n) => {
    const [y, x] = [Math.floor(n / IMAGE_WIDTH), n % IMAGE_WIDTH];
    const [top, left] = [Math.floor(y / step), Math.floor(x / step)];
    const [bottom, right] = [Math.min(top + 1, rows - 1), Math.min(left + 1, columns - 1)];
    const across = (row: number): number =>
      mix(values[row * columns + left], values[row * columns + right], (x % step) / step);
    return mix(across(top), across(bottom), (y % step) / step);
  });
}

function mix(from: number, to: number, part: number): number {
  return from + (to - from) * part;
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
