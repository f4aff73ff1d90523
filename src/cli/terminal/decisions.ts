/** Describes the preprocessing of an image in words. */

import type { Decisions } from '../../image/preprocess.ts';
import { counted } from './numbers.ts';

/** Smaller changes of the stroke width, in pixels of the 28x28 form, are not visible. */
const LEAST_CHANGE = 0.05;

/**
 * One line, such as "dark ink on light paper, 12 lines removed, strokes thickened".
 * @param all of the digits of one image
 */
export function decisionsLine(all: readonly Decisions[]): string {
  const [first] = all;
  if (first === undefined) return "in MNIST's form already, passed to the network unchanged";
  const parts = [first.inverted ? 'light ink on dark paper' : 'dark ink on light paper'];
  if (first.sheet !== null) parts.push('surroundings of the sheet removed');
  if (first.gridRemoved > 0) parts.push(`${counted(first.gridRemoved, 'line')} removed`);
  // in a line of digits, the other digits would be counted too
  if (all.length === 1 && first.specksRemoved > 0) {
    parts.push(`${counted(first.specksRemoved, 'other mark')} removed`);
  }
  const thicker = all.filter(({ strokeAdjusted }) => strokeAdjusted > LEAST_CHANGE).length;
  const thinner = all.filter(({ strokeAdjusted }) => strokeAdjusted < -LEAST_CHANGE).length;
  const some = (changed: number): string => (changed < all.length ? 'some strokes' : 'strokes');
  if (thicker > 0) parts.push(`${some(thicker)} thickened`);
  if (thinner > 0) parts.push(`${some(thinner)} thinned`);
  return parts.join(', ');
}
