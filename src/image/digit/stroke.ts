import { cropPlane, type Plane } from '../image.ts';
import { resample } from '../raster/resample.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import { growStroke } from './grow-stroke.ts';
import { inkBox } from './isolate-digit.ts';
import { FIT } from './placement.ts';

/**
 * The stroke widths of nine tenths of MNIST's digits, in pixels of the 28x28 form (measured: 2.0 to 3.9, median 2.6).
 */
const THINNEST = 2;
const THICKEST = 4.2;

/** The targets for thinner and thicker strokes. */
const THIN = 2.3;
const THICK = 3.6;

/** Longer side of the digit, in pixels, while its strokes are changed. */
const CANVAS = 100;

/** Thinning must leave this fraction of the ink, otherwise thin parts of the digit have disappeared. */
const LEFT = 0.35;

const canvasMemory = new ScratchMemory();
const adjustedMemory = new ScratchMemory();
const outlineMemory = new ScratchMemory();

/**
 * The digit with strokes normalized to MNIST's widths, until the next call; undefined if they are within that range.
 *
 * @param ink a cropped digit, 0 to 1
 * @param width stroke width of the digit fitted to 20x20
 */
export function adjustStroke(ink: Plane, width: number): Plane | undefined {
  if (width <= 0 || (width >= THINNEST && width <= THICKEST)) return undefined;
  const target = width < THINNEST ? THIN : THICK;
  const fine = canvasOf(ink, 0);
  // measured again, because the pixels of the 28x28 form are too coarse for hairlines
  const now = strokeWidth(fine);
  // the digit grows with its strokes and is fitted to 20 again: (w + 2r) / (100 + 2r) = target / 20
  const radius = ((target / FIT) * CANVAS - now) / (2 * (1 - target / FIT));
  if (radius > 0 !== width < THINNEST) return undefined;
  const canvas = canvasOf(ink, Math.ceil(Math.max(0, radius)) + 1);
  const least = radius < 0 ? LEFT * total(canvas) : 0;
  const grown = growStroke(canvas, radius, least);
  if (grown === undefined || total(grown) < least) return undefined;
  const box = inkBox(grown);
  return box && cropPlane(grown, box, adjustedMemory.plane(box.width, box.height));
}

/** The digit with a longer side of 100 pixels, plus a margin; until the next call. */
function canvasOf(ink: Plane, margin: number): Plane {
  const scale = CANVAS / Math.max(ink.width, ink.height);
  const across = Math.max(1, Math.round(ink.width * scale)) + 2 * margin;
  const down = Math.max(1, Math.round(ink.height * scale)) + 2 * margin;
  const out = canvasMemory.plane(across, down);
  return resample(ink, -margin / scale, -margin / scale, across / scale, down / scale, across, down, out);
}

function total({ data }: Plane): number {
  let sum = 0;
  for (let p = 0; p < data.length; p++) sum += data[p];
  return sum;
}

/**
 * Mean stroke width, in pixels: twice the ink divided by the length of the outline, which is the integral of the
 * gradient magnitude (coarea formula), so that soft edges need no threshold.
 *
 * @param ink 0 to 1
 */
export function strokeWidth(ink: Plane): number {
  const { width, height, data } = ink;
  const measured = outlineMemory.doubles(2);
  const kernels = pixelKernels(data, measured);
  if (kernels !== undefined) {
    kernels.measureOutline(data.byteOffset, width, height, measured.byteOffset);
    return measured[1] > 0 ? (2 * measured[0]) / measured[1] : 0;
  }
  let mass = 0;
  let outline = 0;
  for (let y = -1; y <= height; y++) {
    for (let x = -1; x <= width; x++) {
      const inside = y >= 0 && y < height;
      const p = y * width + x;
      if (inside && x >= 0 && x < width) mass += data[p];
      const left = inside && x > 0 ? data[p - 1] : 0;
      const right = inside && x < width - 1 ? data[p + 1] : 0;
      const within = x >= 0 && x < width;
      const above = within && y > 0 ? data[p - width] : 0;
      const below = within && y < height - 1 ? data[p + width] : 0;
      const dx = (right - left) / 2;
      const dy = (below - above) / 2;
      if (dx !== 0 || dy !== 0) outline += Math.sqrt(dx * dx + dy * dy);
    }
  }
  return outline > 0 ? (2 * mass) / outline : 0;
}
