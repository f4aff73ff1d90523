import type { Levels } from './levels.ts';
import type { Plane } from './picture.ts';

/** Lines lean at most this much: rise over run. */
const STEEPEST = 0.24;

/** Upright strips in which a line is looked for piece by piece, because sheets bend and cameras tilt. */
export const STRIPS = 16;

/** Share of the frame along which a line must be found. Strokes of a digit are shorter. */
const SUPPORT = 0.55;

/** Share of the outermost strips in which it must be found. */
const AT_ENDS = 0.4;

/** About how many pixels are used to find the lean. */
const SAMPLES = 20_000;

/** A nearly level line: in strip s its middle runs at height `rows[s]` and leans as the whole sheet does. */
export interface Line {
  readonly rows: Float64Array;
  readonly support: number;
}

/**
 * Lean (rise over run) of the nearly level lines of a page, and the lines, the best supported first.
 *
 * @param turned look for the upright lines, and tell of them as if rows were columns
 */
export function searchLines(ink: Plane, levels: Levels, turned: boolean): { lean: number; lines: Line[] } {
  const marks = ridges(ink, levels, turned);
  const [width, height] = turned ? [ink.height, ink.width] : [ink.width, ink.height];
  const lean = findLean(marks, width, height);
  return { lean, lines: findLines(marks, width, height, lean) };
}

/** The pixels that are darker than the paper, and than what is a line's width above and below (or left and right). */
function ridges(ink: Plane, levels: Levels, turned: boolean): Int32Array {
  const { width, height, data } = ink;
  const paper = levels.paper;
  const least = 0.5 * (levels.floor - paper);
  const reach = widest(ink) + 1;
  const apart = turned ? reach : reach * width;
  const length = turned ? width : height;
  const marks: number[] = [];
  for (let p = 0; p < data.length; p++) {
    const enough = data[p]! - least;
    if (enough <= paper) continue;
    const row = (p / width) | 0;
    const column = p - row * width;
    const at = turned ? column : row;
    // near the edges one side has to do
    if (at >= reach && !(enough > data[p - apart]!)) continue;
    if (at < length - reach && !(enough > data[p + apart]!)) continue;
    marks.push(turned ? column * height + row : p);
  }
  return Int32Array.from(marks);
}

/** The thickest that a line can be, in pixels. */
export function widest(ink: Plane): number {
  return Math.max(2, Math.round(Math.max(ink.width, ink.height) / 70));
}

/** The lean along which marks line up best: the one whose sums along lines vary most. */
function findLean(marks: Int32Array, width: number, height: number): number {
  const step = Math.max(1, Math.ceil(marks.length / SAMPLES));
  const columns = new Float64Array(marks.length);
  const rows = new Float64Array(marks.length);
  let count = 0;
  for (const p of marks) {
    const y = (p / width) | 0;
    const x = p - y * width;
    if (step > 1 && x % step !== step >> 1) continue;
    columns[count] = x - width / 2;
    rows[count++] = y + 0.5;
  }
  // first in steps of four pixels at the ends of the frame, then of one around the best
  const sums = new Int32Array(height);
  const coarse = 8 / width;
  let best = 0;
  let bestScore = -1;
  const look = (lean: number): void => {
    sums.fill(0);
    for (let k = 0; k < count; k++) {
      const y = Math.floor(rows[k]! - lean * columns[k]!);
      if (y >= 0 && y < height) sums[y]!++;
    }
    let score = 0;
    for (let y = 0; y < height; y++) score += sums[y]! * sums[y]!;
    if (score > bestScore) {
      bestScore = score;
      best = lean;
    }
  };
  const most = Math.ceil(STEEPEST / coarse);
  for (let i = -most; i <= most; i++) look(i * coarse);
  const middle = best;
  for (let i = -4; i <= 4; i++) look(middle + (i * coarse) / 4);
  return best;
}

/** Lines with enough support, the best supported first. */
function findLines(marks: Int32Array, width: number, height: number, lean: number): Line[] {
  const tolerance = 2 + Math.round(Math.max(width, height) / 150);
  const strips = markStrips(marks, width, height, lean);
  const totals = new Float64Array(height);
  for (let y = 0; y < height; y++) totals[y] = support(strips, width, height, y, lean, tolerance);
  const lines: Line[] = [];
  const apart = 2 * tolerance + 1;
  for (;;) {
    let top = -1;
    for (let y = 0; y < height; y++)
      if (totals[y]! >= SUPPORT && (top < 0 || totals[y]! > totals[top]!)) top = y;
    if (top < 0) return lines;
    // of a plateau of equal totals, which the tolerance makes, take the middle
    let end = top;
    while (end + 1 < height && totals[end + 1] === totals[top]) end++;
    const middle = (top + end) >> 1;
    lines.push({ rows: trace(strips, height, middle, tolerance), support: totals[top]! });
    totals.fill(0, Math.max(0, middle - apart), Math.min(height, middle + apart + 1));
  }
}

/** The share of marked columns in each strip and row, along the lean. */
function markStrips(marks: Int32Array, width: number, height: number, lean: number): Float64Array {
  const strips = new Float64Array(STRIPS * height);
  const starts = new Int32Array(width);
  const shares = new Float64Array(width);
  const shifts = new Int32Array(width);
  for (let s = 0; s < STRIPS; s++) {
    const from = Math.floor((s * width) / STRIPS);
    const to = Math.floor(((s + 1) * width) / STRIPS);
    starts.fill(s * height, from, to);
    shares.fill(1 / (to - from), from, to);
  }
  for (let x = 0; x < width; x++) shifts[x] = Math.round(lean * (x - width / 2));
  for (const p of marks) {
    const row = (p / width) | 0;
    const x = p - row * width;
    const y = row - shifts[x]!;
    if (y >= 0 && y < height) strips[starts[x]! + y]! += shares[x]!;
  }
  return strips;
}

/**
 * The mean share along the line at height `y`; 0 where the line is short or does not reach both ends of the frame, as
 * a stroke would not. The ends are looked at first: there most rows of most pictures are empty.
 */
function support(
  strips: Float64Array,
  width: number,
  height: number,
  y: number,
  lean: number,
  tolerance: number,
): number {
  const middle = (s: number): number => y + lean * (((s + 0.5) * width) / STRIPS - width / 2);
  const isOutside = (s: number): boolean => middle(s) < 0 || middle(s) > height - 1;
  let first = 0;
  while (first < STRIPS && isOutside(first)) first++;
  let last = STRIPS - 1;
  while (last >= first && isOutside(last)) last--;
  const count = last - first + 1;
  if (count < STRIPS / 2) return 0;
  const share = (s: number): number => bestNear(strips, s * height, height, y, tolerance).share;
  if (share(first) + share(first + 1) < 2 * AT_ENDS || share(last) + share(last - 1) < 2 * AT_ENDS) return 0;
  let sum = 0;
  for (let s = first; s <= last; s++) sum += share(s);
  return sum / count;
}

/** The best of the rows near `y`, the nearest of equals; a share counts over three rows, at most 1. */
function bestNear(
  strips: Float64Array,
  start: number,
  height: number,
  y: number,
  tolerance: number,
): { row: number; share: number } {
  let row = y;
  let share = -1;
  for (let d = 0; d <= 2 * tolerance; d++) {
    const v = y + (d & 1 ? (d + 1) >> 1 : -(d >> 1));
    if (v < 0 || v >= height) continue;
    const here = strips[start + v]!;
    const beside = (v > 0 ? strips[start + v - 1]! : 0) + (v + 1 < height ? strips[start + v + 1]! : 0);
    const sum = Math.min(1, here + 0.5 * beside);
    if (sum > share + 1e-9) {
      share = sum;
      row = v;
    }
  }
  return { row, share: Math.max(0, share) };
}

/** Heights of a line in each strip: where it is seen, and between those where it is hidden. */
function trace(strips: Float64Array, height: number, y: number, tolerance: number): Float64Array {
  const rows = new Float64Array(STRIPS);
  const seen = new Uint8Array(STRIPS);
  for (let s = 0; s < STRIPS; s++) {
    const { row, share } = bestNear(strips, s * height, height, y, tolerance);
    rows[s] = row;
    seen[s] = share >= 0.5 ? 1 : 0;
  }
  for (let s = 0; s < STRIPS; s++) {
    if (seen[s] === 1) continue;
    let before = s - 1;
    while (before >= 0 && seen[before] === 0) before--;
    let after = s + 1;
    while (after < STRIPS && seen[after] === 0) after++;
    if (before < 0 && after >= STRIPS) rows[s] = y;
    else if (before < 0) rows[s] = rows[after]!;
    else if (after >= STRIPS) rows[s] = rows[before]!;
    else rows[s] = rows[before]! + ((rows[after]! - rows[before]!) * (s - before)) / (after - before);
  }
  return rows;
}
