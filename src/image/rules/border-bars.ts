import { type Box, cropPlane, type Plane } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { upperMedian } from '../raster/upper-median.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

/** Maximum depth of bars along the sides of an image, as a fraction of its side. */
const DEEPEST = 0.2;

/**
 * A lighter bar is deeper than a line only around a dark box: if it is not lighter by this fraction, it is the paper
 * around a box that is tinted, or in shadow.
 */
const LIGHTER = 0.8;
const DEEPEST_LIGHT = 0.06;

/** A row of a bar differs from paper in this fraction of its pixels. */
const FULL = 0.85;

/** The minimum difference, in levels of 255. */
const CONTRAST = 40;

/**
 * Within this fraction of the side beyond a bar there must be paper: closer to it than this fraction of the bar's
 * contrast.
 */
const BEYOND = 0.08;
const LIKE_PAPER = 0.5;

/** Minimum step at the inner edge of a bar, within two pixels, as a fraction of its contrast: shadows are softer. */
const SHARP = 0.6;

/** A light bar that ends at a dark line, along at least this fraction of it, is the paper around a tinted box. */
const SIDE = 0.3;

/** Maximum thickness of the side of a box, as a fraction of the image's side. */
const RULE = 1 / 32;

const sampleMemory = new ScratchMemory();
const levelMemory = new ScratchMemory();

/**
 * The image without bars along its sides, such as the lines of a cell from which it was cropped. A bar is darker or
 * lighter than paper all along its side, starts at the border of the image and ends sharply.
 *
 * @param brightness 0 to 255
 * @param boxes whether a light bar that ends at a dark line is paper around a tinted box
 */
export function withoutBars(brightness: Plane, boxes = false): Box {
  const { width, height } = brightness;
  const whole = { x: 0, y: 0, width, height };
  if (Math.min(width, height) < 28) return whole;
  const paper = centralMedian(brightness);
  const { data } = brightness;
  const column = (x: number): PixelLine => ({ data, first: x, step: width, length: height });
  const left = barDepth(width, paper, boxes, column);
  const right = barDepth(width, paper, boxes, (x) => column(width - 1 - x));
  // rows exclude the bars at the sides
  const across = width - left - right;
  const row = (y: number): PixelLine => ({ data, first: y * width + left, step: 1, length: across });
  const top = barDepth(height, paper, boxes, row);
  const bottom = barDepth(height, paper, boxes, (y) => row(height - 1 - y));
  if (left + right + top + bottom === 0) return whole;
  return { x: left, y: top, width: across, height: height - top - bottom };
}

/** Pixels of a row or a column: from index `first` on, `step` apart. */
interface PixelLine {
  readonly data: Float32Array;
  readonly first: number;
  readonly step: number;
  readonly length: number;
}

function meanOf({ data, first, step, length }: PixelLine): number {
  const kernels = pixelKernels(data);
  if (kernels !== undefined) return kernels.sumLine(data.byteOffset + 4 * first, step, length) / length;
  let sum = 0;
  for (let k = 0, p = first; k < length; k++, p += step) sum += data[p];
  return sum / length;
}

/** The number of pixels that differ from `paper` by more than `least` towards `sign`. */
function countOff(
  { data, first, step, length }: PixelLine,
  sign: number,
  paper: number,
  least: number,
): number {
  const kernels = pixelKernels(data);
  const address = data.byteOffset + 4 * first;
  if (kernels !== undefined) return kernels.countOff(address, step, length, sign, paper, least);
  let count = 0;
  for (let k = 0, p = first; k < length; k++, p += step) if (sign * (data[p] - paper) > least) count++;
  return count;
}

/**
 * The depth of the bar along one side, in pixels.
 * @param lineAt the pixels at a distance from the side
 */
function barDepth(
  depth: number,
  paper: number,
  boxes: boolean,
  lineAt: (inward: number) => PixelLine,
): number {
  const mean = (d: number): number => meanOf(lineAt(d));
  const bar = mean(0) - paper;
  if (Math.abs(bar) < CONTRAST) return 0;
  const sign = bar < 0 ? -1 : 1;
  const isBar = (d: number): boolean => {
    const line = lineAt(d);
    return countOff(line, sign, paper, Math.abs(bar) / 2) >= FULL * line.length;
  };
  const isPaper = sign > 0 && bar < LIGHTER * paper;
  const deepest = (isPaper ? DEEPEST_LIGHT : DEEPEST) * depth;
  let inner = 0;
  while (inner <= deepest && isBar(inner)) inner++;
  if (inner === 0 || inner > deepest) return 0;
  const rule = Math.ceil(RULE * depth) + 2;
  if (boxes && sign > 0) {
    const isSide = (d: number): boolean => {
      const line = lineAt(d);
      return countOff(line, -1, paper, CONTRAST / 2) >= SIDE * line.length;
    };
    for (let d = inner - 1; d <= Math.min(depth - 1, inner + rule); d++) if (isSide(d)) return 0;
  }
  const beyond = Math.min(depth - 1, inner + 1);
  const step = mean(Math.max(0, inner - 1)) - mean(beyond);
  if (sign * step < SHARP * Math.abs(bar)) return 0;
  // paper in uneven light, up to the side of a box, is as bright beyond it: only the side makes a step
  let outside = Number.POSITIVE_INFINITY;
  for (let d = 0; d < inner - 1; d++) outside = Math.min(outside, sign * mean(d));
  let inside = Number.NEGATIVE_INFINITY;
  for (let d = beyond; d <= Math.min(depth - 1, beyond + rule); d++)
    inside = Math.max(inside, sign * mean(d));
  if (outside - inside < SHARP * Math.abs(bar)) return 0;
  // beyond the side of a box, an apparent bar continues: it is paper in different light
  const near = Math.max(2, Math.round(BEYOND * depth));
  let within = 0;
  for (let d = inner + 2; d < inner + 2 + near; d++) within += mean(Math.min(depth - 1, d)) / near;
  if (sign * (within - paper) > LIKE_PAPER * Math.abs(bar)) return 0;
  return Math.min(inner + 1, depth); // including the soft edge
}

/** The median of a sample of the central pixels, of which a digit covers less than half. */
function centralMedian(brightness: Plane): number {
  const x = Math.floor(brightness.width / 5);
  const y = Math.floor(brightness.height / 5);
  const box = { x, y, width: brightness.width - 2 * x, height: brightness.height - 2 * y };
  const count = box.width * box.height;
  const step = Math.max(1, Math.floor(count / 5000));
  const some = sampleMemory.floats(Math.ceil(count / step));
  const levels = levelMemory.integers(256);
  const kernels = pixelKernels(brightness.data, some, levels);
  if (kernels !== undefined) {
    const place = [brightness.data.byteOffset, brightness.width, x, y, box.width] as const;
    return kernels.sampledMedian(...place, step, some.length, some.byteOffset, levels.byteOffset);
  }
  const { data } = cropPlane(brightness, box);
  for (let n = 0; n < some.length; n++) some[n] = data[n * step];
  return upperMedian(some);
}
