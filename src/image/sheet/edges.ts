import type { Plane } from '../image.ts';
import { type Candidate, CONTRAST, findLines } from './lines.ts';
import { depthAt, inwards, placeOf, type SheetEdge, type Strip, sides } from './squares.ts';

/** An edge is seen along this part of the picture's side at least. */
const SHORTEST = 0.4;

/** The part of an edge that must be seen where there are so many edges: four bear one another out. */
const UNBROKEN: readonly number[] = [1, 0.85, 0.8, 0.65, 0.65];

/** This share of what lies beyond an edge is like what lies right at it. */
const TABLE_FRACTION = 0.85;

/** A step that no shadow makes: the table is less than a third as bright as the sheet. */
const PLAIN = 0.52;

/** A mark is darker by this part than what is on both sides of it, so many squares away. */
const MARK = 0.15;
const REACHES: readonly number[] = [3, 8];

/** A table has at most this fraction of marks, or a larger one where no shadow makes such a step. */
const MARKS = 0.005;
const MARKS_IF_PLAIN = 0.1;

/**
 * This share of the sheet differs from the table by a quarter of the step at the edge at least. A dark table is like
 * paper in shadow; on a light one, a thick digit is like a sheet with holes.
 */
const SHEET_ON_DARK = 0.65;
const SHEET_ON_LIGHT = 0.85;

/** A sheet is at least this part of the picture; a thick digit with straight sides is less. */
const SMALLEST = 0.25;

/** The edges of a sheet that does not fill the picture, on a table that is all darker or all lighter than it. */
export function findEdges(squares: Plane): SheetEdge[] {
  const candidates = findLines(squares);
  for (;;) {
    const edges = sides.flatMap((side) => candidates.find((one) => one.edge.side === side) ?? []);
    const doubts = edges.map((one) => doubtOf(one, edges, squares));
    const worst = doubts.indexOf(Math.max(...doubts));
    if (worst < 0 || doubts[worst] === 0) return edges.map(({ edge }) => edge);
    candidates.splice(candidates.indexOf(edges[worst]), 1);
  }
}

/** What is seen along an edge. */
interface EdgeProfile {
  /** Places along the side where no other edge hides it, and those of them where there is a step. */
  readonly places: number;
  readonly steps: number;
  /** Means of the step, and of a brightness that is nearer to the table than to the sheet. */
  readonly contrast: number;
  readonly bound: number;
  /** Squares beyond the edge; those of them that are like table; those that are marks. */
  readonly beyond: number;
  readonly table: number;
  readonly marks: number;
}

/**
 * Whether an edge has few gaps where the other edges leave it in sight, nothing but table beyond it, and a sheet
 * within: 0, or how far it is from that.
 */
function doubtOf(one: Candidate, all: readonly Candidate[], squares: Plane): number {
  const profile = scanEdge(one, all, squares);
  if (profile.places < one.strip.length * SHORTEST) return 2;
  if (profile.steps < profile.places * UNBROKEN[all.length]) return 2 - profile.steps / profile.places;
  if (profile.table < profile.beyond * TABLE_FRACTION) return 1 - profile.table / profile.beyond;
  const leastSheet = one.sign > 0 ? SHEET_ON_DARK : SHEET_ON_LIGHT;
  if (sheetFraction(all, squares, one.sign, profile.bound) < leastSheet) return 0.2;
  const mostMarks = profile.contrast > PLAIN ? MARKS_IF_PLAIN : MARKS;
  return profile.marks <= profile.beyond * mostMarks ? 0 : 0.1;
}

function scanEdge(one: Candidate, all: readonly Candidate[], squares: Plane): EdgeProfile {
  const { edge, strip, sign, steps: heights, deepest } = one;
  let [places, steps, contrast, bound, beyond, table, marks] = [0, 0, 0, 0, 0, 0, 0];
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
    bound += 0.25 * inner + 0.75 * strip.at(r, Math.max(0, d - 2));
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

/** The share of what is within all edges that is brighter than `bound`, or darker where the table is lighter; 0 for little. */
function sheetFraction(all: readonly Candidate[], squares: Plane, sign: number, bound: number): number {
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

/** Whether a place beyond an edge is darker than what is on both sides of it, as ink is: then it is paper in a shadow. */
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

/** Whether all edges but `one` have a place on their inner side. */
function isInside(
  [x, y]: readonly [number, number],
  one: Candidate,
  all: readonly Candidate[],
  squares: Plane,
): boolean {
  return all.every((other) => other === one || inwards(other.edge, x, y, squares) > 0);
}
