/**
 * Whether what was read can be handwriting: networks are confident about digits in grain, shadows, textures and
 * barcodes. Pictures with fixed seeds decided the limits (those of synthetic/ and study/non-digits.ts).
 */

import type { Box, Plane } from '../image.ts';
import { hollowInk } from '../paper/hollow-ink.ts';
import { type Levels, lowThreshold } from '../paper/levels.ts';
import { sumAbove } from '../raster/sum-above.ts';

/** How ink stands out from the paper of a page. */
export interface InkSigns {
  /** The strongest ink above paper, 0 to 1. */
  readonly contrast: number;
  /** The same in standard deviations of the grain of the paper. */
  readonly contrastToNoise: number;
  /** The fraction of pixels that are ink. */
  readonly coverage: number;
  /** How much of the ink is only an outline, if it is a single digit (`hollowInk`). */
  readonly hollow: number;
}

/** The digits that were read on a page. */
export interface ReadForm {
  readonly digit: number;
  /** 28x28 bytes. */
  readonly pixels: Uint8Array;
  /** Height of its box. */
  readonly height: number;
  readonly specksRemoved: number;
  readonly confidence: number;
}

/** At least this many digits are expected to be sure, of which print is full of exceptions. */
const MANY = 12;
const UNSURE = 0.8;
const MOST_UNSURE = 0.2;

/** Contrast to noise of paper without grain, as after thresholding: even soft strokes, if read surely, are ink there. */
const GRAINLESS = 1000;

/**
 * Networks that were trained with out-of-distribution images give each class about 0.1 there: of MNIST's 60,000
 * training digits, 36 are below this.
 */
const LEAST = 0.35;

/** Writing covers less of a picture. */
const MOST_INK = 0.3;

/** Of digits written with pens of all kinds, one in 300 is more hollow. */
const MOST_HOLLOW = 0.5;

/** Mean confidence above which faint or blurred ink is accepted. */
const ALMOST_SURE = 0.93;

/**
 * @param brightness before the background was subtracted
 * @param box around all ink that may be a single digit
 */
export function measureSigns(ink: Plane, levels: Levels, brightness: Plane, box: Box): InkSigns {
  const low = lowThreshold(levels);
  const { count, sum } = sumAbove(ink, low);
  // the strongest ink is a percentile of all pixels: small digits on a large sheet are below it
  const contrast = Math.max(levels.strongest, sum / Math.max(count, 1)) - levels.paper;
  return {
    contrast,
    contrastToNoise: contrast / Math.max(levels.noise, 1e-6),
    coverage: count / ink.data.length,
    hollow: hollowInk(brightness, ink, low, box),
  };
}

/** The reason that a page shows no handwriting, although a network reads digits in it; undefined if there is none. */
export function implausible(signs: InkSigns, forms: readonly ReadForm[]): string | undefined {
  if (forms.length === 0) return undefined;
  if (isBarcode(forms)) return 'its marks are parallel bars of the same height';
  if (isPrint(forms)) return 'most of its marks are not digits, but print or drawings';
  const isStain = forms.length === 1 && signs.hollow > MOST_HOLLOW;
  if (isStain || isDrawing(signs, forms)) return 'its marks look like no digit';
  return isGrain(signs, forms) ? 'what stands out looks like grain or texture, not like ink' : undefined;
}

/** Whether the network sees none of its classes in marks that are more than one on paper, which is answered as unsure. */
function isDrawing({ coverage }: InkSigns, forms: readonly ReadForm[]): boolean {
  const isLone = forms.length === 1 && forms[0].specksRemoved === 0 && coverage < MOST_INK;
  return !isLone && meanConfidence(forms) < LEAST;
}

function meanConfidence(forms: readonly ReadForm[]): number {
  return forms.reduce((sum, { confidence }) => sum + confidence, 0) / forms.length;
}

function isGrain({ contrast, contrastToNoise, coverage }: InkSigns, forms: readonly ReadForm[]): boolean {
  const blur = forms.reduce((sum, { pixels }) => sum + blurOf(pixels), 0) / forms.length;
  const sure = meanConfidence(forms);
  // real ink that is as faint or blurred is read with confidence nevertheless
  const isFaint =
    contrastToNoise < 4.9 ||
    (contrast < 0.22 && contrastToNoise < 9) ||
    (contrastToNoise < 7 && sure < ALMOST_SURE);
  const isBlurred =
    (blur > 0.5 && (contrastToNoise < GRAINLESS || sure < ALMOST_SURE)) ||
    (blur > 0.38 && contrastToNoise < 14 && contrast < 0.4) ||
    (contrastToNoise < 20 && ((blur > 0.26 && sure < ALMOST_SURE) || (blur > 0.19 && sure < 0.9)));
  const isDense =
    (coverage > 0.13 && contrastToNoise < 14 && sure < 0.9) ||
    (coverage > 0.18 && blur > 0.36) ||
    (contrastToNoise < 20 && ((coverage > 0.15 && blur > 0.3) || (coverage > 0.2 && forms.length > 2)));
  return isFaint || isBlurred || isDense || forms[0].specksRemoved > 150;
}

/** Letters resemble digits now and then: of many marks, some are read with confidence, and many are not. */
function isPrint(forms: readonly ReadForm[]): boolean {
  if (forms.length < MANY) return false;
  return forms.filter(({ confidence }) => confidence < UNSURE).length > MOST_UNSURE * forms.length;
}

/**
 * Mean of 1 - v over the ink v of a form, weighted by ink: 0 for black on white; of MNIST's digits, 99.5% are below
 * 0.35.
 */
function blurOf(pixels: Uint8Array): number {
  let [ink, grey] = [0, 0];
  for (const byte of pixels) {
    const value = byte / 255;
    ink += value;
    grey += value * (1 - value);
  }
  return ink === 0 ? 1 : grey / ink;
}

/** At least eight ones whose heights differ less than in handwriting. */
function isBarcode(forms: readonly ReadForm[]): boolean {
  if (forms.length < 8 || forms.some(({ digit }) => digit !== 1)) return false;
  const heights = forms.map(({ height }) => height);
  return Math.max(...heights) <= 1.03 * Math.min(...heights) + 1;
}
