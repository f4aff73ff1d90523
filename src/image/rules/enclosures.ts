/** Finds and removes outlines drawn around digits, of any shape and thickness: circles, boxes, bubbles, thick frames. */

import type { Box, Plane } from '../image.ts';
import type { Levels } from '../paper/levels.ts';
import type { Component, Components } from '../raster/connected-components.ts';
import { Moments } from '../raster/moments.ts';
import { type Outline, outlineOf } from './outline.ts';

type Size = Omit<Plane, 'data'>;

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

/**
 * Sets the ink of outlines around other ink to paper.
 *
 * @param ink changed in place
 * @param components those of `ink`
 * @returns the number of outlines
 */
export function removeEnclosures(ink: Plane, levels: Levels, components: Components): number {
  const { parts } = components;
  if (parts.length > MOST_COMPONENTS) return 0;
  const largest = parts
    .map((part, k): Labelled => ({ part, label: k + 1 }))
    .filter(({ part }) => Math.max(part.width, part.height) > SPECK)
    .sort((a, b) => b.part.width * b.part.height - a.part.width * a.part.height);
  const enclosing = largest
    .slice(0, MOST_OUTLINES)
    .filter((outline, k) => encloses(outline, largest.slice(k + 1), components, ink));
  const touched = findTouched(largest, enclosing, components, ink);
  for (const { part, label } of enclosing) erase(ink, components, levels, part, label, null);
  for (const { part, label, outline } of touched) erase(ink, components, levels, part, label, outline);
  return enclosing.length + touched.length;
}

interface Labelled {
  readonly part: Component;
  readonly label: number;
}

/** Whether a component is around others that are as large as digits. */
function encloses(
  { part, label }: Labelled,
  smaller: readonly Labelled[],
  { labels }: Components,
  size: Size,
): boolean {
  const enclosed = smaller
    .filter((other) => contains(part, other.part))
    .slice(0, MOST_ENCLOSED)
    .filter((other) => isAround(label, part, other.part, labels, size));
  if (!areLarge(enclosed, part)) return false;
  if (enclosed.length > 1 || !isSlash(enclosed[0], part, labels, size.width)) return true;
  return outlineOf(label, part, labels, size.width)?.isBox === true;
}

/** Outlines that are touched by what they enclose, so that both are one component. */
function findTouched(
  largest: readonly Labelled[],
  enclosing: readonly Labelled[],
  { labels }: Components,
  size: Size,
): (Labelled & { readonly outline: Outline })[] {
  let pixels = MOST_PIXELS * size.width * size.height;
  return largest.slice(0, MOST_OUTLINES).flatMap((each) => {
    const { part, label } = each;
    if (enclosing.includes(each) || !isAround(label, part, part, labels, size)) return [];
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

/** Sets an outline to paper, with its soft edge; null if that is the whole component. */
function erase(
  ink: Plane,
  { labels }: Components,
  { paper }: Levels,
  part: Box,
  label: number,
  outline: Outline | null,
): void {
  const { width, height, data } = ink;
  const isOwn = (x: number, y: number): boolean =>
    labels[y * width + x] === label &&
    (outline === null || outline.band[(y - outline.box.y) * outline.box.width + x - outline.box.x] === 1);
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
