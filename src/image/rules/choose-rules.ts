/** Decides which straight segments are printed rules and which are strokes of digits. */

import type { Plane } from '../image.ts';
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
  { level, upright }: Rules,
  thickest: number,
  ink: Plane,
  turned: Plane,
  above: number,
  floor: number,
): Rules {
  const near = Math.max(NEAREST, Math.round(Math.max(ink.width, ink.height) * NEAR)) + 2;
  const levels = new Set<LevelSegment>();
  const uprights = new Set<LevelSegment>();
  const meets = (h: LevelSegment, v: LevelSegment, y: number): boolean => {
    const x = (v.start + v.end) / 2;
    return x >= h.from - near && x <= h.to + near && Math.abs(y - heightAt(h, x)) <= near;
  };
  const spans = (h: LevelSegment, v: LevelSegment): boolean => {
    const x = (v.start + v.end) / 2;
    const y = heightAt(h, x);
    return x >= h.from - near && x <= h.to + near && y >= v.from - near && y <= v.to + near;
  };
  // a cell: two horizontal sides, and two vertical ones that connect them
  for (const [n, a] of level.entries()) {
    for (const b of level.slice(n + 1)) {
      const top = a.start < b.start ? a : b;
      const bottom = top === a ? b : a;
      if (!areAlike(top, bottom)) continue;
      const sides = upright.filter((v) => {
        const x = (v.start + v.end) / 2;
        const isHigh = Math.abs(heightAt(bottom, x) - heightAt(top, x)) > 2 * near;
        return isHigh && spans(top, v) && spans(bottom, v) && areAlike(top, v) && areAlike(bottom, v);
      });
      if (sides.length < 2 || !holdsInk(top, bottom, sides, thickest, ink, floor)) continue;
      levels.add(top).add(bottom);
      for (const side of sides) uprights.add(side);
    }
  }
  // a box open on one side: two equal sides at both ends of a third, with a digit between them
  const addOpen = (
    [across, acrosses]: readonly [readonly LevelSegment[], Set<LevelSegment>],
    [along, alongs]: readonly [readonly LevelSegment[], Set<LevelSegment>],
    plane: Plane,
  ): void => {
    for (const h of across) {
      const startsAt = (v: LevelSegment): number =>
        meets(h, v, v.from) ? v.to : meets(h, v, v.to) ? v.from : Number.NaN;
      const sides = along.filter((v) => areAlike(h, v) && !Number.isNaN(startsAt(v)));
      const left = sides.find((v) => Math.abs((v.start + v.end) / 2 - h.from) <= near);
      const right = sides.find((v) => Math.abs((v.start + v.end) / 2 - h.to) <= near);
      if (left === undefined || right === undefined || left === right) continue;
      if (Math.abs(lengthOf(left) - lengthOf(right)) > 0.15 * lengthOf(left) + 2) continue;
      const [far, own] = [startsAt(left), heightAt(h, h.from)];
      const open = { ...h, start: far, end: far };
      const [top, bottom] = far < own ? [open, h] : [h, open];
      if (!holdsInk(top, bottom, [left, right], thickest, plane, floor)) continue;
      acrosses.add(h);
      alongs.add(left).add(right);
    }
  };
  addOpen([level, levels], [upright, uprights], ink);
  addOpen([upright, uprights], [level, levels], turned);
  // a comb: equal teeth on one rule
  for (const h of level) {
    const teeth = upright.filter((v) => meets(h, v, v.to) || meets(h, v, v.from));
    const lengths = teeth.map(lengthOf).sort((a, b) => a - b);
    const usual = lengths[lengths.length >> 1];
    const equal = teeth.filter((v) => Math.abs(lengthOf(v) - usual) <= 0.15 * usual + 2);
    const apart = Math.max(...equal.map(({ start }) => start)) - Math.min(...equal.map(({ start }) => start));
    if (equal.length < TEETH || apart < 0.7 * lengthOf(h)) continue;
    levels.add(h);
    for (const tooth of equal) uprights.add(tooth);
  }
  // two lines that cross the whole image
  const crossing = level.filter((h) => lengthOf(h) >= 0.9 * ink.width);
  const down = upright.filter((v) => lengthOf(v) >= 0.9 * ink.height);
  const isOuter = (h: LevelSegment, side: number): boolean => {
    const at = (h.start + h.end) / (2 * side);
    return at < 0.2 || at > 0.8;
  };
  if (crossing.length > 0 && down.length > 0) {
    if (crossing.every((h) => isOuter(h, ink.height)) && down.every((v) => isOuter(v, ink.width))) {
      for (const h of crossing) levels.add(h);
      for (const v of down) uprights.add(v);
    }
  }
  // a rule under a number
  const neighbours = neighbouringInk(ink, above, level);
  if (neighbours.marks >= 2) {
    const isLong = (h: LevelSegment): boolean =>
      lengthOf(h) >= LONG * neighbours.height && neighbours.height > 4 * h.thickness;
    for (const h of level) if (isLong(h)) levels.add(h);
  }
  // ends of dividers that extend beyond the box, and dividers partly hidden by a digit
  for (const v of upright) {
    const both = [...levels].filter((h) => meets(h, v, v.from) || meets(h, v, v.to));
    if (both.length >= 2) uprights.add(v);
  }
  return { level: [...levels], upright: [...uprights] };
}

/** Whether two lines have similar thickness: a stroke of a digit in a box is thicker than the box's sides. */
function areAlike(a: LevelSegment, b: LevelSegment): boolean {
  return Math.max(a.thickness, b.thickness) <= 2 * Math.min(a.thickness, b.thickness) + 2;
}

/** Whether a box contains enough ink, away from its sides, for a digit. */
function holdsInk(
  top: LevelSegment,
  bottom: LevelSegment,
  sides: readonly LevelSegment[],
  thickest: number,
  { width, height, data }: Plane,
  above: number,
): boolean {
  const xs = sides.map(({ start, end }) => (start + end) / 2).sort((a, b) => a - b);
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
        if (!(data[y * width + x] > above)) continue;
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
