import type { Plane } from '../image.ts';
import { runNear } from './run-near.ts';
import { heightAt, type LevelSegment, leastSquares, lengthOf } from './straight-segments.ts';

/** Columns without ink end a rule, but for so many. */
const GAP = 3;

/** A rule's middle is this near to where it is expected, in pixels. */
const OFF = 1.5;

/** The rule that another one ends at is at most so much thicker, in pixels. */
const CORNER = 3;

/** Rise over run at most. */
const STEEPEST = 0.1;

/** More segments of one direction are print or noise: the longest are followed. */
const MOST_SEGMENTS = 300;

/**
 * Segments at their full length, the longest first: each is followed to both sides, on through the strokes that stand on
 * it or cross it, as far as there is ink along its line. Segments on a rule that was followed are part of it.
 */
export function followRules(
  segments: readonly LevelSegment[],
  ink: Plane,
  level: number,
): readonly LevelSegment[] {
  const seeds = [...segments].sort(
    (a, b) => lengthOf(b) - lengthOf(a) || a.from - b.from || a.start - b.start,
  );
  const rules: LevelSegment[] = [];
  for (const seed of seeds.slice(0, MOST_SEGMENTS)) {
    if (rules.some((rule) => isOn(rule, seed))) continue;
    rules.push(followed(seed, ink, level));
  }
  return rules.sort((a, b) => lengthOf(b) - lengthOf(a) || a.from - b.from || a.start - b.start);
}

function isOn(rule: LevelSegment, piece: LevelSegment): boolean {
  const near = OFF + 1;
  if (piece.from < rule.from - near || piece.to > rule.to + near) return false;
  const off = (x: number, y: number): number => Math.abs(heightAt(rule, x) - y);
  return off(piece.from, piece.start) <= near && off(piece.to, piece.end) <= near;
}

function followed(seed: LevelSegment, ink: Plane, level: number): LevelSegment {
  const columns: number[] = [];
  const middles: number[] = [];
  for (let x = seed.from; x <= seed.to; x++) {
    columns.push(x);
    middles.push(heightAt(seed, x));
  }
  let line = seed;
  for (const step of [1, -1]) {
    let last = step > 0 ? line.to : line.from;
    for (let x = last + step; Math.abs(x - last) <= GAP || isHidden(line, ink, level, x); x += step) {
      if (x < 0 || x >= ink.width) break;
      const run = runNear(ink, level, x, Math.round(heightAt(line, x)), 2);
      if (run === undefined || run.end - run.first > line.thickness + 2) continue;
      const middle = (run.first + run.end - 1) / 2;
      if (Math.abs(middle - heightAt(line, x)) > OFF) continue;
      columns.push(x);
      middles.push(middle);
      last = x;
      line = fitted(columns, middles, line, x);
    }
    line = withCorner(line, step, ink, level);
  }
  return line;
}

/** The line as far as the other side of the rule that it ends at, where they make a corner. */
function withCorner(line: LevelSegment, step: number, ink: Plane, level: number): LevelSegment {
  const slope = slopeOf(line);
  let longer = line;
  for (let k = 0; k < line.thickness + CORNER; k++) {
    const x = (step > 0 ? longer.to : longer.from) + step;
    if (!isHidden(longer, ink, level, x)) break;
    longer =
      step > 0
        ? { ...longer, to: x, end: longer.end + slope }
        : { ...longer, from: x, start: longer.start - slope };
  }
  return longer;
}

/** Whether there is ink on a line at a column: more than the rule, or the walk would be there. */
function isHidden(line: LevelSegment, ink: Plane, level: number, x: number): boolean {
  return x >= 0 && x < ink.width && runNear(ink, level, x, Math.round(heightAt(line, x)), 1) !== undefined;
}

/** The line through all points, as far as `x`; where it would lean too much, as it was. */
function fitted(
  columns: readonly number[],
  middles: readonly number[],
  line: LevelSegment,
  x: number,
): LevelSegment {
  const from = Math.min(line.from, x);
  const to = Math.max(line.to, x);
  const isDue = columns.length % 8 === 0;
  const { slope, at, height } = isDue
    ? leastSquares(columns, middles, [...columns.keys()])
    : { slope: slopeOf(line), at: line.from, height: line.start };
  const lean = Math.abs(slope) > STEEPEST ? slopeOf(line) : slope;
  return { ...line, from, to, start: height + lean * (from - at), end: height + lean * (to - at) };
}

const slopeOf = ({ from, to, start, end }: LevelSegment): number =>
  to > from ? (end - start) / (to - from) : 0;
