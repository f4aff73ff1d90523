import type { Plane } from '../image.ts';
import { type Components, connectedComponents } from '../raster/connected-components.ts';
import { type Levels, lowThreshold, withAllPens } from './levels.ts';

/** The connected components of all ink of a page. */
export function inkComponents(ink: Plane, levels: Levels): Components {
  return connectedComponents(ink, lowThreshold(levels), levels.threshold);
}

/** Ink of another pen is at most this much larger than the rest; the edge of a shadow is longer. */
const LARGER = 1.3;

/** Digits in a row may touch if more ink counts. */
const WIDER = 2.5;

/**
 * The levels of a page without lines, and its components: those with all pens, unless what that adds is larger than any
 * digit.
 */
export function penComponents(ink: Plane, levels: Levels): { levels: Levels; components: Components } {
  const pens = withAllPens(levels);
  const components = inkComponents(ink, levels);
  if (pens.threshold >= levels.threshold) return { levels, components };
  const [tallest, widest] = largest(components);
  const all = inkComponents(ink, pens);
  const [taller, wider] = largest(all);
  if (taller <= LARGER * tallest && wider <= Math.max(LARGER * widest, WIDER * tallest)) {
    return { levels: pens, components: all };
  }
  return { levels, components: inkComponents(ink, levels) };
}

function largest({ parts }: Components): readonly [height: number, width: number] {
  let [tallest, widest] = [0, 0];
  for (const { height, width } of parts)
    [tallest, widest] = [Math.max(tallest, height), Math.max(widest, width)];
  return [tallest, widest];
}
