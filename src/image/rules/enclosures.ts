/** Finds and removes outlines drawn around digits, of any shape and thickness: circles, boxes, bubbles, thick frames. */

import type { Box, Plane } from '../image.ts';
import { type Levels, lowThreshold } from '../paper/levels.ts';
import { type Component, type Components, connectedComponents } from '../raster/connected-components.ts';

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
 * A slash in a 0 that does not touch it: in an outline narrower than this, a mark that fills it from corner to corner,
 * and covers less than this fraction of its own box.
 */
const NARROW = 0.85;
const SLASH_HEIGHT = 0.5;
const SLASH_WIDTH = 0.4;
const SLASH_AREA = 0.45;

/**
 * Sets the ink of outlines around other ink to paper.
 *
 * @param ink changed in place
 * @returns their number
 */
export function removeEnclosures(ink: Plane, levels: Levels): number {
  const components = connectedComponents(ink, lowThreshold(levels), levels.threshold);
  const outlines = findEnclosures(components, ink);
  if (outlines.length > 0) erase(ink, components, outlines, levels);
  return outlines.length;
}

/** The labels of the components that enclose others, from 1. */
export function findEnclosures({ labels, parts }: Components, size: Omit<Plane, 'data'>): number[] {
  if (parts.length < 2 || parts.length > MOST_COMPONENTS) return [];
  const largest = parts
    .map((part, k) => ({ part, label: k + 1 }))
    .filter(({ part }) => Math.max(part.width, part.height) > SPECK)
    .sort((a, b) => b.part.width * b.part.height - a.part.width * a.part.height);
  return largest
    .slice(0, MOST_OUTLINES)
    .filter(({ part, label }, k) => {
      const inner = largest.slice(k + 1).filter((other) => contains(part, other.part));
      const enclosed = inner
        .slice(0, MOST_ENCLOSED)
        .filter((other) => isAround(label, part, other.part, labels, size))
        .map((other) => other.part);
      return areLarge(enclosed, part) && !(enclosed.length === 1 && isSlash(enclosed[0], part));
    })
    .map(({ label }) => label);
}

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x > outer.x &&
    inner.y > outer.y &&
    inner.x + inner.width < outer.x + outer.width &&
    inner.y + inner.height < outer.y + outer.height
  );
}

function areLarge(enclosed: readonly Box[], outline: Box): boolean {
  if (enclosed.length === 0) return false;
  const largest = Math.max(...enclosed.map(({ width, height }) => Math.max(width, height)));
  const least = enclosed.length === 1 ? LARGE : LARGE_OF_SEVERAL;
  return largest >= least * Math.min(outline.width, outline.height);
}

/** Whether it is a 0 with a slash rather than a digit with a circle around it. */
function isSlash(mark: Component, outline: Box): boolean {
  return (
    outline.width < NARROW * outline.height &&
    mark.height >= SLASH_HEIGHT * outline.height &&
    mark.width >= SLASH_WIDTH * outline.width &&
    mark.area < SLASH_AREA * mark.width * mark.height
  );
}

/** Whether the component of this label surrounds the centre of a mark. */
function isAround(
  label: number,
  outline: Component,
  mark: Box,
  labels: Int32Array,
  { width, height }: Omit<Plane, 'data'>,
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
  return ([[1, along], [-along, 1], [-1, -along], [along, -1]] as const)[Math.floor(k / quarter)];
});

/** Sets them to paper, with the soft edge around them. */
function erase(ink: Plane, { labels }: Components, outlines: readonly number[], levels: Levels): void {
  const { width, height, data } = ink;
  const chosen = new Set(outlines);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!chosen.has(labels[y * width + x])) continue;
      for (let row = Math.max(0, y - RIM); row <= Math.min(height - 1, y + RIM); row++) {
        for (let column = Math.max(0, x - RIM); column <= Math.min(width - 1, x + RIM); column++) {
          const p = row * width + column;
          const label = labels[p];
          if (label === 0 || chosen.has(label)) data[p] = Math.min(data[p], levels.paper);
        }
      }
    }
  }
}

/** Pixels of soft edge that are erased with an outline. */
const RIM = 2;
