/** Finds and removes printed rules anywhere in an image: boxes, dividers, combs, grids, axes, rules under a number. */

import type { Box, Plane } from '../image.ts';
import { isNoise } from '../raster/noise.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { transpose } from '../raster/transpose.ts';
import { findCells, findRowRules } from './cells.ts';
import { chooseRules } from './choose-rules.ts';
import { eraseRule } from './erase-rule.ts';
import { followRules } from './follow-rule.ts';
import { findSegments, type LevelSegment, lengthOf } from './straight-segments.ts';

/** Maximum thickness of a rule, as a fraction of the image's longer side, and a minimum of this limit in pixels. */
const THICKEST = 1 / 32;
const THICK_ENOUGH = 3;

/** Minimum length of pieces of a rule between the strokes that hide the rest of it, in pixels. */
const PIECE = 6;

/** Minimum length of a rule, in pixels and as a fraction of the shorter side. */
const SHORTEST = 12;
const SHORT = 0.07;

/**
 * Maximum slope of level rules, as rise over run, and of upright ones, run over rise: in photos taken from below or from the
 * side these lean more, and the foot of a 2 is a level stroke.
 */
const STEEPEST = 0.1;
const STEEPEST_UPRIGHT = 0.16;

/** From this number of lines that extend beyond the image, they belong to the paper. */
const MANY = 3;

/** If there are more segments of one direction, they are print or noise: only the longest are examined. */
const MOST_RULES = 80;

/** The rules that were removed, and the cells and rows that they formed. */
export interface RemovedFrames {
  /** The brightness without them; its memory is reused. */
  readonly cleared: Plane;
  readonly count: number;
  readonly cells: readonly Box[];
  /** The rules between the rows of a grid. */
  readonly rows: readonly LevelSegment[];
}

const turnedMemory = new ScratchMemory();
const clearedMemory = new ScratchMemory();

/**
 * Removes the rules from a copy of `brightness`, preserving strokes that touch or cross them.
 *
 * @param ink of the same image, 0 paper, 1 black
 * @param level threshold of ink
 * @param floor threshold of paper
 * @param inverted whether ink is lighter than paper
 * @returns undefined if there are none
 */
export function removeFrames(
  brightness: Plane,
  ink: Plane,
  level: number,
  floor: number,
  inverted: boolean,
): RemovedFrames | undefined {
  const long = Math.max(ink.width, ink.height);
  const thickest = Math.max(THICK_ENOUGH, Math.round(long * THICKEST));
  const shortest = Math.max(SHORTEST, Math.round(Math.min(ink.width, ink.height) * SHORT));
  if (isNoise(ink, level)) return undefined;
  const turned = transpose(ink, {
    width: ink.height,
    height: ink.width,
    data: turnedMemory.floats(ink.data.length),
  });
  if (isNoise(turned, level)) return undefined;
  const straight = (plane: Plane, other: Plane, steepest: number): readonly LevelSegment[] =>
    followRules(findSegments(other, level, thickest, PIECE, thickest + 2, steepest), plane, level, steepest)
      .filter((segment) => lengthOf(segment) >= shortest)
      .slice(0, MOST_RULES);
  const levels = straight(ink, turned, STEEPEST);
  const uprights = straight(turned, ink, STEEPEST_UPRIGHT);
  if (levels.length + uprights.length === 0) return undefined;
  if (isRuledThroughout(levels, ink.width) || isRuledThroughout(uprights, ink.height)) return undefined;
  const rules = chooseRules({ level: levels, upright: uprights }, thickest, ink, turned, level, floor);
  const count = rules.level.length + rules.upright.length;
  if (count === 0) return undefined;
  const cleared = clearedMemory.plane(brightness.width, brightness.height);
  cleared.data.set(brightness.data);
  const left = { ...ink, data: ink.data.slice() };
  for (const rule of rules.level) eraseRule(cleared, left, level, rule, inverted);
  if (rules.upright.length > 0) {
    // at crossings, erasing the horizontal rules has left gaps as thick as the vertical ones
    const side = transpose(cleared);
    const inkLeft = transpose(left);
    for (const rule of rules.upright) eraseRule(side, inkLeft, level, rule, inverted);
    transpose(side, cleared);
  }
  return { cleared, count, cells: findCells(rules.upright), rows: findRowRules(rules.level, rules.upright) };
}

/** Whether most lines extend beyond the image: squared and ruled paper, handled by `grid-lines.ts`. */
function isRuledThroughout(segments: readonly LevelSegment[], side: number): boolean {
  if (segments.length < MANY) return false;
  const reaching = segments.filter(({ from, to }) => from <= 2 || to >= side - 3);
  return reaching.length >= segments.length / 2;
}
