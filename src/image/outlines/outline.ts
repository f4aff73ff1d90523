/** The shape of a component that may be an outline drawn around digits, which may touch it. */

import type { Box } from '../image.ts';
import type { Component } from '../raster/connected-components.ts';
import { Moments } from '../raster/moments.ts';
import { upperMedian } from '../raster/upper-median.ts';
import { bandOf, markOutside, measureDistances, ownPixels, type Shape, spanOf, UNIT } from './shape.ts';

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
  // most digits, without looking inside: they are open, or what they may surround is too small
  if (filled < CONVEX_BOX * hull || filled - part.area < ROOMY * filled) return undefined;
  const box = { x: part.x - 1, y: part.y - 1, width: part.width + 2, height: part.height + 2 };
  const shape = { ...box, own: ownPixels(label, part, labels, stride) };
  const { distances, solid } = markOutside(shape);
  const holes = solid - part.area;
  const isBox = solid >= RECTANGULAR * part.width * part.height;
  if (holes < ROOMY * solid || solid < (isBox ? CONVEX_BOX : CONVEX) * hull) return undefined;
  const corners = cornersOf(part, label, labels, stride);
  if (!hasInnerInk(shape)) {
    return { box, band: shape.own.slice(), isBox, corners, rest: 0, isTouched: false };
  }
  measureDistances(shape, distances);
  const most = (THICK * usualThickness(shape) + 1) * UNIT;
  const { band, ring, deepest } = bandOf(shape, distances, most);
  return {
    box,
    band,
    isBox,
    corners,
    rest: 1 - ring / part.area,
    isTouched: ring < part.area && isTouched(shape, distances, most, deepest, isBox),
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
  return upperMedian(Float32Array.from(lengths));
}

/** Whether the ink further from the outside than `most` may be a digit: it is high, and not just a thicker side. */
function isTouched(
  { own, width, height }: Shape,
  distances: Int32Array,
  most: number,
  deepest: number,
  isBox: boolean,
): boolean {
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
