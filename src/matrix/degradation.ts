/**
 * Degradations of a digit by pen, paper and scanner, as far as preprocessing to MNIST's form does not remove them:
 * their probabilities and strengths. `reference/degradation.ts` and `reference/scan.ts` apply them.
 */

import { spread, uniform } from './draws.ts';

/** The probability of an effect, and the range of its uniformly distributed strength. */
export interface Effect {
  readonly chance: number;
  readonly from: number;
  readonly to: number;
}

export type EffectName =
  | 'cut'
  | 'stretch'
  | 'thickness'
  | 'dropoutSpot'
  | 'blob'
  | 'pitch'
  | 'hardness'
  | 'ink'
  | 'noise';

/** In the order in which they are applied. */
export const degradationEffects: Readonly<Record<EffectName, Effect>> = {
  /** The border cuts off one side: this fraction of the bounding box of the ink, in whole pixels. */
  cut: { chance: 0.05, from: 0.05, to: 0.15 },
  /**
   * The bounding box of the ink is stretched to 20 x 20, ignoring its aspect ratio, as some scans do: 0 not at all, 1
   * fully.
   */
  stretch: { chance: 0.1, from: 0.2, to: 1 },
  /** Strokes are thickened (above 0) or thinned: at 1 each edge moves by a pixel. */
  thickness: { chance: 0.25, from: -0.6, to: 1 },
  /** The pen skips: a round gap of this radius, in pixels, not necessarily on the stroke. */
  dropoutSpot: { chance: 0.06, from: 0.5, to: 1.5 },
  /** A blob of ink of this radius, in pixels. */
  blob: { chance: 0.04, from: 0.3, to: 1.2 },
  /** A scan at low resolution, with pixels of this size in ours: 1.25 for a digit that was 16 pixels high, 2 for 10. */
  pitch: { chance: 0.2, from: 1.1, to: 2.2 },
  /** Contrast: 0 leaves grey unchanged, 1 leaves only black and white. */
  hardness: { chance: 0.2, from: 0.1, to: 0.95 },
  /** A faint pen: the fraction of the darkness that remains. */
  ink: { chance: 0.06, from: 0.6, to: 1 },
  /** Grain within the ink, up to this many of 255 levels in either direction. */
  noise: { chance: 0.1, from: 10, to: 60 },
};

const names = Object.keys(degradationEffects) as EffectName[];

/** Offsets of the draws in a variation, after those of `augmentation.ts`. 0 means that the effect is not applied. */
export const STRETCH = 10;
export const CUT = 11;
export const CUT_SIDE = 12; // 0 left, 1 right, 2 top, 3 bottom
export const THICKNESS = 13;
export const DROPOUT_SPOT = 14; // radius, x, y
export const BLOB = 17; // radius, x, y
export const PITCH = 20;
export const CELLS = 21; // 1 / pitch: coarse pixels per pixel
export const SCAN_PHASE = 22; // 2: position of the first pixel's edge in coarse pixels, from 1 to 2
export const LOW = 24; // the grey level that becomes paper
export const GAIN = 25;
export const INK = 26;
export const NOISE = 27;

/** Positions in the stream of an image's key: probability and strength of each effect, then its other parameters. */
const DRAW_EFFECTS = 8;
const DRAW_SIDE = 32;
const DRAW_DROPOUT_SPOT = 33; // 2
const DRAW_BLOB = 35; // 2
const DRAW_SCAN = 37; // 2
const DRAW_THRESHOLD = 39;

/** The threshold between black and white at full hardness. */
const LEAST_THRESHOLD = 40;
const MOST_THRESHOLD = 140;

const f = Math.fround;

/** Draws the degradations for the image with this key. wear: factor of the probabilities above. */
export function drawDegradation(variation: Float32Array, at: number, key: number, wear: number): void {
  if (wear === 0) {
    variation.fill(0, at + STRETCH, at + NOISE + 1);
    variation[at + GAIN] = 1;
    variation[at + INK] = 1;
    return;
  }
  const strength = (name: EffectName, otherwise: number): number => {
    const { chance, from, to } = degradationEffects[name];
    const place = DRAW_EFFECTS + 2 * names.indexOf(name);
    if (uniform(key, place) >= chance * wear) return otherwise;
    return f(from + uniform(key, place + 1) * (to - from));
  };
  variation[at + STRETCH] = strength('stretch', 0);
  variation[at + CUT] = strength('cut', 0);
  variation[at + CUT_SIDE] = Math.floor(4 * uniform(key, DRAW_SIDE));
  variation[at + THICKNESS] = strength('thickness', 0);
  variation[at + DROPOUT_SPOT] = strength('dropoutSpot', 0);
  variation[at + BLOB] = strength('blob', 0);
  for (const axis of [0, 1]) {
    variation[at + DROPOUT_SPOT + 1 + axis] = 13.5 + 7 * spread(key, DRAW_DROPOUT_SPOT + axis);
    variation[at + BLOB + 1 + axis] = 13.5 + 10 * spread(key, DRAW_BLOB + axis);
    variation[at + SCAN_PHASE + axis] = 1 + uniform(key, DRAW_SCAN + axis);
  }
  const pitch = strength('pitch', 0);
  variation[at + PITCH] = pitch;
  variation[at + CELLS] = pitch === 0 ? 0 : 1 / pitch;
  const hardness = strength('hardness', 0);
  variation[at + LOW] =
    (LEAST_THRESHOLD + (MOST_THRESHOLD - LEAST_THRESHOLD) * uniform(key, DRAW_THRESHOLD)) * hardness;
  variation[at + GAIN] = 1 / (1 - hardness);
  variation[at + INK] = strength('ink', 1);
  variation[at + NOISE] = strength('noise', 0);
}
