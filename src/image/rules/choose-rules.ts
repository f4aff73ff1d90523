/** Decides which straight segments are printed rules and which are strokes of digits. */

import type { Plane } from '../image.ts';
import { runNear } from './run-near.ts';
import { heightAt, type LevelSegment, lengthOf } from './straight-segments.ts';

/** Minimum length of an isolated rule, in heights of the digits on it. */
const LONG = 2.2;

/** Rules meet if their ends are this close: a fraction of the longer side, and a minimum in pixels. */
const NEAR = 1 / 80;
const NEAREST = 4;

/** Minimum number of equally long ticks on a rule that form a comb. */
const TEETH = 3;

/** Lines of two directions: horizontal ones, and vertical ones with x and y exchanged. */
export interface Rules {
  readonly level: readonly LevelSegment[];
  readonly upright: readonly LevelSegment[];
}

/** The rules found so far, in the order in which they were found. */
interface Chosen {
  readonly level: Set<LevelSegment>;
  readonly upright: Set<LevelSegment>;
}

/** Maximum length of gaps in a divider, in pixels, and as a fraction of its length if that is more. */
const SHORTEST_GAP = 2;
const LONGEST_GAP = 0.08;

/** What a box must contain to be one. */
interface Contents {
  /** Maximum thickness of a rule, in pixels. */
  readonly thickest: number;
  /** Threshold of ink, and that of paper. */
  readonly above: number;
  readonly floor: number;
}

/**
 * Selects the segments that are not strokes of digits: those joined to form rectangles, grids or combs, or much
 * longer ones.
 *
 * @param thickest maximum thickness of a rule, in pixels
 * @param turned the transposed `ink`
 * @param above threshold of ink
 * @param floor threshold of paper: ink in a frame may be much fainter than the frame
 */
export function chooseRules(
  segments: Rules,
  thickest: number,
  ink: Plane,
  turned: Plane,
  above: number,
  floor: number,
): Rules {
  const near = Math.max(NEAREST, Math.round(Math.max(ink.width, ink.height) * NEAR)) + 2;
  const contents = { thickest, above, floor };
  const chosen: Chosen = { level: new Set(), upright: new Set() };
  addCells(chosen, segments, near, ink, turned, contents);
  addOpenBoxes(chosen, segments, near, ink, contents);
  addOpenBoxes(transposed(chosen), transposed(segments), near, turned, contents);
  addCombs(chosen, segments, near, turned, above);
  addCrossingLines(chosen, segments, ink);
  addLongRules(chosen, segments, ink, above);
  addDividers(chosen, segments, near, turned, above);
  return { level: [...chosen.level], upright: [...chosen.upright] };
}

/** Cells: two horizontal sides, and two or more vertical ones that connect them, around ink. */
function addCells(
  chosen: Chosen,
  { level, upright }: Rules,
  near: number,
  ink: Plane,
  turned: Plane,
  contents: Contents,
): void {
  for (const [n, a] of level.entries()) {
    for (const b of level.slice(n + 1)) {
      const top = a.start < b.start ? a : b;
      const bottom = top === a ? b : a;
      if (!areAlike(top, bottom)) continue;
      const sides = upright.filter((v) => {
        const x = middleOf(v);
        const isHigh = Math.abs(heightAt(bottom, x) - heightAt(top, x)) > 2 * near;
        if (!isHigh || ![top, bottom].every((h) => cross(h, v, near) && areAlike(h, v))) return false;
        return isAtEnd(v, top, bottom, near) || reaches(v, [top, bottom], turned, contents.above);
      });
      if (sides.length < 2 || !holdsInk(top, bottom, sides, ink, contents)) continue;
      chosen.level.add(top).add(bottom);
      for (const side of sides) chosen.upright.add(side);
    }
  }
}

/** Boxes open at the top or bottom: two equal sides at both ends of a horizontal one, with ink between them. */
function addOpenBoxes(
  chosen: Chosen,
  { level, upright }: Rules,
  near: number,
  plane: Plane,
  contents: Contents,
): void {
  for (const h of level) {
    const sides = upright.filter((v) => areAlike(h, v) && farEnd(h, v, near) !== undefined);
    const left = sides.find((v) => Math.abs(middleOf(v) - h.from) <= near);
    const right = sides.find((v) => Math.abs(middleOf(v) - h.to) <= near);
    if (left === undefined || right === undefined || left === right) continue;
    if (!isAsLong(right, lengthOf(left))) continue;
    const far = farEnd(h, left, near) ?? 0;
    const open = { ...h, start: far, end: far };
    const [top, bottom] = far < heightAt(h, h.from) ? [open, h] : [h, open];
    if (!holdsInk(top, bottom, [left, right], plane, contents)) continue;
    chosen.level.add(h);
    chosen.upright.add(left).add(right);
  }
}

/** Combs: equal teeth along most of one rule. */
function addCombs(
  chosen: Chosen,
  { level, upright }: Rules,
  near: number,
  turned: Plane,
  above: number,
): void {
  for (const h of level) {
    const teeth = upright.filter((v) => touches(h, v, near) && reaches(v, [h], turned, above));
    const lengths = teeth.map(lengthOf).sort((a, b) => a - b);
    const usual = lengths[lengths.length >> 1];
    const equal = teeth.filter((v) => isAsLong(v, usual));
    const apart = Math.max(...equal.map(({ start }) => start)) - Math.min(...equal.map(({ start }) => start));
    if (equal.length < TEETH || apart < 0.7 * lengthOf(h)) continue;
    chosen.level.add(h);
    for (const tooth of equal) chosen.upright.add(tooth);
  }
}

/** Lines that cross the whole image in both directions, near its borders. */
function addCrossingLines(chosen: Chosen, { level, upright }: Rules, { width, height }: Plane): void {
  const across = level.filter((h) => lengthOf(h) >= 0.9 * width);
  const down = upright.filter((v) => lengthOf(v) >= 0.9 * height);
  const isOuter = (line: LevelSegment, side: number): boolean => {
    const at = (line.start + line.end) / (2 * side);
    return at < 0.2 || at > 0.8;
  };
  if (across.length === 0 || down.length === 0) return;
  if (!across.every((h) => isOuter(h, height)) || !down.every((v) => isOuter(v, width))) return;
  for (const h of across) chosen.level.add(h);
  for (const v of down) chosen.upright.add(v);
}

/** Rules under a number: much longer than its digits are high. */
function addLongRules({ level: chosen }: Chosen, { level }: Rules, ink: Plane, above: number): void {
  const { marks, height } = neighbouringInk(ink, above, level);
  if (marks < 2) return;
  for (const h of level) if (lengthOf(h) >= LONG * height && height > 4 * h.thickness) chosen.add(h);
}

/** Ends of dividers that extend beyond the box, and dividers partly hidden by a digit. */
function addDividers(
  { level: sides, upright: chosen }: Chosen,
  { upright }: Rules,
  near: number,
  turned: Plane,
  above: number,
): void {
  for (const v of upright) {
    const met = [...sides].filter((h) => touches(h, v, near));
    if (met.length >= 2 && reaches(v, met, turned, above)) chosen.add(v);
  }
}

const transposed = <T>({ level, upright }: { level: T; upright: T }): { level: T; upright: T } => ({
  level: upright,
  upright: level,
});

const middleOf = ({ start, end }: LevelSegment): number => (start + end) / 2;

/** Whether a vertical line is `near` a point of a horizontal one at which `isThere` for its y. */
function meets(h: LevelSegment, v: LevelSegment, near: number, isThere: (y: number) => boolean): boolean {
  const x = middleOf(v);
  return x >= h.from - near && x <= h.to + near && isThere(heightAt(h, x));
}

/** Whether the lines intersect. */
const cross = (h: LevelSegment, v: LevelSegment, near: number): boolean =>
  meets(h, v, near, (y) => y >= v.from - near && y <= v.to + near);

/** Whether a vertical line is where two horizontal ones end. */
const isAtEnd = (v: LevelSegment, top: LevelSegment, bottom: LevelSegment, near: number): boolean =>
  [top, bottom].every((h) => Math.min(Math.abs(middleOf(v) - h.from), Math.abs(middleOf(v) - h.to)) <= near);

/**
 * Whether a vertical line is inked throughout, between these horizontal ones or up to a single one, unlike a 1 in a box,
 * which may have been followed across the paper above and below it. Outside a box, a divider may have been followed to
 * other ink.
 */
function reaches(v: LevelSegment, sides: readonly LevelSegment[], turned: Plane, above: number): boolean {
  const ends = sides.map((h) => heightAt(h, middleOf(v)));
  if (sides.length === 1) ends.push(v.from, v.to);
  const from = Math.round(Math.min(...ends));
  const to = Math.round(Math.max(...ends));
  const longest = Math.max(SHORTEST_GAP, LONGEST_GAP * (to - from));
  let open = 0;
  for (let y = from; y <= to; y++) {
    open = runNear(turned, above, y, Math.round(heightAt(v, y)), 1) === undefined ? open + 1 : 0;
    if (open > longest) return false;
  }
  return true;
}

/** The end of a vertical line that is away from the horizontal one that it starts at, if it does. */
function farEnd(h: LevelSegment, v: LevelSegment, near: number): number | undefined {
  if (meets(h, v, near, (y) => Math.abs(v.from - y) <= near)) return v.to;
  return meets(h, v, near, (y) => Math.abs(v.to - y) <= near) ? v.from : undefined;
}

/** Whether a vertical line starts or ends at a horizontal one. */
const touches = (h: LevelSegment, v: LevelSegment, near: number): boolean => farEnd(h, v, near) !== undefined;

/** Whether a line has about this length. */
const isAsLong = (line: LevelSegment, length: number): boolean =>
  Math.abs(lengthOf(line) - length) <= 0.15 * length + 2;

/** Whether two lines have similar thickness: a stroke of a digit in a box is thicker than the box's sides. */
function areAlike(a: LevelSegment, b: LevelSegment): boolean {
  return Math.max(a.thickness, b.thickness) <= 2 * Math.min(a.thickness, b.thickness) + 2;
}

/** Whether a box contains enough ink, away from its sides, for a digit. */
function holdsInk(
  top: LevelSegment,
  bottom: LevelSegment,
  sides: readonly LevelSegment[],
  { width, height, data }: Plane,
  { thickest, floor }: Contents,
): boolean {
  const xs = sides.map(middleOf).sort((a, b) => a - b);
  const rim = thickest + 1;
  const y0 = Math.max(0, Math.ceil(Math.max(top.start, top.end)) + rim);
  const y1 = Math.min(height, Math.floor(Math.min(bottom.start, bottom.end)) - rim);
  let highest = y1;
  let lowest = y0;
  let count = 0;
  for (let n = 1; n < xs.length; n++) {
    const x0 = Math.max(0, Math.ceil(xs[n - 1]) + rim);
    const x1 = Math.min(width, Math.floor(xs[n]) - rim);
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) {
        if (!(data[y * width + x] > floor)) continue;
        count++;
        highest = Math.min(highest, y);
        lowest = Math.max(lowest, y);
        if (count >= 8 && lowest - highest >= 0.25 * (y1 - y0)) return true;
      }
    }
  }
  return false;
}

/** The height of the ink next to the longest rules, and the number of adjacent marks that it consists of. */
function neighbouringInk(
  { width, height, data }: Plane,
  above: number,
  rules: readonly LevelSegment[],
): { height: number; marks: number } {
  const longest = rules.reduce<LevelSegment | undefined>(
    (best, rule) => (best === undefined || lengthOf(rule) > lengthOf(best) ? rule : best),
    undefined,
  );
  if (longest === undefined) return { height, marks: 0 };
  const gap = 2 * longest.thickness + 2;
  let highest = height;
  let lowest = 0;
  let marks = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (let x = 0; x < width; x++) {
    const rule = heightAt(longest, x);
    for (let y = 0; y < height; y++) {
      if (!(data[y * width + x] > above) || Math.abs(y - rule) <= longest.thickness + 1) continue;
      highest = Math.min(highest, y);
      lowest = Math.max(lowest, y);
      if (x - last > gap) marks++;
      last = x;
    }
  }
  return { height: Math.max(1, lowest - highest + 1), marks };
}
