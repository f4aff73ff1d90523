import { cropPlane, type Plane } from '../image.ts';
import { slidingExtreme } from '../raster/morphology.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

/** The tilts of the illumination that are tried along each side: relative change along the longer side. */
const TILT = 0.3;

/**
 * If the brightest area is at most this many times as bright as the darkest, illumination is even: valleys cannot be
 * mistaken for ink.
 */
const EVEN = 1.1;

const paperMemory = new ScratchMemory();
const levelMemory = new ScratchMemory();
const closedMemory = new ScratchMemory();
const wideMemory = new ScratchMemory();

/**
 * Estimates the brightness of the paper under ink: a grey closing, a dilation followed by an erosion, with a window
 * wider than any stroke.
 *
 * A closing fills all valleys narrower than its window, including those of illumination: next to the edge of a
 * shadow, paper is darkest where the shadow begins, and becomes lighter away from it. With a window tilted like the
 * illumination, such a valley is preserved, while strokes are still filled. Several tilts are therefore tried; since
 * no closing is darker than the paper, the minimum is the best estimate.
 *
 * The result is valid until the next call.
 *
 * @param squares the reduced image; extrapolated beyond its border
 * @param reach half the window, which is 2 x reach + 1 squares wide
 */
export function estimateBackground(squares: Plane, reach: number): Plane {
  const paper = closing(squares, reach, paperMemory.plane(squares.width, squares.height));
  if (isEven(paper)) return paper;
  for (const across of [-TILT, TILT]) {
    for (const down of [-TILT, TILT]) lowerTilted(paper, squares, reach, across, down);
  }
  return paper;
}

/** Lowers `paper` to the closing with a window that is tilted across and down. */
function lowerTilted(paper: Plane, squares: Plane, reach: number, across: number, down: number): void {
  const { width, height, data } = squares;
  const level = levelMemory.plane(width, height);
  const closed = closedMemory.plane(width, height);
  const kernels = pixelKernels(data, level.data, closed.data, paper.data);
  if (kernels !== undefined) {
    kernels.level(data.byteOffset, width, height, across, down, level.data.byteOffset);
    closing(level, reach, closed);
    kernels.lower(closed.data.byteOffset, width, height, across, down, paper.data.byteOffset);
    return;
  }
  const slope = plane(width, height, across, down);
  for (let p = 0; p < data.length; p++) level.data[p] = data[p] / slope[p];
  closing(level, reach, closed);
  for (let p = 0; p < data.length; p++) {
    const leaning = closed.data[p] * slope[p];
    if (leaning < paper.data[p]) paper.data[p] = leaning;
  }
}

function isEven({ data }: Plane): boolean {
  let darkest = Infinity;
  let lightest = -Infinity;
  for (let p = 0; p < data.length; p++) {
    const value = data[p];
    if (value < darkest) darkest = value;
    if (value > lightest) lightest = value;
  }
  return lightest <= EVEN * darkest;
}

/** A tilted plane with the value 1 in the middle, that rises across and down. */
function plane(width: number, height: number, across: number, down: number): Float64Array {
  const out = new Float64Array(width * height);
  const long = Math.max(width, height);
  for (let y = 0, p = 0; y < height; y++) {
    const row = 1 + (down * (y + 0.5 - height / 2)) / long;
    for (let x = 0; x < width; x++, p++) out[p] = row + (across * (x + 0.5 - width / 2)) / long;
  }
  return out;
}

function closing(squares: Plane, reach: number, out: Plane): Plane {
  const { width, height } = squares;
  const wide = wideMemory.plane(width + 2 * reach, height + 2 * reach);
  extend(squares, reach, wide);
  slidingExtreme(wide, reach, 'max', wide);
  if (!isConstant(wide)) slidingExtreme(wide, reach, 'min', wide);
  return cropPlane(wide, { x: reach, y: reach, width, height }, out);
}

/** Odd reflection continues the slope of the illumination, so that its dark end is not taken for ink. */
function extend({ width, height, data }: Plane, reach: number, wide: Plane): void {
  const kernels = pixelKernels(data, wide.data);
  if (kernels !== undefined) {
    kernels.extend(data.byteOffset, width, height, reach, wide.data.byteOffset);
    return;
  }
  const columns = reflections(width, reach);
  const rows = reflections(height, reach);
  for (let y = 0, p = 0; y < wide.height; y++) {
    const edge = rows.edges[y] * width;
    const back = rows.backs[y] * width;
    for (let x = 0; x < wide.width; x++, p++) {
      wide.data[p] = 2 * data[edge + columns.edges[x]] - data[back + columns.backs[x]];
    }
  }
}

/**
 * For each position from `reach` before a side to `reach` after it: the nearest position on it, and the mirror image.
 */
function reflections(length: number, reach: number): { edges: Int32Array; backs: Int32Array } {
  const edges = new Int32Array(length + 2 * reach);
  const backs = new Int32Array(length + 2 * reach);
  for (let k = 0; k < edges.length; k++) {
    const edge = Math.min(length - 1, Math.max(0, k - reach));
    edges[k] = edge;
    backs[k] = Math.min(length - 1, Math.max(0, 2 * edge - (k - reach)));
  }
  return { edges, backs };
}

export function isConstant({ data }: Plane): boolean {
  const kernels = pixelKernels(data);
  if (kernels !== undefined) return kernels.isConstant(data.byteOffset, data.length) === 1;
  for (let p = 1; p < data.length; p++) if (data[p] !== data[0]) return false;
  return true;
}
