/** What a comparison comes to. */

import type { Comparison } from '../../evaluation/compare.ts';
import { count, counted } from '../numbers.ts';

/** In a line, with A and B for the models. */
export function verdict({ count: images, firstOnly, secondOnly, better }: Comparison): string {
  if (firstOnly + secondOnly === 0) return 'No difference: A and B are right on the same images.';
  if (firstOnly === secondOnly) {
    return `No difference: each is right on ${counted(firstOnly, 'image')} where the other is not.`;
  }
  const [winner, loser] = firstOnly > secondOnly ? ['A', 'B'] : ['B', 'A'];
  const more = `right on ${count(Math.abs(firstOnly - secondOnly))} more of ${counted(images, 'image')}`;
  return better === null
    ? `No significant difference: ${winner} is ${more} than ${loser}.`
    : `${winner} is better: ${more} than ${loser}.`;
}
