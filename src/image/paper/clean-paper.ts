/** Whether paper is so clean that one brightness is that of all of it. */

import { bitsOf, type Plane } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

/** Paper is clean if this fraction of the pixels has its brightness. */
const CLEAN_FRACTION = 0.25;

/** Levels up to this far away are those of the paper. */
const NEAR = 3;

const levelMemory = new ScratchMemory();

/** The brightness exceeded by 2% of the pixels. */
export function brightPaper(brightness: Plane): number {
  const { data } = brightness;
  const histogram = levelMemory.integers(256);
  const kernels = pixelKernels(data, histogram);
  if (kernels !== undefined) {
    kernels.countRounded(data.byteOffset, data.length, histogram.byteOffset);
    return brightLevel(histogram, data.length);
  }
  histogram.fill(0);
  const bits = bitsOf(brightness);
  for (let p = 0; p < data.length; ) {
    // on clean paper many pixels are equal, and are counted together
    const first = p;
    const alike = bits[first];
    do p++;
    while (p < data.length && bits[p] === alike);
    const level = (data[first] + 0.5) | 0; // Math.round, and 0 for what is below
    histogram[level < 0 ? 0 : level > 255 ? 255 : level] += p - first;
  }
  return brightLevel(histogram, data.length);
}

function brightLevel(histogram: Int32Array, count: number): number {
  let above = 0;
  for (let level = 255; level > 0; level--) {
    above += histogram[level];
    if (above > count * 0.02) return level;
  }
  return 0;
}

/** The number of pixels of each brightness, until the next call; undefined if it is not a whole number everywhere. */
export function wholeLevels(brightness: Plane): Int32Array | undefined {
  const { data } = brightness;
  const histogram = levelMemory.integers(256);
  const kernels = pixelKernels(data, histogram);
  if (kernels !== undefined) {
    const isWhole = kernels.countWhole(data.byteOffset, data.length, histogram.byteOffset) === 1;
    return isWhole ? histogram : undefined;
  }
  histogram.fill(0);
  const bits = bitsOf(brightness);
  for (let p = 0; p < data.length; ) {
    const first = p;
    const alike = bits[first];
    do p++;
    while (p < data.length && bits[p] === alike);
    const level = data[first] & 255;
    if (level !== data[first]) return undefined;
    histogram[level] += p - first;
  }
  return histogram;
}

/** The number of bytes of each value, until the next call of this function or the one before it. */
export function levelsOfBytes(bytes: Uint8Array | Uint8ClampedArray): Int32Array {
  const histogram = levelMemory.integers(256);
  const kernels = pixelKernels(bytes, histogram);
  if (kernels !== undefined) kernels.countBytes(bytes.byteOffset, bytes.length, histogram.byteOffset);
  else {
    histogram.fill(0);
    for (let p = 0; p < bytes.length; p++) histogram[bytes[p]]++;
  }
  return histogram;
}

/** The same as `hasCleanPaper`, from the number of pixels of each brightness. */
export function haveCleanPaper(levels: Int32Array): boolean {
  const total = levels.reduce((sum, count) => sum + count, 0);
  const paper = brightLevel(levels, total);
  const near = levels
    .subarray(Math.max(0, paper - NEAR), paper + NEAR + 1)
    .reduce((sum, count) => sum + count, 0);
  return near >= CLEAN_FRACTION * total;
}

/** Whether many pixels are near the brightness of paper: there is no shadow, and hardly any grain. */
export function hasCleanPaper(brightness: Plane): boolean {
  const { data } = brightness;
  const paper = brightPaper(brightness);
  const least = CLEAN_FRACTION * data.length;
  const kernels = pixelKernels(data);
  if (kernels !== undefined) return kernels.countNear(data.byteOffset, data.length, paper, NEAR) >= least;
  const bits = bitsOf(brightness);
  let count = 0;
  for (let p = 0; p < data.length; ) {
    const first = p;
    const alike = bits[first];
    do p++;
    while (p < data.length && bits[p] === alike);
    if (Math.abs(data[first] - paper) <= NEAR) count += p - first;
  }
  return count >= least;
}
