/** Finds the cells of a row of boxes or of a comb, each of which is meant for one digit, and the rows of a grid. */

import type { Box } from '../image.ts';
import { heightAt, type LevelSegment, lengthOf } from './straight-segments.ts';

/** Dividers closer than this, in pixels, are the two sides of one rule. */
const NEAREST = 6;

/** Maximum difference of a cell's width from that of most, as a fraction and in pixels. */
const UNEQUAL = 0.15;
const ROUNDING = 2;

/** Minimum number of equal cells: a frame alone may hold any number of digits. */
const FEWEST = 2;

/**
 * The cells between equally spaced dividers at the same height, from left to right.
 *
 * @param uprights vertical rules with x and y exchanged
 */
export function findCells(uprights: readonly LevelSegment[]): Box[] {
  const sorted = [...uprights].sort((a, b) => middleOf(a) - middleOf(b) || a.from - b.from);
  const rows: LevelSegment[][] = [];
  for (const divider of sorted) {
    const row = rows.find(([first]) => areBeside(first, divider));
    if (row === undefined) rows.push([divider]);
    else if (middleOf(divider) - middleOf(row[row.length - 1]) >= NEAREST) row.push(divider);
  }
  return rows.flatMap(cellsBetween);
}

function cellsBetween(dividers: readonly LevelSegment[]): Box[] {
  const cells = dividers.slice(1).map((right, n): Box => {
    const left = dividers[n];
    const y = Math.min(left.from, right.from);
    const height = Math.max(left.to, right.to) + 1 - y;
    return { x: middleOf(left), y, width: middleOf(right) - middleOf(left), height };
  });
  const widths = cells.map(({ width }) => width).sort((a, b) => a - b);
  const usual = widths[widths.length >> 1];
  const equal = cells.filter(({ width }) => Math.abs(width - usual) <= UNEQUAL * usual + ROUNDING);
  return equal.length < FEWEST ? [] : equal;
}

/** Whether two dividers are at the same height for more than half of the length of the shorter one. */
function areBeside(a: LevelSegment, b: LevelSegment): boolean {
  const common = Math.min(a.to, b.to) - Math.max(a.from, b.from) + 1;
  return 2 * common > Math.min(lengthOf(a), lengthOf(b));
}

const middleOf = ({ start, end }: LevelSegment): number => (start + end) / 2;

/** Minimum number of rules of a grid in each direction, and their length relative to the longest. */
const GRID = 3;
const LONG = 0.6;

/** Minimum width of its cells, relative to the rule. */
const NARROWEST = 1 / 40;

/**
 * The rules between the rows of a grid, from top to bottom; none if it is no grid.
 *
 * @param levels horizontal rules
 * @param uprights vertical rules with x and y exchanged
 */
export function findRowRules(
  levels: readonly LevelSegment[],
  uprights: readonly LevelSegment[],
): readonly LevelSegment[] {
  const columns = longOnes(uprights)
    .map(middleOf)
    .sort((a, b) => a - b);
  const rules = longOnes(levels).filter((rule) => crossed(rule, columns) >= GRID);
  // two neighbouring boxes beside one another have two rules above one another, however many there are in their row
  const isGrid = rules.some((rule) => rules.filter((other) => areBeside(rule, other)).length >= GRID);
  return isGrid ? rules.map((rule) => across(rule, rules)).sort((a, b) => middleOf(a) - middleOf(b)) : [];
}

/** A rule as long as those above and below it: a faint or hidden end may have been missed. */
function across(rule: LevelSegment, rules: readonly LevelSegment[]): LevelSegment {
  const beside = rules.filter((other) => areBeside(rule, other));
  const from = Math.min(...beside.map((other) => other.from));
  const to = Math.max(...beside.map((other) => other.to));
  return { ...rule, from, to, start: heightAt(rule, from), end: heightAt(rule, to) };
}

/** The number of uprights that cross a rule or end at it: two for the side of a box by itself. */
function crossed({ from, to }: LevelSegment, columns: readonly number[]): number {
  const apart = Math.max(NEAREST, NARROWEST * (to - from));
  let [count, last] = [0, Number.NEGATIVE_INFINITY];
  for (const x of columns) {
    if (x < from - NEAREST || x > to + NEAREST || x - last < apart) continue;
    [count, last] = [count + 1, x];
  }
  return count;
}

function longOnes(rules: readonly LevelSegment[]): readonly LevelSegment[] {
  const longest = rules.reduce((length, rule) => Math.max(length, lengthOf(rule)), 0);
  return rules.filter((rule) => lengthOf(rule) >= LONG * longest);
}

/**
 * The row of a grid in which the centre of a box is: the number of rules above it; undefined if it is outside, or if the
 * rules around it are further apart than `highest`, so that those between them may have been missed.
 */
export function rowOf(box: Box, rules: readonly LevelSegment[], highest: number): number | undefined {
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const above = rules.filter((rule) => heightAt(rule, x) < y).length;
  if (above === 0 || above === rules.length) return undefined;
  const [top, bottom] = [rules[above - 1], rules[above]];
  if (x < bottom.from || x > bottom.to || heightAt(bottom, x) - heightAt(top, x) > highest) return undefined;
  return above;
}
