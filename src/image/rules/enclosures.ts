/** Finds and removes outlines drawn around digits, of any shape and thickness: circles, boxes, bubbles, thick frames. */

import type { Box, Plane } from '../image.ts';
import { inkComponents } from '../paper/ink-components.ts';
import { type Levels, lowThreshold, measureLevels } from '../paper/levels.ts';
import type { Component, Components } from '../raster/connected-components.ts';
import { Moments } from '../raster/moments.ts';
import { isNoise } from '../raster/noise.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { type Outline, outlineOf } from './outline.ts';

type Size = Omit<Plane, 'data'>;

const restMemory = new ScratchMemory();

/** Directions in which an outline is looked for around what it may enclose. */
const RAYS = 64;

/** The fraction of them in which it must be there: drawn circles have gaps. */
const AROUND = 0.88;

/** The same if the outline is cut by the border of the image, beyond which it may go on. */
const AROUND_IF_CUT = 0.6;

/** Minimum size of what is enclosed, relative to the shorter side of the outline: a dot in a 0 is smaller. */
const LARGE = 0.3;

/** If several marks are enclosed, that of the largest: a frame around several lines. */
const LARGE_OF_SEVERAL = 0.1;

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

/** The size of a corner, relative to the shorter side. A circle is 0.15 away from the corners of its box. */
const CORNER = 0.08;

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
  const round = findEnclosing(largest, components, ink).filter(
    ({ part, label }) => !hasCorners(part, label, components.labels, ink.width),
  );
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
  const found = [...findEnclosing(largest, components, ink), ...findTouched(largest, components, ink)];
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

/** Whether a component reaches two corners of its box or more, as boxes and frames do. */
function hasCorners(
  { x, y, width, height }: Box,
  label: number,
  labels: Int32Array,
  stride: number,
): boolean {
  const near = Math.ceil(CORNER * Math.min(width, height));
  let corners = 0;
  for (const top of [y, y + height - near]) {
    for (const left of [x, x + width - near]) {
      let isThere = false;
      for (let row = top; row < top + near; row++) {
        for (let column = left; column < left + near; column++) {
          isThere ||= labels[row * stride + column] === label;
        }
      }
      if (isThere) corners++;
    }
  }
  return corners >= 2;
}

/**
 * The levels of what is left if the largest component is taken away, if that is an outline and the rest is much
 * fainter, such as pencil in a printed box.
 */
function levelsInside(
  largest: readonly Labelled[],
  components: Components,
  ink: Plane,
  levels: Levels,
): Levels | undefined {
  if (largest.length === 0) return undefined;
  const [{ part, label }] = largest;
  const { labels } = components;
  if (!isAround(label, part, part, labels, ink)) return undefined;
  if (outlineOf(label, part, labels, ink.width) === undefined) return undefined;
  const rest = { ...ink, data: restMemory.floats(ink.data.length) };
  rest.data.set(ink.data);
  erase(rest, components, levels, { part, label });
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
    if (!areLarge(enclosed, part)) return false;
    if (enclosed.length > 1 || !isSlash(enclosed[0], part, labels, size.width)) return true;
    return outlineOf(label, part, labels, size.width)?.isBox === true;
  });
}

/** Outlines that are touched by what they enclose, so that both are one component. */
function findTouched(largest: readonly Labelled[], { labels }: Components, size: Size): Labelled[] {
  let pixels = MOST_PIXELS * size.width * size.height;
  return largest.slice(0, MOST_OUTLINES).flatMap((each) => {
    const { part, label } = each;
    if (!isAround(label, part, part, labels, size)) return [];
    pixels -= part.width * part.height;
    if (pixels < 0) return [];
    const outline = outlineOf(label, part, labels, size.width);
    return outline?.isTouched ? [{ ...each, outline }] : [];
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

function areLarge(enclosed: readonly Labelled[], outline: Box): boolean {
  if (enclosed.length === 0) return false;
  const largest = Math.max(...enclosed.map(({ part }) => Math.max(part.width, part.height)));
  const least = enclosed.length === 1 ? LARGE : LARGE_OF_SEVERAL;
  return largest >= least * Math.min(outline.width, outline.height);
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
