/**
 * What a pen, paper and a scanner do to a digit, as far as it is still there after the image was brought into MNIST's
 * form: what happens, how often, and how much. `reference/degradation.ts` and `reference/scan.ts` say how.
 */

import { spread, uniform } from './draws.ts';

/** How often something happens to an image, and between which strengths it then lies, evenly. */
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

/** In the order in which they happen. */
export const degradationEffects: Readonly<Record<EffectName, Effect>> = {
  /** The frame cuts a side off: this fraction of the ink's box, in whole pixels. */
  cut: { chance: 0.05, from: 0.05, to: 0.15 },
  /** The ink's box is stretched to 20 x 20, its aspect lost, as some scans do: 0 not at all, 1 entirely. */
  stretch: { chance: 0.1, from: 0.2, to: 1 },
  /** Strokes grow (above 0) or shrink: at 1 each edge moves by a pixel. */
  thickness: { chance: 0.25, from: -0.6, to: 1 },
  /** The pen skips: a round gap of this radius, in pixels, which need not lie on the stroke. */
  dropoutSpot: { chance: 0.06, from: 0.5, to: 1.5 },
  /** A speck of ink of this radius, in pixels. */
  blob: { chance: 0.04, from: 0.3, to: 1.2 },
  /** A scan in coarse pixels, so many of ours wide each: 1.25 for a digit that was 16 high, 2 for 10. */
  pitch: { chance: 0.2, from: 1.1, to: 2.2 },
  /** Contrast: 0 leaves grey as it is, 1 leaves only black and white. */
  hardness: { chance: 0.2, from: 0.1, to: 0.95 },
  /** A faint pen: the fraction of darkness that is left. */
  ink: { chance: 0.06, from: 0.6, to: 1 },
  /** Grain within the ink, up to so many of 255 levels, either way. */
  noise: { chance: 0.1, from: 10, to: 60 },
};

const names = Object.keys(degradationEffects) as EffectName[];

/** What was drawn lies at these places of a variation, behind those of `augmentation-settings.ts`. 0 stands for: does not happen. */
export const STRETCH = 10;
export const CUT = 11;
export const CUT_SIDE = 12; // 0 left, 1 right, 2 top, 3 bottom
export const THICKNESS = 13;
export const DROPOUT_SPOT = 14; // radius, x, y
export const BLOB = 17; // radius, x, y
export const PITCH = 20;
export const CELLS = 21; // 1 / pitch: coarse pixels to one of ours
export const SCAN_PHASE = 22; // 2: where the first pixel's edge lies among coarse ones, from 1 to 2
export const LOW = 24; // the grey that becomes paper
export const GAIN = 25;
export const INK = 26;
export const NOISE = 27;

/** Places in the stream of an image's key: for each effect its chance and strength, then what else it needs. */
const DRAW_EFFECTS = 8;
const DRAW_SIDE = 32;
const DRAW_DROPOUT_SPOT = 33; // 2
const DRAW_BLOB = 35; // 2
const DRAW_SCAN = 37; // 2
const DRAW_THRESHOLD = 39;

/** The grey that parts black from white, at full hardness. */
const LEAST_THRESHOLD = 40;
const MOST_THRESHOLD = 140;

const f = Math.fround;

/** Draws it for the image with this key. wear: 1 for the chances above, 0.5 for half of them, 0 for none. */
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
