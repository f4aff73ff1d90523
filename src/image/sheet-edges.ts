import { createPlane, type Picture, type Plane } from './picture.ts';

/** An edge of the sheet: a straight line from one side of the picture to the opposite one. */
export interface SheetEdge {
  /** The side of the picture that the edge is along. */
  readonly side: Side;
  /** How far the edge is from that side at its start (top or left) and at its end, in squares; below 0 is outside. */
  readonly from: number;
  readonly to: number;
}

export const sides = ['left', 'right', 'top', 'bottom'] as const;
export type Side = (typeof sides)[number];

/** Squares along the longer side on which edges are looked for. */
const SQUARES = 64;

/** An edge is at most this far into the picture, and leans by at most so much, as parts of its sides. */
const DEEPEST = 0.45;
const STEEPEST = 0.3;

/** Least difference across an edge, as a part of the sum of both sides' brightness. */
const CONTRAST = 0.12;

/** More difference counts no more: a short but deep shadow is no better edge than a long one. */
const ENOUGH = 0.25;
const LITTLE = 0.05; // but for choosing among neighbours

/** An edge is seen along this part of the picture's side at least. */
const SHORTEST = 0.4;

/** The part of an edge that must be seen where there are so many edges: four bear one another out. */
const UNBROKEN: readonly number[] = [1, 0.85, 0.8, 0.65, 0.65];

/** This share of what lies beyond an edge is like what lies right at it. */
const TABLE_SHARE = 0.85;

/** An edge is sharp where this part of the difference across so many squares to either side is within one. */
const SHARP = 0.6;
const WIDE = 4;

/** A step that no shadow makes: the table is less than a third as bright as the sheet. */
const PLAIN = 0.52;

/** A mark is darker by this part than what is on both sides of it, so many squares away. */
const MARK = 0.15;
const REACHES: readonly number[] = [3, 8];

/** A table has at most this share of marks, or a larger one where no shadow makes such a step. */
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

/** The mean brightness of squares of the picture, and how many pixels wide those are. */
export interface Squares extends Plane {
  readonly size: number;
}

/** @param picture 1 or 3 channels */
export function squaresOf(picture: Picture): Squares {
  const { width, height, channels, data } = picture;
  const size = Math.ceil(Math.max(width, height) / SQUARES);
  const plane = createPlane(Math.floor(width / size), Math.floor(height / size));
  for (let row = 0, s = 0; row < plane.height; row++) {
    for (let column = 0; column < plane.width; column++, s++) {
      let sum = 0;
      for (let y = row * size; y < (row + 1) * size; y++) {
        const start = (y * width + column * size) * channels;
        for (let at = start; at < start + size * channels; at++) sum += data[at]!;
      }
      plane.data[s] = sum / (size * size * channels);
    }
  }
  return { ...plane, size };
}

/** How far each place is from one side of the picture, and which value is there. */
class Strip {
  /** Squares along the side, and from it to the opposite one. */
  readonly length: number;
  readonly depth: number;
  readonly #data: Float32Array;
  readonly #start: number;
  readonly #along: number;
  readonly #inward: number;

  constructor({ width, height, data }: Plane, side: Side) {
    const upright = side === 'left' || side === 'right';
    this.length = upright ? height : width;
    this.depth = upright ? width : height;
    this.#data = data;
    this.#along = upright ? width : 1;
    const step = upright ? 1 : width;
    const far = side === 'right' || side === 'bottom';
    this.#inward = far ? -step : step;
    this.#start = far ? step * (this.depth - 1) : 0;
  }

  at(along: number, depth: number): number {
    return this.#data[this.#start + along * this.#along + depth * this.#inward]!;
  }
}

/** How deep an edge is at a place of its side. */
export function depthAt({ from, to }: SheetEdge, along: number, length: number): number {
  return from + ((to - from) * along) / Math.max(1, length - 1);
}

/** The edges of a sheet that does not fill the picture, on a table that is all darker or all lighter than it. */
export function findEdges(squares: Plane): SheetEdge[] {
  const candidates = sides
    .map((side) => [side, new Strip(squares, side)] as const)
    .flatMap(([side, strip]) => [1, -1].flatMap((sign) => strongestEdge(strip, side, sign) ?? []))
    .sort((a, b) => b.score - a.score);
  for (;;) {
    const edges = sides.flatMap((side) => candidates.find((one) => one.edge.side === side) ?? []);
    const doubts = edges.map((one) => doubtOf(one, edges, squares));
    const worst = doubts.indexOf(Math.max(...doubts));
    if (worst < 0 || doubts[worst] === 0) return edges.map(({ edge }) => edge);
    candidates.splice(candidates.indexOf(edges[worst]!), 1);
  }
}

/** The deepest place of an edge that is looked for; what is farther in is paper. */
const deepestOf = ({ depth }: Strip): number =>
  Math.max(0, Math.min(Math.floor(depth * DEEPEST), depth - 1 - WIDE));

interface Candidate {
  readonly edge: SheetEdge;
  readonly strip: Strip;
  /** 1 where the table is darker than the sheet, -1 where it is lighter. */
  readonly sign: number;
  readonly score: number;
  /** Differences across all places where an edge may be, 0 where there is none: by place along the side and depth. */
  readonly steps: Float32Array;
}

function strongestEdge(strip: Strip, side: Side, sign: number): Candidate | undefined {
  const { length } = strip;
  const deepest = deepestOf(strip);
  const steps = new Float32Array(length * (deepest + 1));
  let places = 0; // along the side, with an edge at any depth
  for (let r = 0; r < length; r++) {
    let found = false;
    for (let d = 1; d <= deepest; d++) {
      const outer = (strip.at(r, d - 1) + strip.at(r, Math.max(0, d - 2))) / 2;
      const inner = (strip.at(r, d + 1) + strip.at(r, d + 2)) / 2;
      const step = (sign * (inner - outer)) / (inner + outer + 1);
      if (step < CONTRAST) continue;
      const frame = strip.at(r, 0); // table as well
      if (sign * (inner - frame) < (CONTRAST / 2) * (inner + frame)) continue;
      const wide = sign * (strip.at(r, d + WIDE) - strip.at(r, Math.max(0, d - WIDE)));
      const close = sign * (strip.at(r, d + 1) - strip.at(r, d - 1));
      if (!(close > SHARP * wide)) continue;
      steps[r * (deepest + 1) + d] = step;
      found = true;
    }
    if (found) places++;
  }
  if (places < length * SHORTEST * Math.min(...UNBROKEN)) return undefined; // most pictures have no edge at all
  const lean = Math.floor(length * STEEPEST);
  let best = { from: 0, to: 0, score: 0 };
  for (let from = -lean; from <= deepest; from++) {
    for (let to = Math.max(from - lean, 1 - from); to <= Math.min(deepest, from + lean); to++) {
      let score = 0;
      const rise = (to - from) / Math.max(1, length - 1);
      for (let r = 0, at = from + 0.5; r < length; r++, at += rise) {
        if (at < 1) continue;
        const step = steps[r * (deepest + 1) + Math.floor(at)]!;
        score += Math.min(ENOUGH, step) + LITTLE * step;
      }
      if (score > best.score) best = { from, to, score };
    }
  }
  if (best.score === 0) return undefined;
  const { from, to, score } = best;
  return { edge: { side, from, to }, strip, sign, score, steps };
}

/**
 * Whether an edge has few gaps where the other edges leave it in sight, nothing but table beyond it, and a sheet
 * within: 0, or how far it is from that.
 */
function doubtOf(one: Candidate, all: readonly Candidate[], squares: Plane): number {
  const { edge, strip, sign, steps } = one;
  const { length } = strip;
  const deepest = deepestOf(strip);
  let seen = 0;
  let there = 0;
  let beyond = 0;
  let table = 0;
  let marks = 0;
  let contrast = 0;
  let bound = 0;
  for (let r = 0; r < length; r++) {
    const d = Math.floor(depthAt(edge, r, length) + 0.5);
    if (d < 1 || d > deepest || !isInside(placeOf(edge.side, r, d, squares), one, all, squares)) continue;
    seen++;
    let step = 0;
    for (let near = Math.max(1, d - 1); near <= Math.min(deepest, d + 1); near++) {
      step = Math.max(step, steps[r * (deepest + 1) + near]!);
    }
    if (step === 0) continue;
    there++;
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
  if (seen < length * SHORTEST) return 2;
  if (there < seen * UNBROKEN[all.length]!) return 2 - there / seen;
  if (table < beyond * TABLE_SHARE) return 1 - table / beyond;
  if (sheetShare(all, squares, sign, bound / there) < (sign > 0 ? SHEET_ON_DARK : SHEET_ON_LIGHT)) return 0.2;
  return marks <= beyond * (contrast > PLAIN * there ? MARKS_IF_PLAIN : MARKS) ? 0 : 0.1;
}

/** The share of what is within all edges that is brighter than `bound`, or darker where the table is lighter; 0 for little. */
function sheetShare(all: readonly Candidate[], squares: Plane, sign: number, bound: number): number {
  let inside = 0;
  let sheet = 0;
  for (let y = 0, s = 0; y < squares.height; y++) {
    for (let x = 0; x < squares.width; x++, s++) {
      if (all.some(({ edge }) => inwards(edge, x, y, squares) < 1)) continue;
      inside++;
      if (sign * (squares.data[s]! - bound) > 0) sheet++;
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

function placeOf(
  side: Side,
  along: number,
  depth: number,
  { width, height }: Plane,
): readonly [number, number] {
  if (side === 'left') return [depth, along];
  if (side === 'right') return [width - 1 - depth, along];
  return side === 'top' ? [along, depth] : [along, height - 1 - depth];
}

/** How far a place, in squares, is inside of an edge. */
export function inwards(edge: SheetEdge, x: number, y: number, { width, height }: Plane): number {
  if (edge.side === 'left') return x - depthAt(edge, y, height);
  if (edge.side === 'right') return width - 1 - x - depthAt(edge, y, height);
  return edge.side === 'top' ? y - depthAt(edge, x, width) : height - 1 - y - depthAt(edge, x, width);
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
