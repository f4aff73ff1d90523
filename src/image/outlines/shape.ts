/** The pixels of a component with a rim of one pixel: what is outside, how far each is from there, and its convex hull. */

import type { Box } from '../image.ts';
import type { Component } from '../raster/connected-components.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

/** Distances are in thirds of a pixel: 3 to a neighbour, 4 to a diagonal one (G. Borgefors, 1986). */
export const UNIT = 3;
const DIAGONAL = 4;

const leftMemory = new ScratchMemory();
const rightMemory = new ScratchMemory();
const ownMemory = new ScratchMemory();
const distanceMemory = new ScratchMemory();
const stackMemory = new ScratchMemory();
const bandMemory = new ScratchMemory();
const foundMemory = new ScratchMemory();

/** A box with a rim of one pixel around a component. */
export interface Shape extends Box {
  /** 1 where the component is; valid until the next one. */
  readonly own: Uint8Array;
}

/** 1 for each pixel of the component, 0 for all else in its box with the rim; valid until the next call. */
export function ownPixels(label: number, part: Component, labels: Int32Array, stride: number): Uint8Array {
  const width = part.width + 2;
  const own = ownMemory.bytes(width * (part.height + 2));
  const kernels = pixelKernels(labels, own);
  if (kernels !== undefined) {
    const start = labels.byteOffset + 4 * (part.y * stride + part.x);
    kernels.ownPixels(start, stride, part.width, part.height, label, own.byteOffset);
    return own;
  }
  own.fill(0);
  for (let y = 0; y < part.height; y++) {
    const from = (part.y + y) * stride + part.x;
    const to = (y + 1) * width + 1;
    for (let x = 0; x < part.width; x++) if (labels[from + x] === label) own[to + x] = 1;
  }
  return own;
}

/**
 * 0 for the paper outside of the component, and more than any distance for all else, until the next call; and the number of
 * pixels that are not outside.
 */
export function markOutside({ own, width, height }: Shape): { distances: Int32Array; solid: number } {
  const distances = distanceMemory.integers(own.length);
  const stack = stackMemory.integers(own.length);
  const kernels = pixelKernels(own, distances, stack);
  if (kernels !== undefined) {
    const addresses = [distances, stack].map(({ byteOffset }) => byteOffset);
    return { distances, solid: kernels.markOutside(own.byteOffset, width, height, ...addresses) };
  }
  distances.fill(width * height * DIAGONAL);
  let count = 0;
  const reach = (p: number): void => {
    if (own[p] === 1 || distances[p] === 0) return;
    distances[p] = 0;
    stack[count++] = p;
  };
  reach(0); // the rim is paper
  let solid = own.length;
  while (count > 0) {
    const p = stack[--count];
    solid--;
    const x = p % width;
    if (x > 0) reach(p - 1);
    if (x < width - 1) reach(p + 1);
    if (p >= width) reach(p - width);
    if (p < own.length - width) reach(p + width);
  }
  return { distances, solid };
}

/** Replaces each distance by that from the paper outside. */
export function measureDistances({ width, height }: Shape, distances: Int32Array): void {
  const kernels = pixelKernels(distances);
  if (kernels !== undefined) {
    kernels.measureDistances(distances.byteOffset, width, height);
    return;
  }
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

/**
 * The number of pixels between the first and the last of each row, of which the component and its holes are part, and
 * the area of its convex hull.
 */
export function spanOf(
  label: number,
  { x, y, width, height }: Box,
  labels: Int32Array,
  stride: number,
): { filled: number; hull: number } {
  const lefts = leftMemory.integers(height);
  const rights = rightMemory.integers(height);
  const kernels = pixelKernels(labels, lefts, rights);
  if (kernels !== undefined) {
    const start = labels.byteOffset + 4 * (y * stride + x);
    const sides = [lefts.byteOffset, rights.byteOffset] as const;
    const filled = kernels.rowSpans(start, stride, width, height, label, ...sides);
    return { filled, hull: -areaBeside(rights) - areaBeside(lefts) };
  }
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

/** The pixels up to a distance from the outside and their number, and the largest distance. */
export function bandOf(
  { own }: Shape,
  distances: Int32Array,
  most: number,
): { band: Uint8Array; ring: number; deepest: number } {
  const marked = bandMemory.bytes(own.length);
  const found = foundMemory.integers(2);
  const kernels = pixelKernels(own, distances, marked, found);
  if (kernels !== undefined) {
    const addresses = [marked, found].map(({ byteOffset }) => byteOffset);
    kernels.markBand(own.byteOffset, distances.byteOffset, own.length, most, ...addresses);
    return { band: marked.slice(), ring: found[0], deepest: found[1] };
  }
  const band = new Uint8Array(own.length);
  let ring = 0;
  let deepest = 0;
  for (let p = 0; p < own.length; p++) {
    const distance = distances[p];
    if (distance > deepest) deepest = distance;
    if (own[p] === 0 || distance > most) continue;
    band[p] = 1;
    ring++;
  }
  return { band, ring, deepest };
}
