/** The shape of a component that may be an outline drawn around digits, which may touch it. */

import type { Box } from '../image.ts';
import type { Component } from '../raster/connected-components.ts';
import { Moments } from '../raster/moments.ts';

/**
 * An outline is convex: the ink and what it surrounds fill this fraction of their convex hull. Less is enough for boxes,
 * beyond which digits may extend, because no digit looks like one.
 */
const CONVEX = 0.95;
const CONVEX_BOX = 0.9;

/** Paper, or ink that touches no outline, covers at least this fraction of what the outline surrounds. */
const ROOMY = 0.3;

/** The part of the rows and columns, around the middle, in which the outline is crossed at about a right angle. */
const MIDDLE = 0.6;

/** What is further from the outside than this many times the usual thickness, plus a pixel, is other ink. */
const THICK = 1.12;

/** Distances are in thirds of a pixel: 3 to a neighbour, 4 to a diagonal one (G. Borgefors, 1986). */
const UNIT = 3;
const DIAGONAL = 4;

/** Ink inside an outline: minimum height relative to it, and fraction that is nearer to the middle than to the outline. */
const HIGH = 0.35;
const HIGH_IF_ROUND = 0.55;
const INNER = 0.15;
const DEEP = 0.5;

/** What surrounds this fraction of its box is a box; an ellipse surrounds 0.79 of its own. */
const RECTANGULAR = 0.85;

/**
 * In an ellipse, which may be a 0, other ink is the slash of the 0, or its curled end, if it is this narrow (see
 * `moments.ts`), or if its centre is this far from that of the ellipse, relative to its width
 * or height.
 */
const NARROW = 0.34;
const OFF = 0.15;

/** The size of a corner, relative to the shorter side. A circle is 0.15 away from the corners of its box. */
const CORNER = 0.08;

/** A closed, convex component. */
export interface Outline {
  /** Its box with a rim of one pixel, which may extend beyond the image. */
  readonly box: Box;
  /** For each pixel of the box 1 if it belongs to the outline itself, not to ink that touches it. */
  readonly band: Uint8Array;
  /** Whether it is rectangular rather than round. */
  readonly isBox: boolean;
  /** The number of corners of its box that it reaches. */
  readonly corners: number;
  /** The fraction of the component that is not outline. */
  readonly rest: number;
  /** Whether the rest of the component may be a digit. */
  readonly isTouched: boolean;
}

/** Undefined if the component is open, or not convex, as most digits are. */
export function outlineOf(
  label: number,
  part: Component,
  labels: Int32Array,
  stride: number,
): Outline | undefined {
  const { filled, hull } = spanOf(label, part, labels, stride);
  if (filled < CONVEX_BOX * hull) return undefined; // most digits, without looking inside
  const box = { x: part.x - 1, y: part.y - 1, width: part.width + 2, height: part.height + 2 };
  const shape = { ...box, own: ownPixels(label, part, labels, stride) };
  const distances = markOutside(shape);
  const { solid, holes } = countInside(shape, distances);
  const isBox = solid >= RECTANGULAR * part.width * part.height;
  if (holes < ROOMY * solid || solid < (isBox ? CONVEX_BOX : CONVEX) * hull) return undefined;
  const corners = cornersOf(part, label, labels, stride);
  if (!hasInnerInk(shape)) return { box, band: shape.own, isBox, corners, rest: 0, isTouched: false };
  measureDistances(shape, distances);
  const most = (THICK * usualThickness(shape) + 1) * UNIT;
  const band = shape.own.map((own, p) => (own === 1 && distances[p] <= most ? 1 : 0));
  const ring = band.reduce((sum, own) => sum + own, 0);
  return {
    box,
    band,
    isBox,
    corners,
    rest: 1 - ring / part.area,
    isTouched: isTouched(shape, distances, most, isBox),
  };
}

/** The number of corners of its box that a component reaches: 4 for boxes and frames, none for circles. */
export function cornersOf(
  { x, y, width, height }: Box,
  label: number,
  labels: Int32Array,
  stride: number,
): number {
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
  return corners;
}

interface Shape extends Box {
  /** 1 where the component is. */
  readonly own: Uint8Array;
}

function ownPixels(label: number, part: Component, labels: Int32Array, stride: number): Uint8Array {
  const width = part.width + 2;
  const own = new Uint8Array(width * (part.height + 2));
  for (let y = 0; y < part.height; y++) {
    const from = (part.y + y) * stride + part.x;
    const to = (y + 1) * width + 1;
    for (let x = 0; x < part.width; x++) if (labels[from + x] === label) own[to + x] = 1;
  }
  return own;
}

/** 0 for the paper outside of the component, and more than any distance for all else. */
function markOutside({ own, width, height }: Shape): Int32Array {
  const distances = new Int32Array(own.length).fill(width * height * DIAGONAL);
  const stack = new Int32Array(own.length);
  let count = 0;
  const reach = (p: number): void => {
    if (own[p] === 1 || distances[p] === 0) return;
    distances[p] = 0;
    stack[count++] = p;
  };
  reach(0); // the rim is paper
  while (count > 0) {
    const p = stack[--count];
    const x = p % width;
    if (x > 0) reach(p - 1);
    if (x < width - 1) reach(p + 1);
    if (p >= width) reach(p - width);
    if (p < own.length - width) reach(p + width);
  }
  return distances;
}

/** Replaces each distance by that from the paper outside. */
function measureDistances({ width, height }: Shape, distances: Int32Array): void {
  for (let y = 1; y < height - 1; y++) {
    for (let p = y * width + 1; p < (y + 1) * width - 1; p++) {
      const above = Math.min(distances[p - width - 1], distances[p - width + 1]) + DIAGONAL;
      distances[p] = Math.min(distances[p], above, Math.min(distances[p - 1], distances[p - width]) + UNIT);
    }
  }
  for (let y = height - 2; y > 0; y--) {
    for (let p = (y + 1) * width - 2; p > y * width; p--) {
      const below = Math.min(distances[p + width - 1], distances[p + width + 1]) + DIAGONAL;
      distances[p] = Math.min(distances[p], below, Math.min(distances[p + 1], distances[p + width]) + UNIT);
    }
  }
}

/** The number of pixels that are not outside, and those of them that are not ink of the component. */
function countInside({ own }: Shape, distances: Int32Array): { solid: number; holes: number } {
  let solid = 0;
  let ink = 0;
  for (let p = 0; p < own.length; p++) {
    if (distances[p] > 0) solid++;
    ink += own[p];
  }
  return { solid, holes: solid - ink };
}

/**
 * The number of pixels between the first and the last of each row, of which the component and its holes are part, and
 * the area of its convex hull.
 */
function spanOf(
  label: number,
  { x, y, width, height }: Box,
  labels: Int32Array,
  stride: number,
): { filled: number; hull: number } {
  const lefts = new Int32Array(height);
  const rights = new Int32Array(height);
  let filled = 0;
  for (let row = 0; row < height; row++) {
    const start = (y + row) * stride + x;
    let first = 0;
    while (labels[start + first] !== label) first++;
    let last = width;
    while (labels[start + last - 1] !== label) last--;
    filled += last - first;
    lefts[row] = first;
    rights[row] = -last;
  }
  return { filled, hull: -areaBeside(rights) - areaBeside(lefts) };
}

/**
 * The area between the y axis and the lower convex hull of a side, which has one x for each row (A. M. Andrew's monotone
 * chain, 1979): the smallest x's that are convex.
 */
function areaBeside(side: Int32Array): number {
  const count = 2 * side.length; // each row has two corners
  const hull = new Int32Array(count);
  let top = 0;
  const xOf = (corner: number): number => side[corner >> 1];
  const yOf = (corner: number): number => (corner + 1) >> 1;
  for (let corner = 0; corner < count; corner++) {
    while (top > 1) {
      const [a, b] = [hull[top - 2], hull[top - 1]];
      const turn = (xOf(b) - xOf(a)) * (yOf(corner) - yOf(a)) - (yOf(b) - yOf(a)) * (xOf(corner) - xOf(a));
      if (turn < 0) break;
      top--;
    }
    hull[top++] = corner;
  }
  let twice = 0;
  for (let k = 1; k < top; k++) {
    twice += (xOf(hull[k - 1]) + xOf(hull[k])) * (yOf(hull[k]) - yOf(hull[k - 1]));
  }
  return twice / 2;
}

/** Whether any ink of a component is in the inner half of its box: an empty outline has none there. */
function hasInnerInk({ own, width, height }: Shape): boolean {
  for (let y = height >> 2; y < height - (height >> 2); y++) {
    for (let x = width >> 2; x < width - (width >> 2); x++) if (own[y * width + x] === 1) return true;
  }
  return false;
}

/** The median length of the outermost runs of rows and columns around the middle. */
function usualThickness({ own, width, height }: Shape): number {
  const lengths: number[] = [];
  const run = (first: number, step: number, count: number): void => {
    let k = 0;
    while (k < count && own[first + k * step] === 0) k++;
    const start = k;
    while (k < count && own[first + k * step] === 1) k++;
    if (k > start) lengths.push(k - start);
  };
  const margin = (1 - MIDDLE) / 2;
  for (let y = Math.floor(margin * height); y < (1 - margin) * height; y++) {
    run(y * width, 1, width);
    run((y + 1) * width - 1, -1, width);
  }
  for (let x = Math.floor(margin * width); x < (1 - margin) * width; x++) {
    run(x, width, height);
    run((height - 1) * width + x, -width, height);
  }
  lengths.sort((a, b) => a - b);
  return lengths[lengths.length >> 1];
}

/** Whether the ink further from the outside than `most` may be a digit: it is high, and not just a thicker side. */
function isTouched(
  { own, width, height }: Shape,
  distances: Int32Array,
  most: number,
  isBox: boolean,
): boolean {
  const deepest = distances.reduce((largest, distance) => Math.max(largest, distance), 0);
  const rest = new Moments();
  let deep = 0;
  let rows = 0;
  for (let y = 0; y < height; y++) {
    const before = rest.count;
    for (let x = 0; x < width; x++) {
      const distance = distances[y * width + x];
      if (own[y * width + x] === 0 || distance <= most) continue;
      if (distance > DEEP * deepest) deep++;
      rest.add(x, y);
    }
    if (rest.count > before) rows++;
  }
  if (rows < (isBox ? HIGH : HIGH_IF_ROUND) * height || deep < INNER * rest.count) return false;
  if (isBox) return true;
  const { x, y } = rest.centre;
  const isCentral = Math.abs(x - width / 2) <= OFF * width && Math.abs(y - height / 2) <= OFF * height;
  return isCentral && rest.narrowness >= NARROW;
}
