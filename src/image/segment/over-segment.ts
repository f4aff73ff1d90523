/**
 * Over-segmentation: cuts the marks of a line wherever two digits may touch. The predictions for each piece decide
 * which cuts to keep and which marks to join (`decode-line.ts`), as is usual for strings of handwritten digits (R. G.
 * Casey and E. Lecolinet, "A survey of methods and strategies in character segmentation", 1996).
 */

import { boundingBox } from '../digit/isolate-digit.ts';
import { strokeWidth } from '../digit/stroke.ts';
import { type Box, cropPlane, type Plane } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { Extent } from './extent.ts';
import { cheapestSeam, type MarkMask, maskOf, meanRun, type Seam } from './split-seam.ts';
import type { Mark, TextLine } from './text-lines.ts';

const cropMemory = new ScratchMemory();

/** A mark, or the part of one between two cuts. */
export interface Atom {
  readonly box: Box;
  readonly labels: readonly number[];
  /** The cost of the cut on its left, in stroke widths; null if a mark begins there. */
  readonly cut: number | null;
}

/** Consecutive atoms, from `first` to before `end`, that may be one digit. */
export interface Piece {
  readonly first: number;
  readonly end: number;
  /** The penalty for its shape, 0 or more. */
  readonly penalty: number;
}

/** Marks of at least this width may be several touching digits. In heights of the line. */
const WIDE = 0.75;

/** In stroke widths: lower marks cannot be touching digits, which have strokes above one another with paper between. */
const BAR = 2.5;

/** Cuts are searched for at this spacing, and at least this far from the ends of the mark, in heights. */
const STEP = 0.2;
const EDGE = 0.18;

/** Maximum ink crossed by a cut, in stroke widths. */
const MOST_CUT = 4;

/** The same as a fraction of the mark's height: digits touch in a few places, a blob is solid. */
const MOST_HEIGHT = 0.6;

const MOST_CUTS = 12;

/** At a notch a mark is at most this high, and lowest within this distance, in heights of the line. */
const NOTCH_HEIGHT = 0.6;
const NOTCH_REACH = 0.12;

/** Maximum width of a piece that consists of several atoms, in heights of the line. */
const WIDEST = 1.35;

/** Maximum number of atoms per digit. */
const MOST_ATOMS = 8;

/** Maximum gap within a digit, in heights. */
const WIDEST_GAP = 0.35;

/** The cost of a cut, per cut and per stroke width crossed. */
const CUT_COST = 0.45;
const STROKE_COST = 0.08;

/** The cost of joining two marks, and of a gap of one height between them. */
const JOIN_COST = 0.25;
const GAP_COST = 1.5;

/** The cost per height of width beyond that of a wide digit, in heights. */
const WIDE_COST = 1.5;
const USUAL_WIDTH = 1.1;

/** The cost per height that is missing from a low digit, in heights of the line: it may be part of one. */
const LOW_COST = 1;
const USUAL_HEIGHT = 0.85;

/** The cost of two digits in one cell, and the maximum width of a cell for one digit, in heights of the line. */
const CELL_COST = 3;
const CELL_WIDTH = 2;

/**
 * @param labels of the components, by pixel: those of marks that are cut are changed in place
 * @param boxes of all labels: those of new labels are appended
 */
export function overSegment(
  line: TextLine,
  ink: Plane,
  labels: Int32Array,
  boxes: Box[],
  low: number,
): Atom[] {
  return line.marks.flatMap((mark) => cutMark(mark, line.height, ink, labels, boxes, low));
}

/**
 * All sequences of atoms that may be one digit.
 *
 * @param cells of boxes or combs, each of which is expected to hold one digit
 */
export function piecesOf(atoms: readonly Atom[], height: number, cells: readonly Box[] = []): Piece[] {
  const pieces: Piece[] = [];
  const cellOf = atoms.map(({ box }) => cells.findIndex((cell) => isInCell(box, cell, height)));
  const splitCost = (n: number): number =>
    n > 0 && n < atoms.length && cellOf[n] >= 0 && cellOf[n] === cellOf[n - 1] ? CELL_COST / 2 : 0;
  for (let first = 0; first < atoms.length; first++) {
    let penalty = 0;
    for (let end = first + 1; end <= Math.min(atoms.length, first + MOST_ATOMS); end++) {
      const last = atoms[end - 1];
      if (end > first + 1 && last.cut === null) {
        const before = boundingBox(atoms.slice(first, end - 1).map(({ box }) => box));
        const gap = (last.box.x - (before.x + before.width)) / height;
        if (gap > WIDEST_GAP) break;
        penalty += GAP_COST * Math.max(0, gap) + JOIN_COST;
      }
      const box = boundingBox(atoms.slice(first, end).map((atom) => atom.box));
      const isMark = end === first + 1 || atoms.slice(first + 1, end).every(({ cut }) => cut !== null);
      const isWholeMark = isMark && atoms[first].cut === null && (atoms[end]?.cut ?? null) === null;
      if (box.width > WIDEST * Math.max(height, box.height) && !isWholeMark) break;
      const wide = WIDE_COST * Math.max(0, box.width / Math.max(height, box.height) - USUAL_WIDTH);
      const low = LOW_COST * Math.max(0, USUAL_HEIGHT - box.height / height);
      pieces.push({
        first,
        end,
        penalty:
          penalty +
          wide +
          low +
          endCost(atoms[first].cut) +
          endCost(atoms[end]?.cut ?? null) +
          splitCost(first) +
          splitCost(end),
      });
    }
  }
  return pieces;
}

/**
 * Whether the middle of an atom is in the columns of a cell that is narrow enough for one digit, and beside it: digits stand
 * above the teeth of a comb.
 */
function isInCell(box: Box, cell: Box, height: number): boolean {
  if (cell.width > CELL_WIDTH * height) return false;
  const x = box.x + box.width / 2;
  const apart = Math.max(cell.y - (box.y + box.height), box.y - (cell.y + cell.height));
  return x > cell.x && x < cell.x + cell.width && apart < height / 2;
}

/** Half the cost of a cut, which its two pieces share. */
function endCost(cut: number | null): number {
  return cut === null ? 0 : (CUT_COST + STROKE_COST * cut) / 2;
}

function cutMark(
  mark: Mark,
  height: number,
  ink: Plane,
  labels: Int32Array,
  boxes: Box[],
  low: number,
): Atom[] {
  const { box } = mark;
  const whole: Atom = { box, labels: mark.labels, cut: null };
  if (box.width < WIDE * Math.min(height, box.height)) return [whole];
  if (box.height < BAR * strokeWidth(cropPlane(ink, box, cropMemory.plane(box.width, box.height))))
    return [whole];
  const own = new Uint8Array(boxes.length + 1);
  for (const label of mark.labels) own[label] = 1;
  const seams = findSeams(maskOf(ink, box, labels, own, low), height);
  return seams.length === 0 ? [whole] : cutAlong(seams, box, own, ink.width, labels, boxes);
}

/** Gives the parts of a mark between cuts labels of their own. */
function cutAlong(
  seams: readonly Seam[],
  box: Box,
  own: Uint8Array,
  width: number,
  labels: Int32Array,
  boxes: Box[],
): Atom[] {
  const parts = Array.from({ length: seams.length + 1 }, () => new Extent());
  forEachRun(seams, box, (k, row, left, right) => {
    const start = (box.y + row) * width + box.x;
    let [first, final] = [left, right - 1];
    while (first <= final && own[labels[start + first]] === 0) first++;
    if (first > final) return;
    while (own[labels[start + final]] === 0) final--;
    parts[k].add(row, first, final);
  });
  const atoms: Atom[] = [];
  const labelOf = parts.map((part, k): number => {
    const inner = part.box();
    if (inner === undefined) return 0;
    const atomBox = { ...inner, x: box.x + inner.x, y: box.y + inner.y };
    const label = boxes.push(atomBox);
    atoms.push({ box: atomBox, labels: [label], cut: atoms.length === 0 ? null : seams[k - 1].cost });
    return label;
  });
  forEachRun(seams, box, (k, row, left, right) => {
    const start = (box.y + row) * width + box.x;
    const label = labelOf[k];
    for (let p = start + left; p < start + right; p++) if (own[labels[p]] !== 0) labels[p] = label;
  });
  return atoms;
}

/** The columns of each part between cuts, from `left` to before `right`, row by row. */
function forEachRun(
  seams: readonly Seam[],
  { width, height }: Box,
  see: (part: number, row: number, left: number, right: number) => void,
): void {
  for (let row = 0; row < height; row++) {
    let left = 0;
    for (let k = 0; k <= seams.length && left < width; k++) {
      const right = k < seams.length ? Math.min(width, seams[k].columns[row] + 1) : width;
      if (right <= left) continue; // cuts may cross
      see(k, row, left, right);
      left = right;
    }
  }
}

/** The cheapest cut near each of several columns, from left to right; costs in stroke widths. */
function findSeams(mask: MarkMask, height: number): Seam[] {
  const stroke = Math.max(1, meanRun(mask));
  const edge = Math.max(2, Math.round(EDGE * height));
  const step = Math.max(2, Math.round(STEP * height), Math.ceil((mask.width - 2 * edge) / MOST_CUTS));
  const notches = findNotches(mask, height);
  const seams: Seam[] = [];
  for (let left = edge; left < mask.width - edge; left += step) {
    const count = Math.min(step, mask.width - edge - left);
    const notch = notches.find((x) => x >= left && x < left + count);
    const seam = notch === undefined ? cheapestSeam(mask, left, count) : cheapestSeam(mask, notch - 1, 3);
    const cost = seam.cost / stroke;
    // where rounds touch along their sides, a cut between them crosses all of that ink
    if ((notch === undefined && cost > MOST_CUT) || seam.cost > MOST_HEIGHT * mask.height) continue;
    const before = seams.at(-1);
    const middle = seam.columns[mask.height >> 1];
    if (before !== undefined && middle - before.columns[mask.height >> 1] < edge / 2) {
      // two windows have found (almost) the same cut
      if (cost < before.cost) seams[seams.length - 1] = { ...seam, cost };
      continue;
    }
    seams.push({ ...seam, cost });
  }
  return seams;
}

/**
 * Columns where the vertical extent of a mark is smaller than anywhere near: two round digits touch there, and a
 * nearby cut through less ink would remove a piece of one of them.
 */
function findNotches({ width, height: rows, data }: MarkMask, height: number): number[] {
  const tops = new Int32Array(width).fill(rows);
  const bottoms = new Int32Array(width).fill(-1);
  for (let row = 0, q = 0; row < rows; row++) {
    for (let column = 0; column < width; column++, q++) {
      if (data[q] === 0) continue;
      if (tops[column] === rows) tops[column] = row;
      bottoms[column] = row;
    }
  }
  const extents = tops.map((top, column) => Math.max(0, bottoms[column] - top + 1));
  const reach = Math.max(2, Math.round(NOTCH_REACH * height));
  const notches: number[] = [];
  for (let x = reach; x < width - reach; x++) {
    if (extents[x] > NOTCH_HEIGHT * height) continue;
    const near = extents.subarray(x - reach, x + reach + 1);
    if (near.some((extent, k) => extent < extents[x] || (extent === extents[x] && k < reach))) continue;
    let end = x; // the middle of a plateau
    while (end + 1 < width - reach && extents[end + 1] === extents[x]) end++;
    if (extents[x] < extents[x - reach] && extents[x] < extents[x + reach]) notches.push((x + end) >> 1);
  }
  return notches;
}
