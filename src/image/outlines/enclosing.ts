/** Finds the components of the ink that are around others, and those that are closed outlines. */

import type { Box, Plane } from '../image.ts';
import type { Levels } from '../paper/levels.ts';
import type { Component, Components } from '../raster/connected-components.ts';
import { Moments } from '../raster/moments.ts';
import { isAround } from './around.ts';
import { cornersOf, type Outline, outlineOf } from './outline.ts';

/** Minimum size of what is enclosed, relative to the shorter side of the outline: a dot in a 0 is smaller. */
const LARGE = 0.3;

/** The same in an outline with corners, which is no 0, and if several marks are enclosed, that of the largest. */
const LARGE_IN_BOX = 0.1;

/** Marks shorter than this, in pixels, are specks. */
const SPECK = 6;

/** Of more components, only the largest are examined. */
export const MOST_OUTLINES = 100;
const MOST_ENCLOSED = 8;

/**
 * A slash in a 0 that does not touch it: alone in a round outline, straight (see `moments.ts`), leaning by this width
 * relative to its height, and this long relative to the shorter side of the outline.
 */
const SLASH_NARROWNESS = 0.25;
const SLASH_LEAN = 0.35;
const SLASH_LENGTH = 0.75;

/** Maximum number of pixels of the boxes of components whose shape is examined, relative to the image. */
const MOST_PIXELS = 4;

/** Such ink is stronger than paper by this many times what the strongest grain is. */
const CLEAR = 2;

type Size = Omit<Plane, 'data'>;

/** A component and its label, from 1. */
export interface Labelled {
  readonly part: Component;
  readonly label: number;
  /** If it does not consist of an outline alone. */
  readonly outline?: Outline;
}

/** The components that are no specks, the largest first. */
export function bySize({ parts }: Components): Labelled[] {
  return parts
    .map((part, k) => ({ part, label: k + 1 }))
    .filter(({ part }) => Math.max(part.width, part.height) > SPECK)
    .sort((a, b) => b.part.width * b.part.height - a.part.width * a.part.height);
}

/** The components around others that are as large as digits, and clearly stronger than grain if `levels` are given. */
export function findEnclosing(
  largest: readonly Labelled[],
  { labels }: Components,
  size: Size,
  levels?: Levels,
): Labelled[] {
  const isClear = ({ part }: Labelled): boolean =>
    levels === undefined || part.mass / part.area - levels.paper >= CLEAR * (levels.floor - levels.paper);
  return largest.slice(0, MOST_OUTLINES).filter((each, k) => {
    const { part, label } = each;
    const enclosed = largest
      .slice(k + 1)
      .filter((other) => contains(part, other.part) && isClear(other))
      .slice(0, MOST_ENCLOSED)
      .filter((other) => isAround(label, part, other.part, labels, size));
    const mayBeSmall = enclosed.length > 1 || cornersOf(part, label, labels, size.width) >= 2;
    if (!areLarge(enclosed, part, mayBeSmall)) return false;
    if (enclosed.length > 1 || !isSlash(enclosed[0], part, labels, size.width)) return true;
    return outlineOf(label, part, labels, size.width)?.isBox === true;
  });
}

/** The components around their own middle. */
export function findRings(largest: readonly Labelled[], { labels }: Components, size: Size): Labelled[] {
  return largest
    .slice(0, MOST_OUTLINES)
    .filter(({ part, label }) => isAround(label, part, part, labels, size));
}

/** Those of them that are closed and convex, whatever they enclose. */
export function findClosed(
  rings: readonly Labelled[],
  { labels }: Components,
  size: Size,
): (Labelled & { readonly outline: Outline })[] {
  let pixels = MOST_PIXELS * size.width * size.height;
  return rings.flatMap((each) => {
    const { part, label } = each;
    pixels -= part.width * part.height;
    if (pixels < 0) return [];
    const outline = outlineOf(label, part, labels, size.width);
    return outline === undefined ? [] : [{ ...each, outline }];
  });
}

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x > outer.x &&
    inner.y > outer.y &&
    inner.x + inner.width < outer.x + outer.width &&
    inner.y + inner.height < outer.y + outer.height
  );
}

function areLarge(enclosed: readonly Labelled[], outline: Box, mayBeSmall: boolean): boolean {
  const largest = Math.max(0, ...enclosed.map(({ part }) => Math.max(part.width, part.height)));
  return largest >= (mayBeSmall ? LARGE_IN_BOX : LARGE) * Math.min(outline.width, outline.height);
}

/** Whether a mark in a round outline is the slash of a 0 rather than a digit with a circle around it. */
function isSlash({ part, label }: Labelled, outline: Box, labels: Int32Array, stride: number): boolean {
  const { x, y, width, height } = part;
  const length = Math.sqrt(width * width + height * height);
  if (width < SLASH_LEAN * height) return false;
  if (length < SLASH_LENGTH * Math.min(outline.width, outline.height)) return false;
  const moments = new Moments();
  for (let row = y; row < y + height; row++) {
    for (let column = x; column < x + width; column++) {
      if (labels[row * stride + column] === label) moments.add(column, row);
    }
  }
  return moments.narrowness < SLASH_NARROWNESS;
}
