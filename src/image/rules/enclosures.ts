/** Finds and removes outlines drawn around digits, of any shape and thickness: circles, boxes, bubbles, thick frames. */

import type { Box, Plane } from '../image.ts';
import { inkComponents } from '../paper/ink-components.ts';
import { type Levels, lowThreshold, measureLevels } from '../paper/levels.ts';
import type { Component, Components } from '../raster/connected-components.ts';
import { Moments } from '../raster/moments.ts';
import { isNoise } from '../raster/noise.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { cornersOf, type Outline, outlineOf } from './outline.ts';

type Size = Omit<Plane, 'data'>;

const restMemory = new ScratchMemory();

/** Directions in which an outline is looked for around what it may enclose. */
const RAYS = 64;

/** The fraction of them in which it must be there: drawn circles have gaps. */
const AROUND = 0.88;

/** The same if the outline is cut by the border of the image, beyond which it may go on. */
const AROUND_IF_CUT = 0.45;

/** Minimum size of what is enclosed, relative to the shorter side of the outline: a dot in a 0 is smaller. */
const LARGE = 0.3;

/** The same in an outline with corners, which is no 0, and if several marks are enclosed, that of the largest. */
const LARGE_IN_BOX = 0.1;

/** Marks shorter than this, in pixels, are specks. */
const SPECK = 6;

/** Of more components, only the largest are examined. */
const MOST_OUTLINES = 100;
const MOST_ENCLOSED = 8;

/** With more components it is a page of print or noise. */
const MOST_COMPONENTS = 2000;

/**
 * A slash in a 0 that does not touch it: alone in a round outline, straight (see `moments.ts`), leaning by this width
 * relative to its height, and this long relative to the shorter side of the outline.
 */
const SLASH_NARROWNESS = 0.25;
const SLASH_LEAN = 0.35;
const SLASH_LENGTH = 0.75;

/** Maximum number of pixels of the boxes of components whose shape is examined, relative to the image. */
const MOST_PIXELS = 4;

/** Ink in an outline is fainter than it if the threshold is this much lower without the outline. */
const FAINTER = 0.7;

/** Such ink is stronger than paper by this many times what the strongest grain is. */
const CLEAR = 2;

/** A box is no 0 if it is this wide relative to its height, with four corners. */
const SQUARE = 0.8;

/** A round outline is no grid: this fraction of it may be something else. */
const MOST_REST = 0.1;

/** Boxes, or circles, of a row differ by this fraction in width and height. */
const ALIKE = 0.15;

export interface RemovedOutlines {
  readonly outlines: number;
  /** The components of the ink if nothing was removed, valid until others are computed. */
  readonly components?: Components | undefined;
}

/**
 * Sets the ink of round outlines around other ink to paper: before straight rules are removed, which would leave the
 * round ends of a field.
 *
 * @param ink changed in place
 */
export function removeRoundOutlines(ink: Plane, levels: Levels): RemovedOutlines {
  const components = inkComponents(ink, levels);
  if (components.parts.length > MOST_COMPONENTS) return { outlines: 0, components };
  const largest = bySize(components);
  const round = findEnclosing(largest, components, ink).filter(({ part, label }) => {
    const outline = outlineOf(label, part, components.labels, ink.width);
    return outline !== undefined && outline.corners < 2 && outline.rest < MOST_REST;
  });
  for (const outline of round) erase(ink, components, levels, outline);
  return round.length > 0 ? { outlines: round.length } : { outlines: 0, components };
}

/**
 * Sets the ink of outlines around other ink to paper.
 *
 * @param ink changed in place
 * @param components those of the ink, if they are known
 */
export function removeEnclosures(
  ink: Plane,
  levels: Levels,
  components: Components = inkComponents(ink, levels),
): RemovedOutlines {
  if (components.parts.length > MOST_COMPONENTS) return { outlines: 0, components };
  const largest = bySize(components);
  const enclosing = findEnclosing(largest, components, ink);
  const closed = outlinesOf(largest, components, ink).filter(
    ({ label }) => !enclosing.some((other) => other.label === label),
  );
  const found: readonly Labelled[] = [
    ...enclosing,
    ...closed.filter(({ outline, part }) => outline.isTouched || isEmpty(outline, part, enclosing)),
  ];
  if (found.length > 0) {
    for (const outline of found) erase(ink, components, levels, outline);
    return { outlines: found.length };
  }
  const lower = levelsInside(largest, components, ink, levels);
  if (lower === undefined) return { outlines: 0, components };
  const fainter = inkComponents(ink, lower);
  const around = findEnclosing(bySize(fainter), fainter, ink, lower);
  for (const outline of around) erase(ink, fainter, lower, outline);
  return around.length > 0
    ? { outlines: around.length }
    : { outlines: 0, components: inkComponents(ink, levels) };
}

/**
 * The levels of what is left if all that may be outlines is taken away, if that is much fainter, such as pencil in
 * printed boxes.
 */
function levelsInside(
  largest: readonly Labelled[],
  components: Components,
  ink: Plane,
  levels: Levels,
): Levels | undefined {
  const outlines = largest
    .slice(0, MOST_OUTLINES)
    .filter(({ part, label }) => isAround(label, part, part, components.labels, ink));
  if (outlines.length === 0) return undefined;
  const rest = { ...ink, data: restMemory.floats(ink.data.length) };
  rest.data.set(ink.data);
  for (const { part, label } of outlines) erase(rest, components, levels, { part, label });
  const lower = measureLevels(rest);
  if (lower === undefined || lower.threshold > FAINTER * levels.threshold) return undefined;
  return isNoise(rest, lowThreshold(lower)) ? undefined : lower;
}

interface Labelled {
  readonly part: Component;
  readonly label: number;
  /** If it does not consist of an outline alone. */
  readonly outline?: Outline;
}

/** The components that are no specks, the largest first. */
function bySize({ parts }: Components): Labelled[] {
  return parts
    .map((part, k) => ({ part, label: k + 1 }))
    .filter(({ part }) => Math.max(part.width, part.height) > SPECK)
    .sort((a, b) => b.part.width * b.part.height - a.part.width * a.part.height);
}

/** The components around others that are as large as digits, and clearly stronger than grain if `levels` are given. */
function findEnclosing(
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
    if (!areLarge(enclosed, part, enclosed.length > 1 || cornersOf(part, label, labels, size.width) >= 2))
      return false;
    if (enclosed.length > 1 || !isSlash(enclosed[0], part, labels, size.width)) return true;
    return outlineOf(label, part, labels, size.width)?.isBox === true;
  });
}

/** Whether a closed outline is a box or a circle in which nothing is written rather than a 0. */
function isEmpty({ isBox, corners }: Outline, part: Box, filled: readonly Labelled[]): boolean {
  const isSquare = isBox && corners === 4 && part.width >= SQUARE * part.height;
  return isSquare || filled.some((other) => areAlike(other.part, part));
}

/** Whether two boxes are about as wide and as high. */
function areAlike(a: Box, b: Box): boolean {
  const isNear = (x: number, y: number): boolean => Math.abs(x - y) <= ALIKE * Math.max(x, y);
  return isNear(a.width, b.width) && isNear(a.height, b.height);
}

/** The components that are closed and convex, whatever they enclose. */
function outlinesOf(
  largest: readonly Labelled[],
  { labels }: Components,
  size: Size,
): (Labelled & { readonly outline: Outline })[] {
  let pixels = MOST_PIXELS * size.width * size.height;
  return largest.slice(0, MOST_OUTLINES).flatMap((each) => {
    const { part, label } = each;
    if (!isAround(label, part, part, labels, size)) return [];
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

/** Whether the component of this label surrounds the centre of a mark. */
function isAround(
  label: number,
  outline: Component,
  mark: Box,
  labels: Int32Array,
  { width, height }: Size,
): boolean {
  let hits = 0;
  let beyond = 0; // rays that leave the image, if the outline does so, too
  for (const [dx, dy] of directions) {
    let x = mark.x + mark.width / 2;
    let y = mark.y + mark.height / 2;
    for (;;) {
      const [column, row] = [Math.floor(x), Math.floor(y)];
      if (column < 0 || row < 0 || column >= width || row >= height) {
        if (isCut(outline, column < 0, row < 0, column >= width, row >= height, width, height)) beyond++;
        break;
      }
      if (labels[row * width + column] === label) {
        hits++;
        break;
      }
      x += dx;
      y += dy;
    }
  }
  return hits >= AROUND_IF_CUT * RAYS && hits + beyond >= AROUND * RAYS;
}

/** Whether a component reaches the border of the image on this side. */
function isCut(
  { x, y, width: across, height: down }: Box,
  left: boolean,
  top: boolean,
  right: boolean,
  bottom: boolean,
  width: number,
  height: number,
): boolean {
  return (
    (left && x === 0) ||
    (top && y === 0) ||
    (right && x + across === width) ||
    (bottom && y + down === height)
  );
}

/** Steps of at most a pixel along the sides of a square: without angles, whose functions differ between engines. */
const directions: readonly (readonly [number, number])[] = Array.from({ length: RAYS }, (_, k) => {
  const quarter = RAYS / 4;
  const along = (2 * ((k % quarter) + 0.5)) / quarter - 1;
  return (
    [
      [1, along],
      [-along, 1],
      [-1, -along],
      [along, -1],
    ] as const
  )[Math.floor(k / quarter)];
});

/** Sets an outline to paper, with its soft edge. */
function erase(
  ink: Plane,
  { labels }: Components,
  { paper }: Levels,
  { part, label, outline }: Labelled,
): void {
  const { width, height, data } = ink;
  const isOwn = (x: number, y: number): boolean =>
    labels[y * width + x] === label &&
    (outline === undefined ||
      outline.band[(y - outline.box.y) * outline.box.width + x - outline.box.x] === 1);
  for (let y = part.y; y < part.y + part.height; y++) {
    for (let x = part.x; x < part.x + part.width; x++) {
      if (!isOwn(x, y)) continue;
      for (let row = Math.max(0, y - RIM); row <= Math.min(height - 1, y + RIM); row++) {
        for (let column = Math.max(0, x - RIM); column <= Math.min(width - 1, x + RIM); column++) {
          const p = row * width + column;
          if (labels[p] === 0 || isOwn(column, row)) data[p] = Math.min(data[p], paper);
        }
      }
    }
  }
}

/** Pixels of soft edge that are erased with an outline. */
const RIM = 2;
