/** Groups connected components into lines of digits. */

import { boundingBox } from '../digit/isolate-digit.ts';
import type { Box } from '../image.ts';
import type { Component } from '../raster/connected-components.ts';
import { rowOf } from '../rules/cells.ts';
import type { LevelSegment } from '../rules/straight-segments.ts';

/** One component, or several above one another: at least a part of a digit. */
export interface Mark {
  box: Box;
  /** Sum of its ink. */
  mass: number;
  /** Labels of its components, from 1. */
  readonly labels: number[];
}

/** Marks from left to right; `height` is that of its digits, in pixels. */
export interface TextLine {
  readonly marks: readonly Mark[];
  readonly height: number;
}

/** If there are more components, it is a page of print or noise, and not examined. */
const MOST_COMPONENTS = 2000;

/** Minimum height of a digit, as a fraction of the height of its line. */
const LOW = 0.4;

/** Marks with less than this fraction of a digit's typical ink are specks. */
const SPECK = 0.03;

/** Marks that overlap horizontally by this fraction of the narrower one are parts of one digit. */
const OVERLAP = 0.5;

/** Low marks this close to a digit are part of it, such as the roof of a 5. In heights of the line. */
const NEAR = 0.25;

/** Neighbours on a line overlap vertically by this fraction of the lower one. */
const SAME_LINE = 0.5;

/** Maximum distance between neighbours, in heights. */
const APART = 4;

/** Maximum height of a row of a grid, in heights of a digit. */
const ROW = 3;

/** Lines much lower than the highest one of the image are other print. */
const LEAST_HEIGHT = 0.3;

/**
 * The lines, from top to bottom.
 *
 * Components of approximately a digit's height that overlap vertically with a neighbour form a line, so that a line
 * may slope. In a grid, the rows are the lines. Smaller ones are then joined to the nearest digit.
 *
 * @param height of the image, in pixels
 * @param rules between the rows of a grid
 */
export function findTextLines(
  parts: readonly Component[],
  height: number,
  rules: readonly LevelSegment[] = [],
): TextLine[] {
  if (parts.length > MOST_COMPONENTS) return [];
  const usual = usualDigit(parts, height);
  if (usual === undefined) return [];
  const tall: number[] = [];
  parts.forEach((part, i) => {
    if (part.mass < SPECK * usual.mass) return;
    if (part.height < LOW * usual.height) return;
    tall.push(i);
  });
  const groups = groupByLine(
    tall,
    parts,
    parts.map((part) => rowOf(part, rules, ROW * usual.height)),
  );
  const lines = groups.map((group) => {
    const high = heightOf(group.map((i) => parts[i]));
    return { group, box: boundingBox(group.map((i) => parts[i])), high };
  });
  const small = parts.flatMap((part, i) =>
    !tall.includes(i) && part.mass >= SPECK * usual.mass && part.sides === 0 ? [i] : [],
  );
  const most = lines.reduce((best, { high }) => Math.max(best, high), 0);
  return lines
    .filter(({ high }) => high >= LEAST_HEIGHT * most)
    .sort((a, b) => a.box.y + a.box.height / 2 - (b.box.y + b.box.height / 2) || a.box.x - b.box.x)
    .map(({ group, box, high }) => {
      const near = small.filter((i) => {
        const middle = parts[i].y + parts[i].height / 2;
        return middle > box.y - NEAR * high && middle < box.y + box.height + NEAR * high;
      });
      const all = [...group, ...near].sort((a, b) => a - b);
      const marks = all.map((i) => ({ box: parts[i] as Box, mass: parts[i].mass, labels: [i + 1] }));
      const joined = joinMarks(marks, high);
      joined.sort(
        (a, b) => a.box.x + a.box.width / 2 - (b.box.x + b.box.width / 2) || a.labels[0] - b.labels[0],
      );
      return { marks: joined, height: high };
    })
    .filter(({ marks }) => marks.length > 0);
}

/** Typical height and ink of the digits: of the tallest components not cut by the border, weighted by ink. */
function usualDigit(
  parts: readonly Component[],
  height: number,
): { height: number; mass: number } | undefined {
  let whole = parts.filter((part) => part.sides === 0);
  if (whole.length === 0) whole = [...parts];
  const most = whole.reduce((best, part) => Math.max(best, part.mass), 0);
  const digits = whole.filter((part) => part.mass >= most * 0.15 && part.height >= 0.01 * height);
  const tallest = digits.reduce((best, part) => Math.max(best, part.height), 0);
  if (tallest < 4) return undefined;
  const tall = digits.filter((part) => part.height >= 0.6 * tallest);
  const mass = tall.reduce((sum, part) => sum + part.mass, 0);
  return { height: heightOf(tall), mass: mass / tall.length };
}

/** Mean height, weighted by ink. */
function heightOf(parts: readonly Component[]): number {
  let height = 0;
  let mass = 0;
  for (const part of parts) {
    height += part.height * part.mass;
    mass += part.mass;
  }
  return height / mass;
}

/** @param rows of a grid, by component */
function groupByLine(
  tall: readonly number[],
  parts: readonly Component[],
  rows: readonly (number | undefined)[],
): number[][] {
  const sorted = [...tall].sort((a, b) => parts[a].x - parts[b].x || a - b);
  const groupOf = new Map<number, number[]>();
  for (const [n, i] of sorted.entries()) {
    // the nearest one on its left at the same height
    let nearest: number | undefined;
    let best = Number.POSITIVE_INFINITY;
    for (let k = n - 1; k >= 0; k--) {
      const j = sorted[k];
      const gap = Math.max(0, parts[i].x - (parts[j].x + parts[j].width));
      const isBeside = rows[i] === undefined ? areBeside(parts[i], parts[j], gap) : rows[i] === rows[j];
      if (!isBeside) continue;
      if (gap < best) {
        best = gap;
        nearest = j;
      }
    }
    const group = (nearest === undefined ? undefined : groupOf.get(nearest)) ?? [];
    group.push(i);
    groupOf.set(i, group);
  }
  return mergeSideBySide([...new Set(groupOf.values())], parts, rows);
}

/** Whether two marks are at the same height, and not too far apart. */
function areBeside(a: Box, b: Box, gap: number): boolean {
  const isLevel = overlap(a, b) >= SAME_LINE * Math.min(a.height, b.height);
  return isLevel && gap <= APART * Math.max(a.height, b.height);
}

/** Merges groups at the same height with wide gaps between them. */
function mergeSideBySide(
  groups: number[][],
  parts: readonly Component[],
  rows: readonly (number | undefined)[],
): number[][] {
  const boxes = groups.map((group) => boundingBox(group.map((i) => parts[i])));
  for (let a = 0; a < groups.length; a++) {
    for (let b = groups.length - 1; b > a; b--) {
      const [one, other] = [boxes[a], boxes[b]];
      if (rows[groups[a][0]] !== rows[groups[b][0]]) continue;
      const apart = one.x >= other.x + other.width || other.x >= one.x + one.width;
      if (!apart || overlap(one, other) < 0.6 * Math.min(one.height, other.height)) continue;
      groups[a].push(...groups[b]);
      boxes[a] = boundingBox([one, other]);
      groups.splice(b, 1);
      boxes.splice(b, 1);
      b = groups.length;
    }
  }
  return groups;
}

/** The number of rows that two boxes share; negative if there are rows between them. */
export function overlap(a: Box, b: Box): number {
  return Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
}

/** Joins marks above one another, and low marks to the nearest digit. */
function joinMarks(marks: readonly Mark[], height: number): Mark[] {
  const joined = [...marks].sort((a, b) => b.mass - a.mass || a.labels[0] - b.labels[0]);
  for (let i = joined.length - 1; i > 0; i--) {
    const mark = joined[i];
    let nearest: Mark | undefined;
    let best = Number.POSITIVE_INFINITY;
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
      joined.splice(i, 1); // drops a dash, a dot, a comma
    }
  }
  return joined;
}

/** The distance of two boxes along each axis; negative if they overlap. */
function gapBetween(a: Box, b: Box): { x: number; y: number } {
  return {
    x: Math.max(a.x - (b.x + b.width), b.x - (a.x + a.width)),
    y: Math.max(a.y - (b.y + b.height), b.y - (a.y + a.height)),
  };
}
