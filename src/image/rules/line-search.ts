import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import { bestNear, FEWEST, STRIPS, support, supportOfLines } from './line-support.ts';
import type { Marks } from './ridges.ts';

/** Maximum slope of lines: rise over run. */
const STEEPEST = 0.24;

/** Slopes are tried in steps of this many pixels across the image, then of a quarter of it around the best. */
const COARSE = 8;

/** Minimum fraction of the image along which a line must be found. Strokes of a digit are shorter. */
const SUPPORT = 0.55;

/** Approximate number of pixels sampled to find the slope. */
const SAMPLES = 20_000;

/** Numbers closer than this may differ only by rounding. */
export const ROUNDING = 1e-9;

/** Marks columns whose marks do not all move by the same number of rows. */
const UNCLEAR = -1;

const sumMemory = new ScratchMemory();
const stripMemory = new ScratchMemory();

/** A nearly horizontal line: in strip s its middle is at height `rows[s]`, with the slope of the whole sheet. */
export interface Line {
  readonly rows: Float64Array;
  readonly support: number;
}

/**
 * The slope (rise over run) of the nearly horizontal lines of a page, and the lines, the best supported first.
 *
 * @param marks of the whole page
 */
export function searchLines(marks: Marks): { lean: number; lines: Line[] } {
  if (!mayHoldLine(marks)) return { lean: 0, lines: [] };
  const lean = findLean(marks);
  return { lean, lines: findLines(marks, lean) };
}

/** Whether a line can leave the page above and below before it has crossed it. */
export function isWide(width: number, height: number): boolean {
  return (mostSteps(width) + 1) * COARSE > height - 2;
}

/**
 * Whether the marks suffice for one line if all those of each strip were on it. For most pages they do not, which
 * saves the search.
 */
function mayHoldLine({ width, height, count, columns }: Marks): boolean {
  const inColumns = new Int32Array(width);
  for (let k = 0; k < count; k++) inColumns[columns[k]]++;
  const fractions = new Float64Array(STRIPS);
  for (let s = 0; s < STRIPS; s++) {
    const from = firstColumn(s, width);
    const to = firstColumn(s + 1, width);
    let marks = 0;
    for (let x = from; x < to; x++) marks += inColumns[x];
    fractions[s] = Math.min(1, marks / (to - from)) + ROUNDING;
  }
  for (let first = 0; first + FEWEST <= STRIPS; first++) {
    const fewest = first === 0 || isWide(width, height) ? FEWEST : STRIPS - first;
    for (let last = first + fewest - 1; last < STRIPS; last++) {
      if (support((s) => fractions[s], first, last) >= SUPPORT) return true;
    }
  }
  return false;
}

/** The number of coarse steps up to the maximum slope. */
function mostSteps(width: number): number {
  return Math.ceil(STEEPEST / (COARSE / width));
}

export function firstColumn(strip: number, width: number): number {
  return Math.floor((strip * width) / STRIPS);
}

/** Finds the slope at which marks align best: that with the largest variance of sums along lines. */
function findLean(marks: Marks): number {
  const { width, height } = marks;
  const sampled = sample(marks);
  const coarse = COARSE / width;
  const most = mostSteps(width);
  const beyond = 2 + ((most + 1) * COARSE) / 2; // maximum number of rows by which a mark is moved outside the image
  const sums = sumMemory.integers(height + 2 * beyond);
  let best = 0;
  let bestScore = -1;
  const tryLean = (lean: number): void => {
    const score = scoreLean(sampled, lean, sums, beyond);
    if (score > bestScore) {
      bestScore = score;
      best = lean;
    }
  };
  for (let i = -most; i <= most; i++) tryLean(i * coarse);
  const middle = best;
  for (let i = -4; i <= 4; i++) tryLean(middle + (i * coarse) / 4);
  return best;
}

/** All marks, or those of every n-th column if there are many. */
function sample(marks: Marks): Marks {
  const { count, columns, rows } = marks;
  const step = Math.max(1, Math.ceil(count / SAMPLES));
  if (step === 1) return marks;
  const sampled = { columns: new Uint16Array(count), rows: new Uint16Array(count) };
  let kept = 0;
  for (let k = 0; k < count; k++) {
    if (columns[k] % step !== step >> 1) continue;
    sampled.columns[kept] = columns[k];
    sampled.rows[kept++] = rows[k];
  }
  return { ...marks, ...sampled, count: kept };
}

/** The sum of squares of the numbers of marks by the row in which a line through them crosses the middle of the image. */
function scoreLean(marks: Marks, lean: number, sums: Int32Array, beyond: number): number {
  const { width, height, count, columns, rows } = marks;
  const kernels = pixelKernels(columns, rows, sums);
  if (kernels !== undefined) {
    const addresses = [columns.byteOffset, rows.byteOffset] as const;
    return kernels.scoreLean(...addresses, count, width, height, lean, beyond, sums.byteOffset);
  }
  sums.fill(0);
  addAlong(marks, lean, sums, beyond);
  let score = 0;
  for (let y = beyond; y < height + beyond; y++) score += sums[y] * sums[y];
  return score;
}

/** Counts the marks by the row in which a line through them, with the given slope, crosses the middle of the image. */
function addAlong(
  { width, count, columns, rows }: Marks,
  lean: number,
  sums: Int32Array,
  beyond: number,
): void {
  // all marks of a column are moved by the same number of rows, unless rounding may distinguish them
  const moves = new Int32Array(width);
  for (let x = 0; x < width; x++) {
    const move = 0.5 - lean * (x - width / 2);
    const isClear = Math.abs(move - Math.round(move)) > ROUNDING;
    moves[x] = isClear ? beyond + Math.floor(move) : UNCLEAR;
  }
  for (let k = 0; k < count; k++) {
    const x = columns[k];
    const y = rows[k];
    const move = moves[x];
    if (move !== UNCLEAR) sums[y + move]++;
    else sums[beyond + Math.floor(y + 0.5 - lean * (x - width / 2))]++;
  }
}

/** Lines with sufficient support, the best supported first. */
function findLines(marks: Marks, lean: number): Line[] {
  const { width, height } = marks;
  const tolerance = 2 + Math.round(Math.max(width, height) / 150);
  const strips = markStrips(marks, lean);
  const totals = supportOfLines(strips, width, height, lean, tolerance);
  const lines: Line[] = [];
  const apart = 2 * tolerance + 1;
  for (;;) {
    let top = -1;
    for (let y = 0; y < height; y++)
      if (totals[y] >= SUPPORT && (top < 0 || totals[y] > totals[top])) top = y;
    if (top < 0) return lines;
    // of a plateau of equal totals, caused by the tolerance, use the middle
    let end = top;
    while (end + 1 < height && totals[end + 1] === totals[top]) end++;
    const middle = (top + end) >> 1;
    lines.push({ rows: trace(strips, height, middle, tolerance), support: totals[top] });
    totals.fill(0, Math.max(0, middle - apart), Math.min(height, middle + apart + 1));
  }
}

/** The fraction of marked columns in each strip and row, along the slope; until the next call. */
function markStrips({ width, height, count, columns, rows }: Marks, lean: number): Float64Array {
  const strips = stripMemory.doubles(STRIPS * height).fill(0);
  const starts = new Int32Array(width);
  const fractions = new Float64Array(width);
  const shifts = new Int32Array(width);
  for (let s = 0; s < STRIPS; s++) {
    const from = firstColumn(s, width);
    const to = firstColumn(s + 1, width);
    starts.fill(s * height, from, to);
    fractions.fill(1 / (to - from), from, to);
  }
  for (let x = 0; x < width; x++) shifts[x] = Math.round(lean * (x - width / 2));
  for (let k = 0; k < count; k++) {
    const x = columns[k];
    const y = rows[k] - shifts[x];
    if (y >= 0 && y < height) strips[starts[x] + y] += fractions[x];
  }
  return strips;
}

/** The height of a line in each strip: as measured, and interpolated where it is hidden. */
function trace(strips: Float64Array, height: number, y: number, tolerance: number): Float64Array {
  const rows = new Float64Array(STRIPS);
  const seen = new Uint8Array(STRIPS);
  for (let s = 0; s < STRIPS; s++) {
    const { row, fraction } = bestNear(strips, s * height, height, y, tolerance);
    rows[s] = row;
    seen[s] = fraction >= 0.5 ? 1 : 0;
  }
  for (let s = 0; s < STRIPS; s++) {
    if (seen[s] === 1) continue;
    let before = s - 1;
    while (before >= 0 && seen[before] === 0) before--;
    let after = s + 1;
    while (after < STRIPS && seen[after] === 0) after++;
    if (before < 0 && after >= STRIPS) rows[s] = y;
    else if (before < 0) rows[s] = rows[after];
    else if (after >= STRIPS) rows[s] = rows[before];
    else rows[s] = rows[before] + ((rows[after] - rows[before]) * (s - before)) / (after - before);
  }
  return rows;
}
