import { bitsOf, type Plane } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

/** The levels of paper and ink in an image, in the units of `subtractBackground` (0 paper, 1 black). */
export interface Levels {
  /** The mode of paper. */
  readonly paper: number;
  /** Standard deviation of paper: grain, JPEG blocks. */
  readonly noise: number;
  /** Values above this are not paper. */
  readonly floor: number;
  /** Separates ink from faint marks (lines, smudges, blurred edges). */
  readonly threshold: number;
  /** The mean of the ink above the threshold that separates it best, which may be higher than `threshold`. */
  readonly dark: number;
  /** The 99.8th percentile. */
  readonly strongest: number;
}

/** Approximate number of pixels sampled; more do not change the result. */
const SAMPLES = 200_000;

const BINS = 512;
const LOWEST = -0.28;
const BIN = (1 - LOWEST) / BINS;

/** The darkest grain of paper, in standard deviations. */
const GRAIN = 4;

/** Maximum ratio of the deviation of all grain to that of its central part. */
const HEAVY_TAIL = 2;

/** Marks at least this fraction as dark as the darker class are ink, too; fainter ones may be lines. */
const ALIKE = 0.75;

/** The faintest ink that is detected: hard pencil on grey paper in bad light is at 0.1. */
const FAINTEST = 0.055;

const histogramMemory = new ScratchMemory();

/** The ink of an image with few different values. */
export interface CountedInk {
  /** The values, and how many pixels have each. */
  readonly values: Float32Array;
  readonly counts: Int32Array;
}

/**
 * Measures paper, its grain, and the threshold for ink.
 *
 * Noise is measured below the mode of paper, where there is no ink. The threshold is Otsu's (1979), restricted to
 * pixels that are not paper: over all pixels it would separate paper from paper if the digit is small. Undefined if
 * nothing stands out from the paper.
 *
 * @param counted the same ink, if its values have been counted
 */
export function measureLevels(ink: Plane, counted?: CountedInk): Levels | undefined {
  const step = Math.max(1, Math.floor(ink.data.length / SAMPLES) | 1); // odd, so that samples do not fall into the same columns
  const samples = Math.ceil(ink.data.length / step);
  const histogram = counted !== undefined && step === 1 ? binsOf(counted) : countLevels(ink, step);

  // paper is the fullest bin in the lower half of the range
  const top = quantileBin(histogram, samples * 0.998);
  const bottom = quantileBin(histogram, samples * 0.002);
  const half = (top + bottom) >> 1;
  let mode = bottom;
  let fullest = -1;
  for (let bin = Math.max(1, bottom); bin <= half; bin++) {
    const count = histogram[bin - 1] + 2 * histogram[bin] + histogram[bin + 1];
    if (count > fullest) {
      fullest = count;
      mode = bin;
    }
  }
  let squares = 0;
  let count = 0;
  for (let bin = 0; bin <= mode; bin++) {
    const weight = bin === mode ? histogram[bin] / 2 : histogram[bin];
    squares += weight * (mode - bin) * (mode - bin);
    count += weight;
  }
  const paper = levelOf(mode);
  const deviation = Math.sqrt(squares / Math.max(1, count));
  // a few much lower pixels, such as those next to a frame, are not grain
  const noise = Math.min(deviation, HEAVY_TAIL * centralDeviation(histogram, mode, count)) * BIN;
  const floor = paper + Math.max(FAINTEST, GRAIN * noise);

  const split = otsu(histogram, binOf(floor) + 1);
  if (split === undefined) return undefined;
  const dark = split.upper;
  // if both classes are about as dark, all is ink
  const threshold = Math.max(floor, Math.min(split.threshold, paper + ALIKE * (dark - paper)));
  return { paper, noise, floor, threshold, dark, strongest: levelOf(top) };
}

/** The number of pixels in each bin, until the next call of this function or the next one. */
function binsOf({ values, counts }: CountedInk): Int32Array {
  const histogram = histogramMemory.integers(BINS).fill(0);
  for (let n = 0; n < values.length; n++) if (counts[n] > 0) histogram[binOf(values[n])] += counts[n];
  return histogram;
}

/** The number of sampled pixels in each bin. */
function countLevels(ink: Plane, step: number): Int32Array {
  const { data } = ink;
  const histogram = histogramMemory.integers(BINS);
  const kernels = pixelKernels(data, histogram);
  if (kernels !== undefined) {
    kernels.countLevels(data.byteOffset, data.length, step, histogram.byteOffset);
    return histogram;
  }
  histogram.fill(0);
  const bits = bitsOf(ink);
  // on clean paper many pixels are equal: counting them together saves divisions
  for (let p = 0; p < data.length; ) {
    const first = p;
    const alike = bits[first];
    do p += step;
    while (p < data.length && bits[p] === alike);
    histogram[binOf(data[first])] += (p - first) / step;
  }
  return histogram;
}

/** The lower threshold of hysteresis: fainter ink counts if it is connected to ink above the threshold. */
export function lowThreshold(levels: Levels): number {
  return Math.max(levels.floor, levels.paper + 0.6 * (levels.threshold - levels.paper));
}

/** Standard deviation derived from the central 68%, in bins, at least one half. */
function centralDeviation(histogram: Int32Array, mode: number, count: number): number {
  let sum = histogram[mode] / 2;
  let bin = mode;
  while (bin > 0 && sum < 0.683 * count) sum += histogram[--bin];
  return Math.max(0.5, mode - bin);
}

function binOf(value: number): number {
  const bin = Math.floor((value - LOWEST) / BIN);
  return bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin;
}

function levelOf(bin: number): number {
  return LOWEST + (bin + 0.5) * BIN;
}

function quantileBin(histogram: Int32Array, rank: number): number {
  let below = 0;
  for (let bin = 0; bin < BINS; bin++) {
    below += histogram[bin];
    if (below >= rank) return bin;
  }
  return BINS - 1;
}

/**
 * The level that maximises the variance between two classes, from bin `first` up, and the mean of the upper class;
 * undefined if there are no values.
 */
function otsu(
  histogram: Int32Array,
  first: number,
): { readonly threshold: number; readonly upper: number } | undefined {
  let total = 0;
  let sum = 0;
  for (let bin = first; bin < BINS; bin++) {
    total += histogram[bin];
    sum += histogram[bin] * bin;
  }
  if (total === 0) return undefined;
  let below = 0;
  let sumBelow = 0;
  let best = -1;
  let upper = sum / total;
  let from = first;
  let to = first;
  for (let bin = first; bin < BINS - 1; bin++) {
    below += histogram[bin];
    sumBelow += histogram[bin] * bin;
    if (below === 0 || below === total) continue;
    const difference = sumBelow / below - (sum - sumBelow) / (total - below);
    const between = below * (total - below) * difference * difference;
    if (between > best) {
      best = between;
      upper = (sum - sumBelow) / (total - below);
      from = bin;
      to = bin;
    } else if (between === best) {
      to = bin; // empty bins between the classes: use the middle
    }
  }
  // one value only: below it
  const threshold = best < 0 ? levelOf(first) : (levelOf(from) + levelOf(to)) / 2 + BIN / 2;
  return { threshold, upper: levelOf(upper) };
}
