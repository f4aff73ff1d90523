/** Which pens of a page count as ink, where no lines can be taken for one. */

import type { Plane } from '../image.ts';
import type { Components } from '../raster/connected-components.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { inkComponents } from './ink-components.ts';
import type { Levels } from './levels.ts';

/** Marks at least this fraction as dark as the darker class are ink of another pen. */
const OTHER_PEN = 0.5;

/** Ink of another pen is at most this much larger than the rest; the edge of a shadow is longer. */
const LARGER = 1.3;

/** Digits in a row may touch if more ink counts. */
const WIDER = 2.5;

const strictMemory = new ScratchMemory();

/** The levels of a page without lines, on which pencil beside a felt pen is ink. */
export function withAllPens(levels: Levels): Levels {
  const { paper, floor, threshold, dark } = levels;
  return { ...levels, threshold: Math.max(floor, Math.min(threshold, paper + OTHER_PEN * (dark - paper))) };
}

/**
 * The levels of a page without lines, and its components: those with all pens, unless what that adds is larger than any
 * digit.
 *
 * @param known the components with all pens, if they are known
 */
export function penComponents(
  ink: Plane,
  levels: Levels,
  known?: Components,
): { levels: Levels; components: Components } {
  const pens = withAllPens(levels);
  const all = known ?? inkComponents(ink, pens);
  if (pens.threshold >= levels.threshold) return { levels, components: all };
  const strict = inkComponents(ink, levels, strictMemory);
  const [tallest, widest] = largest(strict);
  const [taller, wider] = largest(all);
  const isLike = taller <= LARGER * tallest && wider <= Math.max(LARGER * widest, WIDER * tallest);
  return isLike ? { levels: pens, components: all } : { levels, components: strict };
}

function largest({ parts }: Components): readonly [height: number, width: number] {
  let [tallest, widest] = [0, 0];
  for (const { height, width } of parts)
    [tallest, widest] = [Math.max(tallest, height), Math.max(widest, width)];
  return [tallest, widest];
}
