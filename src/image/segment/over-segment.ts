/**
 * Cuts the marks of a line wherever two digits may touch. Which cuts to keep, and which marks to join, is decided by
 * what a net reads in each piece (`decode-line.ts`): the usual over-segmentation for strings of handwritten digits
 * (R. G. Casey and E. Lecolinet, "A survey of methods and strategies in character segmentation", 1996).
 */

import { boundingBox, inkBox } from '../digit/isolate-digit.ts';
import { strokeWidth } from '../digit/stroke.ts';
import { type Box, cropPlane, type Plane } from '../image.ts';
import { cheapestSeam, meanRun, type Seam } from './split-seam.ts';
import type { Mark, TextLine } from './text-lines.ts';

/** A mark, or what is between two cuts of one. */
export interface Atom {
  readonly box: Box;
  readonly labels: readonly number[];
  /** What the cut on its left costs, in widths of the stroke; null where its mark begins. */
  readonly cut: number | null;
}

/** Consecutive atoms, from `first` up to and without `end`, that may be one digit. */
export interface Piece {
  readonly first: number;
  readonly end: number;
  /** What speaks against it by its shape alone, 0 or more. */
  readonly penalty: number;
}

/** Marks from this width on may be several digits that touch. In heights of the line. */
const WIDE = 0.75;

/** In widths of its stroke, a mark that is lower is no digits that touch, which have strokes above one another and paper between. */
const BAR = 2.5;

/** Places where cuts are looked for are this far apart, and this far from the ends of the mark, in heights. */
const STEP = 0.2;
const EDGE = 0.18;

/** A cut goes through no more ink than this, in widths of the stroke. */
const MOST_CUT = 4;

const MOST_CUTS = 12;

/** At a notch a mark is at most this high, and the lowest within this distance, in heights of the line. */
const NOTCH_HEIGHT = 0.6;
const NOTCH_REACH = 0.12;

/** A piece is at most this wide, in heights of the line, where it was put together. */
const WIDEST = 1.35;

/** At most so many atoms make up one digit. */
const MOST_ATOMS = 8;

/** A gap wider than this, in heights, is none within a digit. */
const WIDEST_GAP = 0.35;

/** Costs of a cut, by itself and for each stroke it goes through, and of a gap of one height. */
const CUT_COST = 0.25;
const STROKE_COST = 0.08;
const GAP_COST = 1.5;

/** What each height of width costs beyond the width of a wide digit, in heights. */
const WIDE_COST = 1.5;
const USUAL_WIDTH = 1.1;

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

/** All runs of atoms that may be one digit. */
export function piecesOf(atoms: readonly Atom[], height: number): Piece[] {
  const pieces: Piece[] = [];
  for (let first = 0; first < atoms.length; first++) {
    let penalty = 0;
    for (let end = first + 1; end <= Math.min(atoms.length, first + MOST_ATOMS); end++) {
      const last = atoms[end - 1];
      if (end > first + 1 && last.cut === null) {
        const before = boundingBox(atoms.slice(first, end - 1).map(({ box }) => box));
        const gap = (last.box.x - (before.x + before.width)) / height;
        if (gap > WIDEST_GAP) break;
        penalty += GAP_COST * Math.max(0, gap) + CUT_COST;
      }
      const box = boundingBox(atoms.slice(first, end).map((atom) => atom.box));
      const isMark = end === first + 1 || atoms.slice(first + 1, end).every(({ cut }) => cut !== null);
      const isWholeMark = isMark && atoms[first].cut === null && (atoms[end]?.cut ?? null) === null;
      if (box.width > WIDEST * Math.max(height, box.height) && !isWholeMark) break;
      const wide = WIDE_COST * Math.max(0, box.width / Math.max(height, box.height) - USUAL_WIDTH);
      pieces.push({
        first,
        end,
        penalty: penalty + wide + endCost(atoms[first].cut) + endCost(atoms[end]?.cut ?? null),
      });
    }
  }
  return pieces;
}

/** Half of what a cut costs, as two pieces have it. */
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
  if (box.height < BAR * strokeWidth(cropPlane(ink, box))) return [whole];
  const own = new Uint8Array(boxes.length + 1);
  for (const label of mark.labels) own[label] = 1;
  const isInk = (p: number): boolean => own[labels[p]] === 1 && ink.data[p] > low;
  const seams = findSeams(ink, box, height, isInk);
  if (seams.length === 0) return [whole];

  const masks = Array.from({ length: seams.length + 1 }, () => new Float32Array(box.width * box.height));
  for (let row = 0, q = 0; row < box.height; row++) {
    for (let column = 0; column < box.width; column++, q++) {
      const p = (box.y + row) * ink.width + box.x + column;
      if (own[labels[p]] === 0) continue;
      let k = 0;
      while (k < seams.length && box.x + column > seams[k].columns[row]) k++;
      masks[k][q] = 1;
    }
  }
  const atoms: Atom[] = [];
  masks.forEach((data, k) => {
    const inner = inkBox({ width: box.width, height: box.height, data });
    if (inner === undefined) return;
    const atomBox = { ...inner, x: box.x + inner.x, y: box.y + inner.y };
    const label = boxes.push(atomBox);
    for (let row = 0, q = 0; row < box.height; row++) {
      const p = (box.y + row) * ink.width + box.x;
      for (let column = 0; column < box.width; column++, q++) if (data[q] === 1) labels[p + column] = label;
    }
    atoms.push({ box: atomBox, labels: [label], cut: atoms.length === 0 ? null : seams[k - 1].cost });
  });
  return atoms;
}

/** The cheapest cut near each of several columns, from left to right; costs in widths of the stroke. */
function findSeams(ink: Plane, box: Box, height: number, isInk: (pixel: number) => boolean): Seam[] {
  const stroke = Math.max(1, meanRun(ink, box, isInk));
  const edge = Math.max(2, Math.round(EDGE * height));
  const step = Math.max(2, Math.round(STEP * height), Math.ceil((box.width - 2 * edge) / MOST_CUTS));
  const notches = findNotches(ink, box, height, isInk);
  const seams: Seam[] = [];
  for (let left = box.x + edge; left < box.x + box.width - edge; left += step) {
    const count = Math.min(step, box.x + box.width - edge - left);
    const notch = notches.find((x) => x >= left && x < left + count);
    const seam =
      notch === undefined
        ? cheapestSeam(ink, box, left, count, isInk)
        : cheapestSeam(ink, box, notch - 1, 3, isInk);
    const cost = seam.cost / stroke;
    if (cost > MOST_CUT) continue;
    const before = seams.at(-1);
    const middle = seam.columns[box.height >> 1];
    if (before !== undefined && middle - before.columns[box.height >> 1] < edge / 2) {
      // two windows found the same cut, or nearly
      if (cost < before.cost) seams[seams.length - 1] = { ...seam, cost };
      continue;
    }
    seams.push({ ...seam, cost });
  }
  return seams;
}

/**
 * Columns where a mark is lower, from its topmost ink to its lowest, than anywhere near: there two round digits touch,
 * and a cut that meets less ink next to it would take a piece of one of them along.
 */
function findNotches(ink: Plane, box: Box, height: number, isInk: (pixel: number) => boolean): number[] {
  const extents = new Int32Array(box.width);
  for (let column = 0; column < box.width; column++) {
    let top = box.height;
    let bottom = -1;
    for (let row = 0; row < box.height; row++) {
      if (!isInk((box.y + row) * ink.width + box.x + column)) continue;
      top = Math.min(top, row);
      bottom = row;
    }
    extents[column] = Math.max(0, bottom - top + 1);
  }
  const reach = Math.max(2, Math.round(NOTCH_REACH * height));
  const notches: number[] = [];
  for (let x = reach; x < box.width - reach; x++) {
    if (extents[x] > NOTCH_HEIGHT * height) continue;
    const near = extents.subarray(x - reach, x + reach + 1);
    if (near.some((extent, k) => extent < extents[x] || (extent === extents[x] && k < reach))) continue;
    let end = x; // of a plateau, the middle
    while (end + 1 < box.width - reach && extents[end + 1] === extents[x]) end++;
    if (extents[x] < extents[x - reach] && extents[x] < extents[x + reach])
      notches.push(box.x + ((x + end) >> 1));
  }
  return notches;
}
