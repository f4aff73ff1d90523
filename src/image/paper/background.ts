import { createPlane, type Plane } from '../image.ts';
import { shrinkByMean, smooth } from '../raster/means.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import { estimateBackground, isConstant } from './background-estimate.ts';
import { brightPaper, hasCleanPaper } from './clean-paper.ts';

/** Strokes up to this fraction of the longer side are filled; shadows are wider. */
const WIDEST_STROKE = 1 / 3;

/** How the brightness of paper is estimated: one for all of it, or by squares. */
export type BackgroundEstimate = 'even' | 'coarse' | 'fine';

/** The ink of an image, 0 paper, 1 black, and the brightness of its paper, if that is even. */
export interface InkOnPaper extends Plane {
  readonly paper?: number;
}

interface Squares {
  /** Number of squares along the longer side, each with one estimate. */
  readonly count: number;
  /** Strokes are also narrower than this fraction of the shorter side, if digits form a row or a column. */
  readonly widestInLine: number;
}

/** Finer squares follow hard shadows and tinted fields, but take blots and the edges of small pictures for paper. */
const squaresOf: Readonly<Record<Exclude<BackgroundEstimate, 'even'>, Squares>> = {
  coarse: { count: 64, widestInLine: 0.45 },
  fine: { count: 128, widestInLine: 0.3 },
};

/** For clean images up to this size one brightness of paper is used, because a window would cover all of them. */
const TINY = 40;

/** Added to the paper's brightness before dividing by it, so that the grain of black paper is not amplified. */
const DARK = 12;

const squareMemory = new ScratchMemory();
const smoothMemory = new ScratchMemory();
const groundMemory = new ScratchMemory();
const columnMemory = new ScratchMemory();

/**
 * How much darker each pixel is than the paper around it: 0 is paper, 1 is black, independent of the illumination.
 *
 * The paper is estimated by closings with a window wider than any stroke (`background-estimate.ts`), on means of
 * small squares to suppress grain. A shadow scales ink and paper alike, so the result is a ratio instead of a
 * difference.
 *
 * @param brightness 0 to 255, ink darker than paper
 * @param out of the same size as `brightness`; overwritten
 */
export function subtractBackground(
  brightness: Plane,
  estimate: BackgroundEstimate = 'coarse',
  out: Plane = createPlane(brightness.width, brightness.height),
): InkOnPaper {
  const { width, height, data } = brightness;
  const ink = out.data;
  if (estimate === 'even' || (Math.max(width, height) <= TINY && hasCleanPaper(brightness))) {
    const paper = brightPaper(brightness);
    const scale = 1 / Math.max(1, paper);
    for (let p = 0; p < ink.length; p++) ink[p] = (paper - data[p]) * scale;
    return out;
  }
  const { count, widestInLine } = squaresOf[estimate];
  const side = Math.ceil(Math.max(width, height) / count);
  const squares = smooth(shrinkByMean(brightness, side, squareMemory), smoothMemory);
  const long = Math.max(squares.width, squares.height);
  const widest = Math.min(long * WIDEST_STROKE, Math.min(squares.width, squares.height) * widestInLine);
  const reach = Math.max(1, Math.round(widest / 2));
  const ground = smooth(estimateBackground(squares, reach), groundMemory);

  if (!isConstant(ground)) {
    divideByPaper(ink, data, width, height, ground, side);
    return out;
  }
  const paper = ground.data[0];
  divideByConstant(ink, data, paper);
  return { ...out, paper };
}

/** The ink of pixels of each brightness from 0 to 255 on paper of even brightness. */
export function inkByBrightness(paper: number): Float32Array {
  const ink = new Float32Array(256);
  for (let brightness = 0; brightness < ink.length; brightness++) ink[brightness] = inkOn(paper, brightness);
  return ink;
}

const inkOn = (paper: number, brightness: number): number => (paper - brightness) / (paper + DARK);

/** Ink relative to paper of uniform brightness. */
function divideByConstant(ink: Float32Array, data: Float32Array, paper: number): void {
  const kernels = pixelKernels(ink, data);
  if (kernels !== undefined) {
    kernels.divideByConstant(ink.byteOffset, data.byteOffset, data.length, paper);
    return;
  }
  for (let p = 0; p < data.length; ) {
    // on clean paper many pixels are equal, and division is slow
    const value = data[p];
    const fraction = inkOn(paper, value);
    do ink[p++] = fraction;
    while (p < data.length && data[p] === value);
  }
}

/**
 * Ink relative to paper, with the brightness of paper at the centre of each square in `ground`, interpolated
 * bilinearly.
 */
function divideByPaper(
  ink: Float32Array,
  data: Float32Array,
  width: number,
  height: number,
  ground: Plane,
  side: number,
): void {
  const columns = columnMemory.doubles(width + 2 * ground.width);
  const kernels = pixelKernels(ink, data, ground.data, columns);
  if (kernels !== undefined) {
    const [to, from, paper] = [ink, data, ground.data].map(({ byteOffset }) => byteOffset);
    const scratch = columns.byteOffset;
    kernels.divideByPaper(to, from, width, height, paper, ground.width, ground.height, side, scratch);
    return;
  }
  const right = ground.width - 1;
  const below = ground.height - 1;
  const fractions = new Float64Array(width);
  const ends = new Int32Array(ground.width); // ends of the columns between two centres
  for (let x = 0; x < width; x++) {
    const at = Math.min(right, Math.max(0, (x + 0.5) / side - 0.5));
    const column = Math.min(Math.floor(at), Math.max(0, right - 1));
    fractions[x] = at - column;
    ends[column] = x + 1;
  }
  const next = right > 0 ? 1 : 0;
  const line = new Float64Array(ground.width);
  for (let y = 0, p = 0; y < height; y++) {
    const at = Math.min(below, Math.max(0, (y + 0.5) / side - 0.5));
    const row = Math.min(Math.floor(at), Math.max(0, below - 1));
    const fraction = at - row;
    const upper = row * ground.width;
    const lower = below > 0 ? upper + ground.width : upper;
    for (let c = 0; c < line.length; c++) {
      line[c] = ground.data[upper + c] + (ground.data[lower + c] - ground.data[upper + c]) * fraction;
    }
    for (let c = 0, x = 0; c < line.length; c++) {
      const level = line[c];
      const rise = c + next < line.length ? line[c + next] - level : 0;
      const end = ends[c];
      if (rise !== 0) {
        for (; x < end; x++, p++) {
          const here = level + rise * fractions[x];
          ink[p] = (here - data[p]) / (here + DARK);
        }
        continue;
      }
      let before = Number.NaN;
      let inkBefore = 0;
      for (; x < end; x++, p++) {
        const value = data[p];
        if (value !== before) {
          before = value;
          inkBefore = (level - value) / (level + DARK);
        }
        ink[p] = inkBefore;
      }
    }
  }
}
