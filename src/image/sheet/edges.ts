import type { Plane } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import { boundAt, type Candidate, CONTRAST, findLines, leastSheet, SMALLEST } from './lines.ts';
import { depthAt, inwards, placeOf, type SheetEdge, type Strip, sides } from './squares.ts';

/** An edge must be visible along at least this fraction of the image's side. */
const SHORTEST = 0.4;

/** The fraction of an edge that must be visible, by the number of edges: several edges support one another. */
const UNBROKEN: readonly number[] = [1, 0.85, 0.8, 0.65, 0.65];

/** This fraction of the area beyond an edge must be similar to the area next to the edge. */
const TABLE_FRACTION = 0.85;

/** A step too large for a shadow: the table is less than a third as bright as the sheet. */
const PLAIN = 0.52;

/** A mark is darker by this fraction than both sides of it, at this distance in squares. */
const MARK = 0.15;
const REACHES: readonly number[] = [3, 8];

/**
 * Maximum fraction of marks on a table; the maximum if the step is too large for a shadow; and if, in addition, there is
 * table on at least three sides, which may then have any grain.
 */
const MARKS = 0.005;
const MARKS_IF_PLAIN = 0.1;
const MARKS_IF_AROUND = 0.5;
const AROUND = 3;

/** A line along an edge is darker than the sheet by this fraction, this many squares further in, along most of it. */
const OUTLINE = 0.02;
const BESIDE = 3;
const MOST_OUTLINED = 0.6;

const edgeMemory = new ScratchMemory();
const profileMemory = new ScratchMemory();
const depthMemory = new ScratchMemory();

/**
 * The edges of a sheet that does not fill the image, on a table that is entirely darker or entirely lighter.
 *
 * @param boxes whether a line along an edge tells a tinted box on white paper from a sheet on a lighter table
 */
export function findEdges(squares: Plane, boxes = false): SheetEdge[] {
  const candidates = findLines(squares);
  for (;;) {
    const edges = sides.flatMap((side) => candidates.find((one) => one.edge.side === side) ?? []);
    const doubts = edges.map((one) => doubtOf(one, edges, squares, boxes));
    const worst = doubts.indexOf(Math.max(...doubts));
    if (worst < 0 || doubts[worst] === 0) return edges.map(({ edge }) => edge);
    candidates.splice(candidates.indexOf(edges[worst]), 1);
  }
}

/** The profile along an edge. */
interface EdgeProfile {
  /** Positions along the side where no other edge hides it, and those of them with a step. */
  readonly places: number;
  readonly steps: number;
  /** Mean step, and mean of a brightness closer to the table than to the sheet. */
  readonly contrast: number;
  readonly bound: number;
  /** Squares beyond the edge; those similar to the table; those that are marks. */
  readonly beyond: number;
  readonly table: number;
  readonly marks: number;
}

/**
 * Checks that an edge has few gaps where it is not hidden by other edges, that beyond it is only table, and within it
 * a sheet: 0 if so, otherwise a measure of the violation.
 */
function doubtOf(one: Candidate, all: readonly Candidate[], squares: Plane, boxes: boolean): number {
  const profile = scanEdge(one, all, squares);
  if (profile.places < one.strip.length * SHORTEST) return 2;
  if (profile.steps < profile.places * UNBROKEN[all.length]) return 2 - profile.steps / profile.places;
  if (profile.table < profile.beyond * TABLE_FRACTION) return 1 - profile.table / profile.beyond;
  if (sheetFraction(all, squares, one.sign, profile.bound) < leastSheet(one.sign)) return 0.2;
  if (boxes && one.sign < 0 && isOutlined(one)) return 0.15;
  const ifPlain = all.length >= AROUND ? MARKS_IF_AROUND : MARKS_IF_PLAIN;
  const mostMarks = profile.contrast > PLAIN ? ifPlain : MARKS;
  return profile.marks <= profile.beyond * mostMarks ? 0 : 0.1;
}

function scanEdge(one: Candidate, all: readonly Candidate[], squares: Plane): EdgeProfile {
  const { edge, strip, sign, steps: heights, deepest } = one;
  const drawn = edgesOf(all);
  const profile = profileMemory.doubles(7);
  const kernels = pixelKernels(squares.data, drawn, heights, profile);
  let [places, steps, contrast, bound, beyond, table, marks] = [0, 0, 0, 0, 0, 0, 0];
  if (kernels !== undefined) {
    const { width, height, data } = squares;
    const place = [data.byteOffset, width, height, drawn.byteOffset, all.length, all.indexOf(one)] as const;
    kernels.scanEdge(...place, heights.byteOffset, deepest, sign, profile.byteOffset);
    [places, steps, contrast, bound, beyond, table, marks] = profile;
    const count = Math.max(1, steps);
    return { places, steps, contrast: contrast / count, bound: bound / count, beyond, table, marks };
  }
  for (let r = 0; r < strip.length; r++) {
    const d = Math.floor(depthAt(edge, r, strip.length) + 0.5);
    if (d < 1 || d > deepest || !isInside(placeOf(edge.side, r, d, squares), one, all, squares)) continue;
    places++;
    let step = 0;
    for (let near = Math.max(1, d - 1); near <= Math.min(deepest, d + 1); near++) {
      step = Math.max(step, heights[r * (deepest + 1) + near]);
    }
    if (step === 0) continue;
    steps++;
    contrast += step;
    const inner = strip.at(r, d + 2);
    bound += boundAt(strip.at(r, Math.max(0, d - 2)), inner);
    for (let out = 0; out < d - 1; out++) {
      const value = strip.at(r, out);
      beyond++;
      if (sign * (inner - value) > (CONTRAST / 2) * (inner + value)) table++;
      if (isMark(strip, r, out, d - 2)) marks++;
    }
  }
  const count = Math.max(1, steps);
  return { places, steps, contrast: contrast / count, bound: bound / count, beyond, table, marks };
}

/** The edges as the kernels read them: the place of the side in `sides`, and the depths at both ends. */
function edgesOf(all: readonly Candidate[]): Float64Array {
  const drawn = edgeMemory.doubles(3 * all.length);
  for (const [n, { edge }] of all.entries()) drawn.set([sides.indexOf(edge.side), edge.from, edge.to], 3 * n);
  return drawn;
}

/**
 * The fraction of the area within all edges that is brighter than `bound`, or darker for a lighter table; 0 for a
 * small area.
 */
function sheetFraction(all: readonly Candidate[], squares: Plane, sign: number, bound: number): number {
  const drawn = edgesOf(all);
  const counts = profileMemory.doubles(2);
  const depths = depthMemory.doubles(2 * squares.width);
  const kernels = pixelKernels(squares.data, drawn, depths, counts);
  if (kernels !== undefined) {
    const { width, height, data } = squares;
    const place = [data.byteOffset, width, height, drawn.byteOffset, all.length] as const;
    kernels.countSheet(...place, sign, bound, depths.byteOffset, counts.byteOffset);
    return counts[0] < SMALLEST * data.length ? 0 : counts[1] / counts[0];
  }
  let inside = 0;
  let sheet = 0;
  for (let y = 0, s = 0; y < squares.height; y++) {
    for (let x = 0; x < squares.width; x++, s++) {
      if (all.some(({ edge }) => inwards(edge, x, y, squares) < 1)) continue;
      inside++;
      if (sign * (squares.data[s] - bound) > 0) sheet++;
    }
  }
  return inside < SMALLEST * squares.data.length ? 0 : sheet / inside;
}

/** Whether a darker line runs along the edge: the side of a tinted box on white paper. */
function isOutlined({ edge, strip, steps, deepest }: Candidate): boolean {
  let [places, dark] = [0, 0];
  for (let r = 0; r < strip.length; r++) {
    const d = Math.floor(depthAt(edge, r, strip.length) + 0.5);
    if (d < 1 || d > deepest || steps[r * (deepest + 1) + d] === 0) continue;
    places++;
    const line = Math.min(strip.at(r, d), strip.at(r, d + 1));
    if (line < (1 - OUTLINE) * strip.at(r, Math.min(strip.depth - 1, d + BESIDE))) dark++;
  }
  return dark >= MOST_OUTLINED * places;
}

/** Whether a position beyond an edge is darker than both sides of it, like ink: the area is then paper in shadow. */
function isMark(strip: Strip, along: number, depth: number, last: number): boolean {
  const limit = strip.at(along, depth) / (1 - MARK);
  return REACHES.some((reach) => {
    const before = strip.at(Math.max(0, along - reach), depth);
    const after = strip.at(Math.min(strip.length - 1, along + reach), depth);
    if (before > limit && after > limit) return true;
    return (
      strip.at(along, Math.max(0, depth - reach)) > limit &&
      strip.at(along, Math.min(last, depth + reach)) > limit
    );
  });
}

/** Whether a position is on the inner side of all edges except `one`. */
function isInside(
  [x, y]: readonly [number, number],
  one: Candidate,
  all: readonly Candidate[],
  squares: Plane,
): boolean {
  return all.every((other) => other === one || inwards(other.edge, x, y, squares) > 0);
}
