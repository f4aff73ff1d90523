/**
 * The parameters of data augmentation, and the random draws for each image. All backends use these draws, so they
 * agree; `reference/augment.ts` and `wasm/assembly/augment.ts` apply them.
 *
 * Each image has its own key, and each decision its own position in the stream of that key. Draws therefore depend on
 * no other image, batch or thread, and enabling one effect does not change the others.
 */

import { drawDegradation } from './degradation.ts';
import { spread, uniform } from './draws.ts';
import { cos, sin } from './float32.ts';

/** The strength of each effect; 0 leaves it out. */
export interface Augmentation {
  /** Maximum translation in pixels, horizontally and vertically. */
  readonly shift: number;
  /** Maximum rotation in degrees, in either direction. */
  readonly rotate: number;
  /** Maximum relative change of width and of height, drawn independently: 0.1 for 90% to 110%. */
  readonly scale: number;
  /** Maximum shear: with 0.1, a row 10 pixels higher moves by 1 pixel sideways. */
  readonly shear: number;
  /**
   * Strength of the elastic distortion as defined by Simard, Steinkraus and Platt (2003): noise uniform in [-1, 1] at
   * each pixel, smoothed by a Gaussian whose weights sum to 1, times alpha. The root mean square displacement in each
   * direction is alpha / (2 sqrt(3 pi) sigma) pixels: 1.38 for 34 and 4.
   */
  readonly elasticAlpha: number;
  /** Standard deviation of that Gaussian, in pixels. */
  readonly elasticSigma: number;
  /** Frequency of degradations by pen, paper and scanner, relative to the probabilities in `degradation.ts`. */
  readonly wear: number;
}

/** Minimum and maximum; 0 is always allowed. */
export const augmentationLimits: Readonly<Record<keyof Augmentation, readonly [number, number]>> = {
  shift: [0, 14],
  rotate: [0, 90],
  scale: [0, 0.5],
  shear: [0, 1],
  elasticAlpha: [0, 200],
  elasticSigma: [2, 20],
  wear: [0, 2],
};

/** @throws RangeError that names the parameter that is out of range */
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

/** Side of the square images that can be augmented, in pixels. */
export const SIDE = 28;
export const PIXELS: number = SIDE * SIDE;

/** The draws for one image: float32 values at these offsets. `wasm/assembly/augment.ts` uses the same offsets. */
export const MATRIX = 0; // 4: output coordinates to source coordinates, row-major
export const SHIFT = 4; // 2
export const ELASTIC = 6; // maximum displacement of a node of the elastic field, in pixels
export const NODES = 7; // nodes of the field per pixel
export const PHASE = 8; // 2: position of the first pixel between two nodes, from 0 to 1
export const VARIATION = 32; // values per image; the others are in `degradation.ts`

/** Positions in the stream of an image's key; 8 to 63 are in `degradation.ts`. */
const DRAW_SHIFT = 0; // 2
const DRAW_ROTATION = 2;
const DRAW_SCALE = 3; // 2
const DRAW_SHEAR = 5;
const DRAW_PHASE = 6; // 2
/** The nodes of the field, by direction (0: horizontal, 1: vertical), column and row. */
export const DRAW_NODES = 64;
/** The grain of each pixel. */
export const DRAW_NOISE = 1024;
/** Maximum number of node columns, and of node rows. */
export const MOST_NODES = 16;

const f = Math.fround;

/** The sum of the squared weights of a cubic B-spline, averaged over all phases: the septic B-spline at 0. */
const SPLINE_POWER = 151 / 315;

/** Draws the parameters for the image with this key into `variation`, starting at index `at`. */
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
  // the root mean square of the spline field equals that of the smoothed noise
  variation[at + ELASTIC] = elastic
    ? elasticAlpha / (2 * Math.sqrt(Math.PI) * elasticSigma) / SPLINE_POWER
    : 0;
  variation[at + NODES] = elastic ? 1 / (elasticSigma * Math.sqrt(3)) : 0;
  variation[at + PHASE] = uniform(key, DRAW_PHASE);
  variation[at + PHASE + 1] = uniform(key, DRAW_PHASE + 1);
  drawDegradation(variation, at, key, wear);
}

/**
 * The inverse of: scale, then shear, then rotate by `angle` (radians, clockwise). With S = diag(scaleX, scaleY), K =
 * (1 shear; 0 1) and R = (cos -sin; sin cos) it is S^-1 K^-1 R^-1.
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
