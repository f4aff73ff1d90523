/** Whether the brightness of the paper changes faster than the estimate of the background follows. */

import type { Plane } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import type { Levels } from './levels.ts';

/** Even paper deviates at most by this many standard deviations of its grain. */
const MOST = 3.3;

/** Most of the paper is brighter than estimated, as around tinted boxes that the estimate follows: an amount of ink. */
const BRIGHTEST = -0.1;

/** The least grain that is distinguished, as an amount of ink: rounding to bytes leaves less. */
const GRAINLESS = 0.004;

/** The median of the absolute difference of two normal variables, in standard deviations of one of them. */
const MEDIAN_DIFFERENCE = 0.954;

/** The bins in which differences are counted, and how many there are per unit of ink. */
const BINS = 400;
const BINS_PER_UNIT = 1000;

/** Every so many pixels of a row, two neighbours are compared. */
const STEP = 5;

const countMemory = new ScratchMemory();

/**
 * Whether paper differs much more over the page than between neighbouring pixels, as at the sides of tinted fields and
 * of hard shadows.
 *
 * @param ink after the background was subtracted
 */
export function isUneven(ink: Plane, levels: Levels): boolean {
  if (levels.paper < BRIGHTEST) return true;
  return levels.noise > MOST * Math.max(GRAINLESS, grainOf(ink, levels.floor));
}

/** Standard deviation of the grain, from the median difference of neighbouring pixels that are not above `floor`. */
function grainOf(ink: Plane, floor: number): number {
  const counts = countMemory.integers(BINS);
  const total = countDifferences(ink, floor, counts);
  let [bin, below] = [0, counts[0]];
  while (2 * below < total) below += counts[++bin];
  return (bin + 0.5) / BINS_PER_UNIT / MEDIAN_DIFFERENCE;
}

/** Counts the differences by bins; returns their number. */
function countDifferences({ width, height, data }: Plane, floor: number, counts: Int32Array): number {
  const kernels = pixelKernels(data, counts);
  if (kernels !== undefined) {
    return kernels.countDifferences(data.byteOffset, width, height, floor, counts.byteOffset);
  }
  counts.fill(0);
  let total = 0;
  for (let y = 0; y < height; y++) {
    for (let x = y % STEP; x + 1 < width; x += STEP) {
      const p = y * width + x;
      if (data[p] > floor || data[p + 1] > floor) continue;
      counts[Math.min(BINS - 1, Math.floor(Math.abs(data[p] - data[p + 1]) * BINS_PER_UNIT))]++;
      total++;
    }
  }
  return total;
}
