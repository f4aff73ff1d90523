import type { Plane } from '../image.ts';
import { runNear } from './run-near.ts';
import { heightAt, type LevelSegment, leastSquares, lengthOf } from './straight-segments.ts';

/** Maximum number of columns without ink within a rule. */
const GAP = 3;

/** Maximum distance between the middle of a rule and its expected position, in pixels. */
const OFF = 1.5;

/** Maximum excess of the thickness of the rule at which another one ends, in pixels. */
const CORNER = 3;

/** If there are more segments of one direction, they are print or noise: only the longest are followed. */
const MOST_SEGMENTS = 300;

/**
 * Extends segments to their full length, the longest first: each is followed in both directions, through strokes that
 * touch or cross it, as far as there is ink along its line. Segments on a rule already followed are merged with it.
 *
 * @param steepest maximum slope, as rise over run
 */
export function followRules(
  segments: readonly LevelSegment[],
  ink: Plane,
  level: number,
  steepest: number,
): readonly LevelSegment[] {
  const seeds = [...segments].sort(
    (a, b) => lengthOf(b) - lengthOf(a) || a.from - b.from || a.start - b.start,
  );
  const rules: LevelSegment[] = [];
  for (const seed of seeds.slice(0, MOST_SEGMENTS)) {
    if (rules.some((rule) => isOn(rule, seed))) continue;
    rules.push(followed(seed, ink, level, steepest));
  }
  return rules.sort((a, b) => lengthOf(b) - lengthOf(a) || a.from - b.from || a.start - b.start);
}

function isOn(rule: LevelSegment, piece: LevelSegment): boolean {
  const near = OFF + 1;
  if (piece.from < rule.from - near || piece.to > rule.to + near) return false;
  const off = (x: number, y: number): number => Math.abs(heightAt(rule, x) - y);
  return off(piece.from, piece.start) <= near && off(piece.to, piece.end) <= near;
}

function followed(seed: LevelSegment, ink: Plane, level: number, steepest: number): LevelSegment {
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
      line = fitted(columns, middles, line, x, steepest);
    }
    line = withCorner(line, step, ink, level);
  }
  return line;
}

/** Extends the line to the far side of the rule at which it ends, if they form a corner. */
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

/** Whether a column that was not followed has ink on the line: another stroke hides the rule there. */
function isHidden(line: LevelSegment, ink: Plane, level: number, x: number): boolean {
  return x >= 0 && x < ink.width && runNear(ink, level, x, Math.round(heightAt(line, x)), 1) !== undefined;
}

/** The line fitted to all points up to `x`; unchanged if it would be too steep. */
function fitted(
  columns: readonly number[],
  middles: readonly number[],
  line: LevelSegment,
  x: number,
  steepest: number,
): LevelSegment {
  const from = Math.min(line.from, x);
  const to = Math.max(line.to, x);
  const isDue = columns.length % 8 === 0;
  const { slope, at, height } = isDue
    ? leastSquares(columns, middles, [...columns.keys()])
    : { slope: slopeOf(line), at: line.from, height: line.start };
  const lean = Math.abs(slope) > steepest ? slopeOf(line) : slope;
  return { ...line, from, to, start: height + lean * (from - at), end: height + lean * (to - at) };
}

const slopeOf = ({ from, to, start, end }: LevelSegment): number =>
  to > from ? (end - start) / (to - from) : 0;
