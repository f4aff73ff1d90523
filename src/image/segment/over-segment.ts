/**
 * Over-segmentation: cuts the marks of a line wherever two digits may touch. The predictions for each piece decide
 * which cuts to keep and which marks to join (`decode-line.ts`), as is usual for strings of handwritten digits (R. G.
 * Casey and E. Lecolinet, "A survey of methods and strategies in character segmentation", 1996).
 */

import { boundingBox } from '../digit/isolate-digit.ts';
import { strokeWidth } from '../digit/stroke.ts';
import { type Box, cropPlane, type Plane } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { type Atom, cutAlong } from './cut-along.ts';
import { findNotches } from './notches.ts';
import { cheapestSeam, type MarkMask, maskOf, meanRun, type Seam } from './split-seam.ts';
import type { Mark, TextLine } from './text-lines.ts';

const cropMemory = new ScratchMemory();
const ownMemory = new ScratchMemory();

export type { Atom } from './cut-along.ts';

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
const JOIN_COST = 0.12;
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
  const own = ownMemory.bytes(boxes.length + 1).fill(0); // by label
  for (const label of mark.labels) own[label] = 1;
  const seams = findSeams(maskOf(ink, box, labels, own, low), height);
  return seams.length === 0 ? [whole] : cutAlong(seams, box, own, ink.width, labels, boxes);
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
