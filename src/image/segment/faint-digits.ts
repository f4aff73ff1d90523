/** Finds digits of a fainter pen in a line of digits. */

import { boundingBox } from '../digit/isolate-digit.ts';
import type { Box, Plane } from '../image.ts';
import { type Levels, lowThreshold } from '../paper/levels.ts';
import { type Component, type Components, connectedComponents } from '../raster/connected-components.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { overlap, type TextLine } from './text-lines.ts';

/** Minimum number of marks in a line for others to be part of it. */
const FEWEST = 2;

/** Height of a digit, relative to that of its line. */
const LOWEST = 0.6;
const HIGHEST = 1.3;

/** It is within the line for at least this fraction of its height. */
const LEVEL = 0.8;

/** Maximum width of a digit, in its heights. */
const WIDEST = 1.5;

/** Between that height and this fraction of it are things that are neither digits nor specks. */
const SPECK = 0.3;

/** More marks than this are noise. */
const MOST = 200;

const memory = new ScratchMemory();

/**
 * The components of a page with digits in a line, and those of fainter ink that stand in such a line and have the size
 * of its digits. If there is other faint ink, such as the edge of a shadow or text that shows through, none is added.
 *
 * Both have the same lower threshold, so that those of the darker ink are the same.
 *
 * @param lines of these components
 */
export function withFaintDigits(
  ink: Plane,
  levels: Levels,
  components: Components,
  lines: readonly TextLine[],
): Components {
  const { parts } = components;
  if (parts.length < FEWEST || parts.length > MOST) return components;
  const bands = lines.filter(({ marks }) => marks.length >= FEWEST).map(bandOf);
  if (bands.length === 0) return components;
  const low = lowThreshold(levels);
  const all = connectedComponents(ink, low, low, memory);
  if (all.parts.length === parts.length || all.parts.length > parts.length + MOST) return components;
  const known = new Set(parts.map(keyOf));
  let found = 0;
  for (const part of all.parts) {
    if (known.has(keyOf(part))) continue;
    if (bands.some((band) => isDigitOf(part, band))) found++;
    else if (part.height >= SPECK * bands[0].usual || part.width >= bands[0].usual) return components;
  }
  return found === 0 ? components : all;
}

/** A line of digits. */
interface Band {
  readonly box: Box;
  /** Height of the digits. */
  readonly usual: number;
}

const bandOf = ({ marks, height }: TextLine): Band => ({
  box: boundingBox(marks.map(({ box }) => box)),
  usual: height,
});

function isDigitOf(part: Component, { box, usual }: Band): boolean {
  return (
    part.sides === 0 &&
    overlap(part, box) >= LEVEL * part.height &&
    part.height >= LOWEST * usual &&
    part.height <= HIGHEST * usual &&
    part.width <= WIDEST * part.height
  );
}

const keyOf = ({ x, y, width, height }: Box): string => `${x} ${y} ${width} ${height}`;
