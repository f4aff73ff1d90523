/** Finds and removes printed rules anywhere in a picture: boxes, dividers, combs, grids, axes, rules under a number. */

import type { Plane } from '../image.ts';
import { transpose } from '../raster/transpose.ts';
import { chooseRules } from './choose-rules.ts';
import { eraseRule } from './erase-rule.ts';
import { followRules } from './follow-rule.ts';
import { findSegments, type LevelSegment, lengthOf } from './straight-segments.ts';

/** Rules are at most this thick, as a fraction of the picture's longer side, and at least so many pixels. */
const THICKEST = 1 / 32;
const THICK_ENOUGH = 3;

/** Pieces of a rule between the strokes that hide the rest of it are at least this long, in pixels. */
const PIECE = 6;

/** Shorter rules are none. Pixels, and as a fraction of the shorter side. */
const SHORTEST = 12;
const SHORT = 0.07;

/** So many lines that leave the picture are the paper's. */
const MANY = 3;

/** More segments of one direction are print or noise: the longest are looked at. */
const MOST_RULES = 80;

/**
 * Takes the rules out of `brightness`; strokes that stand on them or cross them stay.
 *
 * @param ink of the same picture, 0 paper, 1 black
 * @param level from which on ink counts
 * @param floor from which on it is no paper
 * @param inverted whether ink is lighter than paper
 * @returns how many rules there were; 0 leaves `brightness` as it is
 */
export function removeFrames(
  brightness: Plane,
  ink: Plane,
  level: number,
  floor: number,
  inverted: boolean,
): number {
  const long = Math.max(ink.width, ink.height);
  const thickest = Math.max(THICK_ENOUGH, Math.round(long * THICKEST));
  const shortest = Math.max(SHORTEST, Math.round(Math.min(ink.width, ink.height) * SHORT));
  const turned = transpose(ink);
  const [levels, uprights] = [ink, turned].map((plane) =>
    followRules(findSegments(plane, level, thickest, PIECE, thickest + 2), plane, level)
      .filter((segment) => lengthOf(segment) >= shortest)
      .slice(0, MOST_RULES),
  );
  if (levels.length + uprights.length === 0) return 0;
  if (isRuledThroughout(levels, ink.width) || isRuledThroughout(uprights, ink.height)) return 0;
  const rules = chooseRules({ level: levels, upright: uprights }, thickest, ink, turned, level, floor);
  const count = rules.level.length + rules.upright.length;
  if (count === 0) return 0;
  const left = { ...ink, data: ink.data.slice() };
  for (const rule of rules.level) eraseRule(brightness, left, level, rule, inverted);
  if (rules.upright.length > 0) {
    // where rules cross, the level ones have left what is as thick as the upright ones
    const side = transpose(brightness);
    const inkLeft = transpose(left);
    for (const rule of rules.upright) eraseRule(side, inkLeft, level, rule, inverted);
    transpose(side, brightness);
  }
  return count;
}

/** Whether most lines go on beyond the picture: squared and ruled paper, which `grid-lines.ts` removes. */
function isRuledThroughout(segments: readonly LevelSegment[], side: number): boolean {
  if (segments.length < MANY) return false;
  const reaching = segments.filter(({ from, to }) => from <= 2 || to >= side - 3);
  return reaching.length >= segments.length / 2;
}
