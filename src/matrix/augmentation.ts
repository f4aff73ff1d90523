/**
 * How training images are varied, and the drawing of what happens to each. All backends draw here and so agree;
 * `reference/augment.ts` and `assembly/augment.ts` carry out what was drawn.
 *
 * An image's chances come from its own key, and each of them from its own place in that key's stream: they depend on
 * no other image, batch or thread, and switching one effect on changes none of the others.
 */

import { drawDegradation } from './degradation.ts';
import { spread, uniform } from './draws.ts';
import { cos, sin } from './float32.ts';

/** The strength of each effect; 0 leaves it out. */
export interface Augmentation {
  /** The most pixels that a digit moves, left or right and up or down. */
  readonly shift: number;
  /** The most degrees that it turns, either way. */
  readonly rotate: number;
  /** The most that its width and its height grow or shrink, each by itself: 0.1 for 90% to 110%. */
  readonly scale: number;
  /** The most that it slants: 0.1 moves a row 10 pixels higher by 1 pixel to the side. */
  readonly shear: number;
  /**
   * Strength of the elastic distortion, as Simard, Steinkraus and Platt give it (2003): noise that is uniform from -1
   * to 1 in each pixel, smoothed by a Gaussian whose weights add up to 1, times alpha. Pixels then move by alpha /
   * (2 sqrt(3 pi) sigma) each way, root mean square: by 1.38 for 34 and 4.
   */
  readonly elasticAlpha: number;
  /** Width of that Gaussian, its standard deviation, in pixels. */
  readonly elasticSigma: number;
  /** How often pen, paper and scanner leave their traces, against the chances in `degradation.ts`. */
  readonly wear: number;
}

/** From least to most; 0 is always allowed. */
export const augmentationLimits: Readonly<Record<keyof Augmentation, readonly [number, number]>> = {
  shift: [0, 14],
  rotate: [0, 90],
  scale: [0, 0.5],
  shear: [0, 1],
  elasticAlpha: [0, 200],
  elasticSigma: [2, 20],
  wear: [0, 2],
};

/** @throws RangeError that names the strength that is out of range */
export function checkAugmentation(augmentation: Augmentation): void {
  for (const name of names) {
    const [least, most] = augmentationLimits[name];
    const value = augmentation[name];
    if (value === 0 || (value >= least && value <= most)) continue;
    throw new RangeError(`augment: ${name} must be 0, or from ${least} to ${most}, got ${value}`);
  }
  if (augmentation.elasticAlpha > 0 && augmentation.elasticSigma === 0) {
    throw new RangeError('augment: an elastic distortion needs its elasticSigma');
  }
}

const names = Object.keys(augmentationLimits) as (keyof Augmentation)[];

/** Images that can be augmented are squares of so many pixels a side. */
export const SIDE = 28;
export const PIXELS: number = SIDE * SIDE;

/**
 * What was drawn for one image: a float32 for each of the following, at these places. `assembly/augment.ts` has the
 * same places.
 */
export const MATRIX = 0; // 4: from a pixel of the result to where it comes from, row by row
export const SHIFT = 4; // 2
export const ELASTIC = 6; // the most that a node of the elastic field moves, in pixels
export const NODES = 7; // nodes of the field to a pixel
export const PHASE = 8; // 2: where between two nodes the first pixel lies, from 0 to 1
export const VARIATION = 32; // numbers to an image: the rest is in `degradation.ts`

/** Places in the stream of an image's key; those from 8 to 63 are in `degradation.ts`. */
const DRAW_SHIFT = 0; // 2
const DRAW_ROTATION = 2;
const DRAW_SCALE = 3; // 2
const DRAW_SHEAR = 5;
const DRAW_PHASE = 6; // 2
/** Each of the field's nodes, by direction (0: across, 1: down), column and row. */
export const DRAW_NODES = 64;
/** Each pixel's grain. */
export const DRAW_NOISE = 1024;
/** The most columns, and rows, of nodes. */
export const MOST_NODES = 16;

const f = Math.fround;

/** The mean over all phases of the sum of the squared weights of a cubic B-spline: the septic one at 0. */
const SPLINE_POWER = 151 / 315;

/** Draws what happens to the image with this key, into `variation[at]` and behind. */
export function drawVariation(
  variation: Float32Array,
  at: number,
  key: number,
  { shift, rotate, scale, shear, elasticAlpha, elasticSigma, wear }: Augmentation,
): void {
  const draw = (place: number, most: number): number => f(spread(key, place) * f(most));
  drawMatrix(
    variation,
    at + MATRIX,
    draw(DRAW_ROTATION, rotate * (Math.PI / 180)),
    draw(DRAW_SHEAR, shear),
    f(1 + draw(DRAW_SCALE, scale)),
    f(1 + draw(DRAW_SCALE + 1, scale)),
  );
  variation[at + SHIFT] = draw(DRAW_SHIFT, shift);
  variation[at + SHIFT + 1] = draw(DRAW_SHIFT + 1, shift);
  const elastic = elasticAlpha > 0;
  // root mean square of the nodes, their weights taken together, and of the noise smoothed: equal
  variation[at + ELASTIC] = elastic
    ? elasticAlpha / (2 * Math.sqrt(Math.PI) * elasticSigma) / SPLINE_POWER
    : 0;
  variation[at + NODES] = elastic ? 1 / (elasticSigma * Math.sqrt(3)) : 0;
  variation[at + PHASE] = uniform(key, DRAW_PHASE);
  variation[at + PHASE + 1] = uniform(key, DRAW_PHASE + 1);
  drawDegradation(variation, at, key, wear);
}

/**
 * The inverse of: scale, then slant, then turn by `angle` (radians, clockwise). With S = diag(scaleX, scaleY),
 * K = (1 shear; 0 1) and R = (cos -sin; sin cos) it is S^-1 K^-1 R^-1.
 */
function drawMatrix(
  out: Float32Array,
  at: number,
  angle: number,
  shear: number,
  scaleX: number,
  scaleY: number,
): void {
  const [c, s] = [cos(angle), sin(angle)];
  out[at] = f(f(c + f(shear * s)) / scaleX);
  out[at + 1] = f(f(s - f(shear * c)) / scaleX);
  out[at + 2] = f(f(-s) / scaleY);
  out[at + 3] = f(c / scaleY);
}
