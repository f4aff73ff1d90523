import { bitsOf, createPlane, type Plane } from '../image.ts';
import { estimateBackground, isConstant } from './background-estimate.ts';

/** Number of squares along the longer side, each with one estimate of the paper's brightness. */
const SQUARES = 64;

/** Strokes up to this fraction of the longer side are filled; shadows are wider. */
const WIDEST_STROKE = 1 / 3;

/** Strokes are also narrower than this fraction of the shorter side, if digits form a row or a column. */
const WIDEST_IN_LINE = 0.45;

/** For clean images up to this size one brightness of paper is used, because a window would cover all of them. */
const TINY = 40;

/** Paper is clean if this fraction of the pixels has its brightness. */
const CLEAN_FRACTION = 0.25;

/** Added to the paper's brightness before dividing by it, so that the grain of black paper is not amplified. */
const DARK = 12;

/**
 * How much darker each pixel is than the paper around it: 0 is paper, 1 is black, independent of the illumination.
 *
 * The paper is estimated by closings with a window wider than any stroke (`background-estimate.ts`), on means of
 * small squares to suppress grain. A shadow scales ink and paper alike, so the result is a ratio instead of a
 * difference.
 *
 * @param brightness 0 to 255, ink darker than paper
 * @param even assume one brightness for all paper
 * @param out of the same size as `brightness`; overwritten
 */
export function subtractBackground(
  brightness: Plane,
  even = false,
  out: Plane = createPlane(brightness.width, brightness.height),
): Plane {
  const { width, height, data } = brightness;
  const ink = out.data;
  if (even || (Math.max(width, height) <= TINY && hasCleanPaper(brightness))) {
    const paper = brightPaper(brightness);
    const scale = 1 / Math.max(1, paper);
    for (let p = 0; p < ink.length; p++) ink[p] = (paper - data[p]) * scale;
    return out;
  }
  const side = Math.ceil(Math.max(width, height) / SQUARES);
  const squares = smooth(shrinkByMean(brightness, side));
  const long = Math.max(squares.width, squares.height);
  const widest = Math.min(long * WIDEST_STROKE, Math.min(squares.width, squares.height) * WIDEST_IN_LINE);
  const reach = Math.max(1, Math.round(widest / 2));
  const ground = smooth(estimateBackground(squares, reach));

  if (isConstant(ground)) divideByConstant(ink, data, ground.data[0]);
  else divideByPaper(ink, data, width, height, ground, side);
  return out;
}

/** Ink relative to paper of uniform brightness. */
function divideByConstant(ink: Float32Array, data: Float32Array, paper: number): void {
  for (let p = 0; p < data.length; ) {
    // on clean paper many pixels are equal, and division is slow
    const value = data[p];
    const fraction = (paper - value) / (paper + DARK);
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

/** The brightness exceeded by 2% of the pixels. */
function brightPaper(brightness: Plane): number {
  const { data } = brightness;
  const histogram = new Int32Array(256);
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

/** The number of pixels of each brightness; undefined if it is not a whole number everywhere. */
export function wholeLevels(brightness: Plane): Int32Array | undefined {
  const { data } = brightness;
  const bits = bitsOf(brightness);
  const histogram = new Int32Array(256);
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

/** The same as `hasCleanPaper`, from the number of pixels of each brightness. */
export function haveCleanPaper(levels: Int32Array): boolean {
  const total = levels.reduce((sum, count) => sum + count, 0);
  const paper = brightLevel(levels, total);
  const near = levels.subarray(Math.max(0, paper - 3), paper + 4).reduce((sum, count) => sum + count, 0);
  return near >= CLEAN_FRACTION * total;
}

/** Whether many pixels are within 3 levels of the brightness of paper: there is no shadow, and hardly any grain. */
export function hasCleanPaper(brightness: Plane): boolean {
  const { data } = brightness;
  const paper = brightPaper(brightness);
  const bits = bitsOf(brightness);
  let count = 0;
  for (let p = 0; p < data.length; ) {
    const first = p;
    const alike = bits[first];
    do p++;
    while (p < data.length && bits[p] === alike);
    if (Math.abs(data[first] - paper) <= 3) count += p - first;
  }
  return count >= CLEAN_FRACTION * data.length;
}

/** Means of squares of `side` x `side` pixels, clipped at the right and bottom border. */
export function shrinkByMean(plane: Plane, side: number): Plane {
  if (side === 1) return plane;
  const { width, height, data } = plane;
  const out = createPlane(Math.ceil(width / side), Math.ceil(height / side));
  const sums = new Float64Array(out.width);
  for (let row = 0; row < out.height; row++) {
    const top = row * side;
    const bottom = Math.min(height, top + side);
    sums.fill(0);
    for (let y = top; y < bottom; y++) {
      for (let column = 0, p = y * width; column < out.width; column++) {
        const end = Math.min(width, (column + 1) * side) + y * width;
        let sum = 0;
        while (p < end) sum += data[p++];
        sums[column] += sum;
      }
    }
    for (let column = 0; column < out.width; column++) {
      const across = Math.min(width, (column + 1) * side) - column * side;
      out.data[row * out.width + column] = sums[column] / (across * (bottom - top));
    }
  }
  return out;
}

/** Mean of 3x3 neighbourhoods, clipped at the border. */
function smooth(plane: Plane): Plane {
  const { width, height, data } = plane;
  const out = createPlane(width, height);
  for (let y = 0; y < height; y++) {
    const isEdgeRow = y === 0 || y === height - 1;
    for (let x = 0; x < width; x++) {
      if (!isEdgeRow && x > 0 && x < width - 1) {
        const p = y * width + x;
        const above = data[p - width - 1] + data[p - width] + data[p - width + 1];
        const neighbours = above + data[p - 1] + data[p] + data[p + 1];
        out.data[p] = (neighbours + data[p + width - 1] + data[p + width] + data[p + width + 1]) / 9;
        continue;
      }
      let sum = 0;
      let count = 0;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          sum += data[v * width + u];
          count++;
        }
      }
      out.data[y * width + x] = sum / count;
    }
  }
  return out;
}
