/** Closes short gaps within strokes, where the pen skipped, so that a broken digit is not read as several. */

import { boundingBox } from '../digit/isolate-digit.ts';
import { strokeWidth } from '../digit/stroke.ts';
import { type Box, cropPlane, type Plane } from '../image.ts';
import type { Component } from '../raster/connected-components.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';

const cropMemory = new ScratchMemory();

/** If there are more components, it is print or noise. */
const MOST_COMPONENTS = 200;

/** Maximum length of a gap, in stroke widths. */
const LONGEST = 2;

/** The end of a stroke is examined up to this distance from the gap, in stroke widths. */
const REACH = 2;

/** Within that distance, it is at most so far off the line across the gap, to either side, and at least so long. */
const OFF = 1.4;
const LENGTH = 0.8;

/** Maximum width of a broken digit, in its heights. */
const WIDEST = 0.9;

/** Gaps longer than this fraction of the height are not examined. */
const GAP = 0.22;

/** The width of a bridge, in stroke widths: less than a stroke, so that touching digits are cut there. */
const BRIDGE = 0.8;

/** Maximum number of distances between pixels that are computed. */
const MOST_WORK = 20_000_000;

/** Number of steps in which the middle of an end is found. */
const STEPS = 3;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Joins components whose strokes end face to face: both ends point at each other along the line across the gap.
 * Neighbouring digits face each other with the sides of their strokes, or are together wider than a digit.
 *
 * @param ink 0 is paper; bridges are drawn in place
 * @param labels 1 + the index of the component, by pixel
 * @returns whether there are any
 */
export function bridgeGaps(ink: Plane, labels: Int32Array, parts: readonly Component[]): boolean {
  if (parts.length < 2 || parts.length > MOST_COMPONENTS) return false;
  const widths = new Map<number, number>();
  const widthOf = (n: number): number => {
    const width = widths.get(n) ?? penWidth(ink, parts[n]);
    widths.set(n, width);
    return width;
  };
  let found = false;
  let work = 0;
  for (let a = 0; a < parts.length; a++) {
    for (let b = a + 1; b < parts.length; b++) {
      const both = boundingBox([parts[a], parts[b]]);
      if (both.width > WIDEST * both.height || !isNear(parts[a], parts[b], GAP * both.height)) continue;
      const width = Math.min(widthOf(a), widthOf(b));
      const far = LONGEST * width + 1;
      if (!isNear(parts[a], parts[b], far)) continue;
      const from = pixelsNear(a + 1, parts[a], parts[b], far + REACH * width, ink.width, labels);
      const to = pixelsNear(b + 1, parts[b], parts[a], far + REACH * width, ink.width, labels);
      work += from.edge.length * to.edge.length;
      if (work > MOST_WORK) return found;
      const gap = shortestGap(from.edge, to.edge, far, width);
      if (gap === undefined) continue;
      if (!isEnd(from.all, gap[0], gap[1], width) || !isEnd(to.all, gap[1], gap[0], width)) continue;
      const strength = Math.min(parts[a].mass / parts[a].area, parts[b].mass / parts[b].area);
      draw(ink, gap, (BRIDGE * width) / 2, strength);
      found = true;
    }
  }
  return found;
}

/**
 * The width of the strokes of a component, including their ends: of the two sides of a bar with this area and half
 * outline, the shorter one.
 */
function penWidth(ink: Plane, part: Component): number {
  const mean = strokeWidth(cropPlane(ink, part, cropMemory.plane(part.width, part.height)));
  const half = mean > 0 ? part.area / mean : 0;
  const root = half * half - 4 * part.area;
  return root > 0 ? (half - Math.sqrt(root)) / 2 : mean;
}

function isNear(a: Box, b: Box, far: number): boolean {
  const x = Math.max(a.x - (b.x + b.width), b.x - (a.x + a.width));
  const y = Math.max(a.y - (b.y + b.height), b.y - (a.y + a.height));
  return Math.max(x, y) <= far;
}

/** The pixels of a component within the box of another, enlarged by `far`, and those of them at its outline. */
function pixelsNear(
  label: number,
  part: Box,
  other: Box,
  far: number,
  width: number,
  labels: Int32Array,
): { all: readonly Point[]; edge: readonly Point[] } {
  const left = Math.max(part.x, Math.floor(other.x - far));
  const right = Math.min(part.x + part.width, Math.ceil(other.x + other.width + far));
  const top = Math.max(part.y, Math.floor(other.y - far));
  const bottom = Math.min(part.y + part.height, Math.ceil(other.y + other.height + far));
  const all: Point[] = [];
  const edge: Point[] = [];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const p = y * width + x;
      if (labels[p] !== label) continue;
      all.push({ x, y });
      const isInner = [p - 1, p + 1, p - width, p + width].every((near) => labels[near] === label);
      if (!isInner) edge.push({ x, y });
    }
  }
  return { all, edge };
}

/**
 * The middle of the place, up to `width` across, where two sets of pixels are closest to each other; undefined if they
 * are further apart than `far`.
 */
function shortestGap(
  from: readonly Point[],
  to: readonly Point[],
  far: number,
  width: number,
): [Point, Point] | undefined {
  let least = far * far;
  let closest: Point | undefined;
  for (const a of from) {
    for (const b of to) {
      if (square(a, b) >= least) continue;
      least = square(a, b);
      closest = a;
    }
  }
  if (closest === undefined) return undefined;
  const bound = (Math.sqrt(least) + 1) * (Math.sqrt(least) + 1);
  const pairs = from.flatMap((a) =>
    to.filter((b) => square(a, b) <= bound).map((b): readonly [Point, Point] => [a, b]),
  );
  let gap: [Point, Point] = [closest, closest];
  // from the closest pair, which may be at a corner of the end, to the middle of the end
  for (let step = 0; step < STEPS; step++) {
    const near = pairs.filter(([a]) => square(a, gap[0]) <= width * width);
    gap = [meanOf(near.map(([a]) => a)), meanOf(near.map(([, b]) => b))];
  }
  return gap;
}

const square = (a: Point, b: Point): number => (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);

function meanOf(points: readonly Point[]): Point {
  let [x, y] = [0, 0];
  for (const point of points) {
    x += point.x;
    y += point.y;
  }
  return { x: x / points.length, y: y / points.length };
}

/** Whether the pixels near `end` are a stroke that ends there and points at `at`. */
function isEnd(pixels: readonly Point[], end: Point, at: Point, width: number): boolean {
  const length = Math.sqrt(square(at, end));
  if (length === 0) return false;
  const ux = (at.x - end.x) / length;
  const uy = (at.y - end.y) / length;
  let deepest = 0;
  for (const { x, y } of pixels) {
    const [dx, dy] = [x - end.x, y - end.y];
    if (dx * dx + dy * dy > REACH * width * REACH * width) continue;
    if (Math.abs(dx * uy - dy * ux) > OFF * width) return false;
    deepest = Math.max(deepest, -(dx * ux + dy * uy));
  }
  return deepest >= LENGTH * width;
}

/** A bar across the gap. */
function draw(ink: Plane, [a, b]: readonly [Point, Point], half: number, strength: number): void {
  const thick = Math.max(0.75, half);
  const length = Math.sqrt(square(a, b));
  const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
  const left = Math.max(0, Math.floor(Math.min(a.x, b.x) - thick));
  const right = Math.min(ink.width - 1, Math.ceil(Math.max(a.x, b.x) + thick));
  const top = Math.max(0, Math.floor(Math.min(a.y, b.y) - thick));
  const bottom = Math.min(ink.height - 1, Math.ceil(Math.max(a.y, b.y) + thick));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = (x - a.x) * ux + (y - a.y) * uy;
      const across = (x - a.x) * uy - (y - a.y) * ux;
      if (along < -1 || along > length + 1 || Math.abs(across) > thick) continue;
      const p = y * ink.width + x;
      ink.data[p] = Math.max(ink.data[p], strength);
    }
  }
}
