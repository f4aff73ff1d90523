import { type Component, connectedComponents } from './connected-components.ts';
import type { Box, Plane, RasterImage } from './image.ts';
import { boundingBox, inkBox } from './isolate-digit.ts';
import { lowThreshold } from './levels.ts';
import { readPage } from './page.ts';
import { type DigitForm, type DigitOptions, formOf } from './preprocess.ts';
import { cheapestSeam } from './split-seam.ts';

/** One digit of a line of several, or two that touch. */
export interface Segment {
  /** Where it is, in pixels of the picture. */
  readonly box: Box;
  readonly form: DigitForm;
  /**
   * Given where it may be two digits that touch: what is left and right of the cut. Only a reader can tell a wide 5
   * from a 5 with a 1 on its heels: read the whole and both halves, and take the surer.
   */
  readonly halves?: readonly [Segment, Segment];
}

/** Marks lower than this share of the line's height are no digits by themselves. */
const LOW = 0.4;

/** Marks with less than this share of a digit's usual ink are specks. */
const SPECK = 0.03;

/** Marks above one another by this share of the narrower one are parts of one digit. */
const OVERLAP = 0.5;

/** A low mark this near to a digit is part of it: the roof of a 5. In heights of the line. */
const NEAR = 0.25;

/** Marks wider than this, in heights of the line, may be two digits that touch. */
const WIDE = 1.0;

/** A digit is at least this wide, in heights of the line, where two are cut apart. */
const NARROWEST = 0.25;

/** Two digits may be cut apart where the cut goes through no more ink than this, in widths of the stroke. */
const CUT = 2;

/** Both sides of a cut must be this tall, in heights of the whole, and hold this share of its ink. */
const TALL = 0.6;
const LEAST = 0.15;

interface Mark {
  box: Box;
  mass: number;
  /** Labels of its parts, from 1. */
  readonly labels: number[];
  halves?: readonly [Mark, Mark];
}

/**
 * The digits of one line, from left to right, each in MNIST's form. None where the picture is blank.
 *
 * @throws RangeError when the picture's sides and data do not fit together
 */
export function findDigits(picture: RasterImage, options: DigitOptions = {}): Segment[] {
  const page = readPage(picture, options);
  const { ink, levels } = page;
  if (levels === undefined) return [];
  const low = lowThreshold(levels);
  const found = connectedComponents(ink, low, levels.threshold);
  const line = lineHeight(found.parts, ink);
  if (line === undefined) return [];
  const marks = joinMarks(marksOnLine(found.parts, line), line.height);
  const boxes: Box[] = [...found.parts];
  for (const mark of marks) splitMark(ink, found.labels, boxes, mark, line.height, low);
  marks.sort((a, b) => a.box.x + a.box.width / 2 - (b.box.x + b.box.width / 2) || a.labels[0] - b.labels[0]);

  const segmentOf = (mark: Mark): Segment | undefined => {
    const kept = boxes.map((_, i) => mark.labels.includes(i + 1));
    const form = formOf(picture, page, levels, found.labels, boxes, kept, options);
    if (form.blank) return undefined;
    const halves = mark.halves?.map(segmentOf);
    const segment = { box: form.decisions.box, form };
    if (halves?.[0] === undefined || halves[1] === undefined) return segment;
    return { ...segment, halves: [halves[0], halves[1]] };
  };
  return marks.map(segmentOf).filter((segment) => segment !== undefined);
}

/** Top and height of the line: of its tallest marks that the frame does not cut, weighted by their ink. */
function lineHeight(
  parts: readonly Component[],
  ink: Plane,
): { top: number; height: number; mass: number } | undefined {
  let whole = parts.filter((part) => part.sides === 0);
  if (whole.length === 0) whole = [...parts];
  const most = whole.reduce((best, part) => Math.max(best, part.mass), 0);
  const digits = whole.filter((part) => part.mass >= most * 0.15 && part.height >= 0.01 * ink.height);
  const tallest = digits.reduce((best, part) => Math.max(best, part.height), 0);
  if (tallest < 4) return undefined;
  const tall = digits.filter((part) => part.height >= 0.6 * tallest);
  let height = 0;
  let middle = 0;
  let mass = 0;
  for (const part of tall) {
    height += part.height * part.mass;
    middle += (part.y + part.height / 2) * part.mass;
    mass += part.mass;
  }
  height /= mass;
  return { top: middle / mass - height / 2, height, mass: mass / tall.length };
}

/** The parts that are on the line, specks left out. */
function marksOnLine(
  parts: readonly Component[],
  line: { top: number; height: number; mass: number },
): Mark[] {
  const marks: Mark[] = [];
  parts.forEach((part, i) => {
    const middle = part.y + part.height / 2;
    const beside = Math.abs(middle - line.top - line.height / 2) > 0.75 * line.height;
    if (beside || part.mass < SPECK * line.mass) return;
    if (part.sides > 0 && part.height < LOW * line.height) return;
    marks.push({ box: part, mass: part.mass, labels: [i + 1] });
  });
  return marks;
}

/** Joins what is above one another, and low marks with the digit that they are nearest to. */
function joinMarks(marks: readonly Mark[], height: number): Mark[] {
  const joined = [...marks].sort((a, b) => b.mass - a.mass || a.labels[0] - b.labels[0]);
  for (let i = joined.length - 1; i > 0; i--) {
    const mark = joined[i];
    let nearest: Mark | undefined;
    let best = Infinity;
    for (let j = 0; j < i; j++) {
      const other = joined[j];
      const gap = gapBetween(mark.box, other.box);
      const above = -gap.x >= OVERLAP * Math.min(mark.box.width, other.box.width);
      const low = mark.box.height < LOW * height * 1.5 && Math.max(gap.x, gap.y) <= NEAR * height;
      const far = Math.max(0, gap.x) + Math.max(0, gap.y);
      if ((above || low) && far < best) {
        best = far;
        nearest = other;
      }
    }
    if (nearest !== undefined) {
      nearest.box = boundingBox([nearest.box, mark.box]);
      nearest.mass += mark.mass;
      nearest.labels.push(...mark.labels);
      joined.splice(i, 1);
    } else if (mark.box.height < LOW * height) {
      joined.splice(i, 1); // a dash, a dot, a comma
    }
  }
  return joined;
}

/** How far two boxes are apart along each side; negative where they overlap. */
function gapBetween(a: Box, b: Box): { x: number; y: number } {
  return {
    x: Math.max(a.x - (b.x + b.width), b.x - (a.x + a.width)),
    y: Math.max(a.y - (b.y + b.height), b.y - (a.y + a.height)),
  };
}

/** Finds where a mark that is wide for one digit could be cut in two, and its halves likewise. */
function splitMark(
  ink: Plane,
  labels: Int32Array,
  boxes: Box[],
  mark: Mark,
  height: number,
  low: number,
): void {
  const { box } = mark;
  if (box.width < WIDE * Math.max(height, box.height)) return;
  const own = new Uint8Array(boxes.length + 1);
  for (const label of mark.labels) own[label] = 1;
  const edge = Math.max(2, Math.round(NARROWEST * height));
  const seam = cheapestSeam(ink, box, edge, (p) => own[labels[p]] === 1 && ink.data[p] > low);
  if (seam === undefined || seam.cost > CUT * seam.stroke) return;

  const onLeft = new Uint8Array(box.width * box.height);
  const onRight = new Uint8Array(box.width * box.height);
  let mass = 0;
  for (let row = 0, q = 0; row < box.height; row++) {
    for (let column = 0; column < box.width; column++, q++) {
      const p = (box.y + row) * ink.width + box.x + column;
      if (own[labels[p]] === 0) continue;
      if (box.x + column <= seam.columns[row]) {
        onLeft[q] = 1;
      } else {
        onRight[q] = 1;
        mass += ink.data[p];
      }
    }
  }
  const left = boxOf(onLeft, box);
  const right = boxOf(onRight, box);
  if (left === undefined || right === undefined) return;
  if (Math.min(left.height, right.height) < TALL * box.height) return;
  if (Math.min(mass, mark.mass - mass) < LEAST * mark.mass) return;

  const next = boxes.push(right);
  for (const label of mark.labels) boxes[label - 1] = left;
  for (let row = 0, q = 0; row < box.height; row++) {
    const p = (box.y + row) * ink.width + box.x;
    for (let column = 0; column < box.width; column++, q++) if (onRight[q] === 1) labels[p + column] = next;
  }
  const halves: [Mark, Mark] = [
    { box: left, mass: mark.mass - mass, labels: [...mark.labels] },
    { box: right, mass, labels: [next] },
  ];
  mark.halves = halves;
  for (const half of halves) splitMark(ink, labels, boxes, half, height, low);
  mark.labels.splice(0, mark.labels.length, ...halves[0].labels, ...halves[1].labels);
}

/** The smallest box around what is set in a mask over `box`. */
function boxOf(mask: Uint8Array, box: Box): Box | undefined {
  const inner = inkBox({ width: box.width, height: box.height, data: Float32Array.from(mask) });
  return inner && { ...inner, x: box.x + inner.x, y: box.y + inner.y };
}
