/** Finds and removes printed rules anywhere in a picture: boxes, dividers, combs, grids, axes, rules under a number. */

import { createPlane, type Plane } from '../image.ts';
import { findSegments, type LevelSegment } from './straight-segments.ts';

/** Rules are at most this thick, as a fraction of the picture's longer side, and at least so many pixels. */
const THICKEST = 1 / 32;
const THICK_ENOUGH = 3;

/** Shorter segments are no sides of boxes. Pixels, and as a fraction of the shorter side. */
const SHORTEST = 12;
const SHORT = 0.12;

/** A rule by itself is so many times as long as the digits on it are high. */
const LONG = 2.2;

/** So many lines that leave the picture are the paper's. */
const MANY = 3;

/** So many ticks of the same length on one rule make a comb. */
const TEETH = 3;

/** Pixels next to a rule that are taken away with it. */
const RIM = 1;

/** Ink on a rule is darker than the rule by this fraction of the rule's contrast. */
const FAINT = 0.3;

/** Lines of two directions: level ones, and upright ones as if rows were columns. */
interface Rules {
  readonly level: readonly LevelSegment[];
  readonly upright: readonly LevelSegment[];
}

/**
 * Takes the rules out of `brightness`: each pixel of one becomes what is between the pixels on both sides of it, so that
 * a stroke that crosses goes on.
 *
 * @param ink of the same picture, 0 paper, 1 black
 * @param level from which on ink counts
 * @param inverted whether ink is lighter than paper
 * @returns how many rules there were; 0 leaves `brightness` as it is
 */
export function removeFrames(brightness: Plane, ink: Plane, level: number, inverted: boolean): number {
  const long = Math.max(ink.width, ink.height);
  const thickest = Math.max(THICK_ENOUGH, Math.round(long * THICKEST));
  const shortest = Math.max(SHORTEST, Math.round(Math.min(ink.width, ink.height) * SHORT));
  const level_ = findSegments(ink, level, thickest, shortest, thickest + 2);
  const turned = transposed(ink);
  const upright = findSegments(turned, level, thickest, shortest, thickest + 2);
  if (level_.length + upright.length === 0) return 0;
  if (isRuledThroughout(level_, ink.width) || isRuledThroughout(upright, ink.height)) return 0;
  const rules = chooseRules({ level: level_, upright }, thickest, ink, level);
  const count = rules.level.length + rules.upright.length;
  if (count === 0) return 0;
  for (const rule of rules.level) erase(brightness, rule, inverted);
  if (rules.upright.length > 0) {
    const side = transposed(brightness);
    for (const rule of rules.upright) erase(side, rule, inverted);
    brightness.data.set(transposed(side).data);
  }
  return count;
}

/** Whether most lines go on beyond the picture: squared and ruled paper, which `grid-lines.ts` removes. */
function isRuledThroughout(segments: readonly LevelSegment[], side: number): boolean {
  if (segments.length < MANY) return false;
  const reaching = segments.filter(({ from, to }) => from <= 2 || to >= side - 3);
  return reaching.length >= segments.length / 2;
}

/** Those of the segments that are no strokes of digits: joined to rectangles, grids and combs, or much longer. */
function chooseRules({ level, upright }: Rules, thickest: number, ink: Plane, above: number): Rules {
  const near = thickest + 2;
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
  // a cell: two level sides, and two upright ones from one to the other
  for (const [n, a] of level.entries()) {
    for (const b of level.slice(n + 1)) {
      const top = a.start < b.start ? a : b;
      const bottom = top === a ? b : a;
      const sides = upright.filter((v) => {
        const x = (v.start + v.end) / 2;
        return (
          spans(top, v) && spans(bottom, v) && Math.abs(heightAt(bottom, x) - heightAt(top, x)) > 2 * near
        );
      });
      if (sides.length < 2 || !holdsInk(top, bottom, sides, thickest, ink, above)) continue;
      levels.add(top).add(bottom);
      for (const side of sides) uprights.add(side);
    }
  }
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
  // two lines that cross the whole picture
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
  // ends of dividers that go on beyond the box, and dividers that a digit hides in part
  for (const v of upright) {
    const both = [...levels].filter((h) => meets(h, v, v.from) || meets(h, v, v.to));
    if (both.length >= 2) uprights.add(v);
  }
  return { level: [...levels], upright: [...uprights] };
}

/** Whether there is enough ink inside of a box, away from its sides, to be a digit. */
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
      }
    }
  }
  return count >= 8 && lowest - highest >= 0.25 * (y1 - y0);
}

/** How high the ink next to the longest of some rules is, and of how many marks side by side it consists. */
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

const lengthOf = ({ from, to }: LevelSegment): number => to - from + 1;

function heightAt({ from, to, start, end }: LevelSegment, x: number): number {
  return to > from ? start + ((end - start) * (x - from)) / (to - from) : start;
}

function erase(brightness: Plane, rule: LevelSegment, inverted: boolean): void {
  const { width, height, data } = brightness;
  const half = rule.thickness / 2 + RIM;
  const isInk = inkOnRule(brightness, rule, inverted);
  for (let x = Math.max(0, rule.from - RIM); x <= Math.min(width - 1, rule.to + RIM); x++) {
    const middle = heightAt(rule, x);
    const first = Math.round(middle - half);
    const last = Math.round(middle + half);
    const above = first > 0 ? data[(first - 1) * width + x] : undefined;
    const below = last + 1 < height ? data[(last + 1) * width + x] : undefined;
    if (above === undefined && below === undefined) continue;
    const before = above ?? below ?? 0;
    const after = below ?? above ?? 0;
    for (let y = Math.max(0, first); y <= Math.min(height - 1, last); y++) {
      if (!isInk(data[y * width + x]))
        data[y * width + x] = before + ((after - before) * (y - first + 1)) / (last - first + 2);
    }
  }
}

function transposed({ width, height, data }: Plane): Plane {
  const out = createPlane(height, width);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) out.data[x * height + y] = data[y * width + x];
  return out;
}

/** Whether a brightness on a rule is that of ink, where most of the rule is fainter by far. */
function inkOnRule(
  { width, height, data }: Plane,
  rule: LevelSegment,
  inverted: boolean,
): (value: number) => boolean {
  const sign = inverted ? 1 : -1;
  const core: number[] = [];
  const neighbours: number[] = [];
  for (let x = rule.from; x <= rule.to; x++) {
    const y = Math.round(heightAt(rule, x));
    const off = Math.round(rule.thickness / 2) + 2;
    if (y < off || y + off >= height) continue;
    core.push(sign * data[y * width + x]);
    neighbours.push(Math.min(sign * data[(y - off) * width + x], sign * data[(y + off) * width + x]));
  }
  if (core.length === 0) return () => false;
  core.sort((a, b) => a - b);
  neighbours.sort((a, b) => a - b);
  const usual = core[core.length >> 1];
  const darkest = core[Math.floor(core.length * 0.97)];
  const contrast = usual - neighbours[neighbours.length >> 1];
  if (darkest - usual < FAINT * contrast) return () => false;
  const bound = (usual + darkest) / 2;
  return (value) => sign * value > bound;
}
