/**
 * Removes outlines drawn around digits, of any shape and thickness: circles, bubbles, thick boxes. Thin straight lines
 * are also found where they are no outline, in `rules/`.
 */

import type { Box, Plane } from '../image.ts';
import { inkComponents } from '../paper/ink-components.ts';
import { type Levels, lowThreshold, measureLevels } from '../paper/levels.ts';
import type { Components } from '../raster/connected-components.ts';
import { isNoise } from '../raster/noise.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import { bySize, findClosed, findEnclosing, findRings, type Labelled } from './enclosing.ts';
import { eraseOutline } from './erase-outline.ts';
import { type Outline, outlineOf } from './outline.ts';

const restMemory = new ScratchMemory();

/** With more components it is a page of print or noise. */
const MOST_COMPONENTS = 2000;

/** Ink in an outline is fainter than it if the threshold is this much lower without the outline. */
const FAINTER = 0.7;

/** Number of its pixels, further from the outline than this part of the shorter side and this many pixels. */
const FAINT_PIXELS = 20;
const EDGE = 0.06;
const EDGE_PIXELS = 2;

/** A box is no 0 if it is this wide relative to its height, with four corners. */
const SQUARE = 0.8;

/** A round outline is no grid: this fraction of it may be something else. */
const MOST_REST = 0.1;

/** Boxes, or circles, of a row differ by this fraction in width and height. */
const ALIKE = 0.15;

/** The components of a page, valid until others are computed. */
interface Marks {
  readonly components: Components;
  /** The largest first; none if it is a page of print or noise. */
  readonly largest: readonly Labelled[];
  /** Those around others. */
  readonly enclosing: readonly Labelled[];
}

function findMarks(ink: Plane, levels: Levels): Marks {
  const components = inkComponents(ink, levels);
  const largest = components.parts.length > MOST_COMPONENTS ? [] : bySize(components);
  return { components, largest, enclosing: findEnclosing(largest, components, ink) };
}

/**
 * Sets the ink of round outlines around other ink to paper: before straight rules are removed, which would leave the
 * round ends of a field.
 *
 * @param ink changed in place
 * @returns also what is on the page if nothing was removed
 */
export function removeRoundOutlines(
  ink: Plane,
  levels: Levels,
): { readonly outlines: number; readonly marks?: Marks } {
  const marks = findMarks(ink, levels);
  const { components, enclosing } = marks;
  const round = enclosing.filter(({ part, label }) => {
    const outline = outlineOf(label, part, components.labels, ink.width);
    return outline !== undefined && outline.corners < 2 && outline.rest < MOST_REST;
  });
  for (const outline of round) eraseOutline(ink, components, levels, outline);
  return round.length > 0 ? { outlines: round.length } : { outlines: 0, marks };
}

/**
 * Sets the ink of outlines around other ink to paper.
 *
 * @param ink changed in place
 * @param marks what is on the page, if that is known
 * @returns also the components of the ink if nothing was removed, valid until others are computed
 */
export function removeOutlines(
  ink: Plane,
  levels: Levels,
  marks: Marks = findMarks(ink, levels),
): { readonly outlines: number; readonly components?: Components } {
  const { components, largest, enclosing } = marks;
  const rings = findRings(largest, components, ink);
  const closed = findClosed(rings, components, ink).filter(
    ({ label }) => !enclosing.some((other) => other.label === label),
  );
  const found: readonly Labelled[] = [
    ...enclosing,
    ...closed.filter(({ outline, part }) => outline.isTouched || isEmpty(outline, part, enclosing)),
  ];
  if (found.length > 0) {
    for (const outline of found) eraseOutline(ink, components, levels, outline);
    return { outlines: found.length };
  }
  const lower = levelsInside(rings, components, ink, levels);
  if (lower === undefined) return { outlines: 0, components };
  const fainter = inkComponents(ink, lower);
  const around = findEnclosing(bySize(fainter), fainter, ink, lower);
  for (const outline of around) eraseOutline(ink, fainter, lower, outline);
  return around.length > 0
    ? { outlines: around.length }
    : { outlines: 0, components: inkComponents(ink, levels) };
}

/**
 * The levels of what is left if all that may be outlines is taken away, if that is much fainter, such as pencil in
 * printed boxes.
 */
function levelsInside(
  rings: readonly Labelled[],
  components: Components,
  ink: Plane,
  levels: Levels,
): Levels | undefined {
  const outlines = rings.filter((outline) => holdsFaintInk(outline, components, ink, levels.floor));
  if (outlines.length === 0) return undefined;
  const rest = { ...ink, data: restMemory.floats(ink.data.length) };
  rest.data.set(ink.data);
  for (const { part, label } of outlines) eraseOutline(rest, components, levels, { part, label });
  const lower = measureLevels(rest);
  if (lower === undefined || lower.threshold > FAINTER * levels.threshold) return undefined;
  return isNoise(rest, lowThreshold(lower)) ? undefined : lower;
}

/** Whether there is ink that is not part of any component within the box of one, and not its soft edge. */
function holdsFaintInk(
  { part, label }: Labelled,
  { labels }: Components,
  ink: Plane,
  floor: number,
): boolean {
  const { width, data } = ink;
  const edge = Math.ceil(EDGE * Math.min(part.width, part.height)) + EDGE_PIXELS;
  const kernels = pixelKernels(data, labels);
  if (kernels !== undefined) {
    const place = [part.x + edge, part.y + edge, part.width - 2 * edge, part.height - 2 * edge] as const;
    const planes = [data.byteOffset, labels.byteOffset, width] as const;
    return kernels.holdsFaintInk(...planes, ...place, label, edge, floor, FAINT_PIXELS) === 1;
  }
  let count = 0;
  for (let y = part.y + edge; y < part.y + part.height - edge; y++) {
    for (let p = y * width + part.x + edge; p < y * width + part.x + part.width - edge; p++) {
      if (!(data[p] > floor) || labels[p] !== 0) continue;
      if (labels[p - edge] === label || labels[p + edge] === label) continue;
      if (labels[p - edge * width] === label || labels[p + edge * width] === label) continue;
      if (++count >= FAINT_PIXELS) return true;
    }
  }
  return false;
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
