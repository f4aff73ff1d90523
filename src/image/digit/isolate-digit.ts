import { type Box, cropPlane, type Plane } from '../image.ts';
import type { Levels } from '../paper/levels.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import { FIT } from './placement.ts';

/** The smallest amount of ink that is not rounded to zero: a byte of 1 in MNIST's form. */
const LEAST = 1 / 256;

/** Up to this many output pixels per image pixel, edges are made sharp. */
const SHARP = 0.2;

/** From this ratio on, grey levels are kept, because they are the only information about edges. */
const SOFT = 0.7;

/** A digit by itself, until the next one: `ink` (0 paper, 1 full ink) is cropped to the digit; `box` is its position. */
export interface IsolatedDigit {
  readonly ink: Plane;
  readonly box: Box;
}

const ownMemory = new ScratchMemory();
const valueMemory = new ScratchMemory();
const boundsMemory = new ScratchMemory();
const histogramMemory = new ScratchMemory();
const digitMemory = new ScratchMemory();

/**
 * Crops the selected components and stretches their ink to 0 to 1, because the cores of MNIST's strokes are
 * saturated.
 *
 * If many image pixels correspond to one output pixel, edges are placed at half the strength of the ink: this removes
 * grain and blur, and the subsequent reduction restores grey levels. If one pixel corresponds to one, they are kept.
 *
 * @param chosen labels of the components of the digit, from 1
 * @param stretch whether to stretch the ink
 */
export function isolateDigit(
  ink: Plane,
  labels: Int32Array,
  parts: readonly Box[],
  chosen: readonly number[],
  levels: Levels,
  stretch: boolean,
): IsolatedDigit {
  const inner = boundingBox(chosen.map((label) => parts[label - 1]));
  const scale = FIT / Math.max(inner.width, inner.height);
  const rim = Math.max(1, Math.min(8, Math.round(1 / scale)));
  const outer = growBox(inner, rim + 1, ink);
  const own = ownMemory.bytes(parts.length + 1).fill(0); // by label
  for (const label of chosen) own[label] = 1;
  const page: LabelledPage = { ink, labels, own };

  let low = levels.paper;
  let high = levels.paper + 1;
  if (stretch) {
    const core = coreLevel(page, outer, levels.threshold) - levels.paper;
    const soft = Math.min(1, Math.max(0, (scale - SHARP) / (SOFT - SHARP)));
    low = levels.paper + Math.max(0.3 * (1 - soft) * core, 2 * levels.noise);
    high = (0.7 + 0.3 * soft) * core + levels.paper;
  }
  const values = stretchInk(page, outer, rim, low, 1 / Math.max(1e-6, high - low));
  const tight = values.box ?? { x: 0, y: 0, width: values.width, height: values.height };
  return {
    ink: cropPlane(values, tight, digitMemory.plane(tight.width, tight.height)),
    box: { x: outer.x + tight.x, y: outer.y + tight.y, width: tight.width, height: tight.height },
  };
}

/**
 * Ink with the label of the component of each pixel, or 0; `own` states for each label whether it belongs to the
 * digit.
 */
interface LabelledPage {
  readonly ink: Plane;
  readonly labels: Int32Array;
  readonly own: Uint8Array;
}

/** Ink and its bounding box. */
interface Stretched extends Plane {
  readonly box: Box | undefined;
}

/**
 * Maps the ink of `box`: subtracts `low`, multiplies by `gain`, clamps to 1; for the pixels of the digit and
 * unlabelled pixels within `rim` pixels of them. All others become 0.
 */
function stretchInk(page: LabelledPage, box: Box, rim: number, low: number, gain: number): Stretched {
  const { ink, labels, own } = page;
  const { width, height } = box;
  const out = valueMemory.floats(width * height);
  const bounds = boundsMemory.integers(4);
  const kernels = pixelKernels(ink.data, labels, own, out, bounds);
  if (kernels !== undefined) {
    const addresses = [ink.data, labels, own].map(({ byteOffset }) => byteOffset);
    const place = [ink.width, box.x, box.y, width, height] as const;
    kernels.stretchInk(...addresses, ...place, rim, low, gain, out.byteOffset, bounds.byteOffset);
    const [x, y, right, bottom] = bounds;
    const inner = right < 0 ? undefined : { x, y, width: right - x + 1, height: bottom - y + 1 };
    return { width, height, data: out, box: inner };
  }
  out.fill(0);
  for (let y = 0, q = 0; y < height; y++) {
    for (let x = 0, p = (box.y + y) * ink.width + box.x; x < width; x++, p++, q++) {
      const value = (ink.data[p] - low) * gain;
      if (value < LEAST) continue;
      const label = labels[p];
      if (label === 0 ? isNear(page, box, x, y, rim) : own[label] === 1) out[q] = value > 1 ? 1 : value;
    }
  }
  const stretched = { width, height, data: out };
  return { ...stretched, box: inkBox(stretched) };
}

/** Whether a pixel of the digit is within `rim` pixels, nearest rows first, because most queries are at its edge. */
function isNear({ ink, labels, own }: LabelledPage, box: Box, x: number, y: number, rim: number): boolean {
  const left = box.x + Math.max(0, x - rim);
  const right = box.x + Math.min(box.width - 1, x + rim);
  for (let away = 0; away <= 2 * rim; away++) {
    const row = y + (away & 1 ? (away + 1) >> 1 : -(away >> 1));
    if (row < 0 || row >= box.height) continue;
    const start = (box.y + row) * ink.width;
    for (let p = start + left; p <= start + right; p++) if (own[labels[p]] === 1) return true;
  }
  return false;
}

/** The 90th percentile of the ink of the digit's pixels above the threshold. */
function coreLevel(page: LabelledPage, box: Box, threshold: number): number {
  const histogram = histogramMemory.integers(1024);
  const total = countLevels(page, box, threshold, histogram);
  let above = 0;
  for (let level = 1023; level > 0; level--) {
    above += histogram[level];
    if (above > total * 0.1) return level / 1000;
  }
  return 1;
}

/** Counts the levels of these pixels, in thousandths; returns their number. */
function countLevels(
  { ink, labels, own }: LabelledPage,
  box: Box,
  threshold: number,
  histogram: Int32Array,
): number {
  const kernels = pixelKernels(ink.data, labels, own, histogram);
  if (kernels !== undefined) {
    const addresses = [ink.data, labels, own].map(({ byteOffset }) => byteOffset);
    const { x, y, width, height } = box;
    return kernels.coreLevels(...addresses, ink.width, x, y, width, height, threshold, histogram.byteOffset);
  }
  histogram.fill(0);
  let total = 0;
  for (let y = 0; y < box.height; y++) {
    const start = (box.y + y) * ink.width + box.x;
    for (let p = start; p < start + box.width; p++) {
      const label = labels[p];
      if (label === 0 || own[label] === 0) continue;
      const value = ink.data[p];
      if (value < threshold) continue;
      histogram[Math.min(1023, Math.max(0, Math.round(value * 1000)))]++;
      total++;
    }
  }
  return total;
}

/** The bounding box of all pixels above 0; undefined if there are none. */
export function inkBox({ width, data }: Plane): Box | undefined {
  let first = 0;
  while (first < data.length && !(data[first] > 0)) first++;
  if (first === data.length) return undefined;
  let final = data.length - 1;
  while (!(data[final] > 0)) final--;
  const top = Math.floor(first / width);
  const bottom = Math.floor(final / width);
  let left = width;
  let right = -1;
  for (let y = top; y <= bottom; y++) {
    const start = y * width;
    for (let x = 0; x < left; x++) if (data[start + x] > 0) left = x;
    for (let x = width - 1; x > right; x--) if (data[start + x] > 0) right = x;
  }
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** The bounding box of several boxes. */
export function boundingBox(boxes: readonly Box[]): Box {
  let left = Infinity;
  let top = Infinity;
  let right = 0;
  let bottom = 0;
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A box enlarged by `by` pixels on each side, clipped to the image. */
function growBox(box: Box, by: number, within: Plane): Box {
  const x = Math.max(0, box.x - by);
  const y = Math.max(0, box.y - by);
  return {
    x,
    y,
    width: Math.min(within.width, box.x + box.width + by) - x,
    height: Math.min(within.height, box.y + box.height + by) - y,
  };
}
