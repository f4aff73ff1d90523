/** What `nn compare` tells a person: figures, and a verdict in plain words. */

import type { Comparison } from '../../evaluation/compare.ts';
import type { Paint } from '../terminal/colour.ts';
import { count, counted, percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';

export function comparisonLines(
  first: string,
  second: string,
  data: string,
  comparison: Comparison,
  paint: Paint,
): string[] {
  const { bothRight, firstOnly, secondOnly, neitherRight, difference, differenceInterval } = comparison;
  const [low, high] = differenceInterval;
  const figures = ([0, 1] as const).map((model) => {
    const [least, most] = comparison.intervals[model];
    const accuracy = paint.bold(percent(comparison.accuracies[model]));
    return `${accuracy}  (95% interval: ${percent(least)} to ${percent(most)})`;
  });
  return [
    `On ${counted(comparison.count, 'test image')} of ${printable(data)}:`,
    '',
    `A  ${figures[0]}  ${printable(first)}`,
    `B  ${figures[1]}  ${printable(second)}`,
    '',
    `Read by both ${count(bothRight)}, by A alone ${count(firstOnly)}, by B alone ${count(secondOnly)}, ` +
      `by neither ${count(neitherRight)}`,
    `A less B: ${points(difference)} points (95% interval: ${points(low)} to ${points(high)})`,
    '',
    verdict(comparison),
  ];
}

/** 0.0123 -> +1.23 */
function points(share: number): string {
  const text = (share * 100).toFixed(2);
  return share > 0 ? `+${text}` : text;
}

/** Which is better, and how sure that is: one line or two. */
export function verdict({ count: images, firstOnly, secondOnly, pValue, better }: Comparison): string {
  if (firstOnly + secondOnly === 0) return 'No difference: A and B read the very same digits.';
  if (firstOnly === secondOnly) {
    return `No difference: each reads ${counted(firstOnly, 'digit')} that the other does not.`;
  }
  const [winner, loser] = firstOnly > secondOnly ? ['A', 'B'] : ['B', 'A'];
  const more = `${winner} reads ${count(Math.abs(firstOnly - secondOnly))} more of ${count(images)}`;
  const chance = `a difference as large comes by chance in ${frequency(pValue)} such tests.`;
  return better === null
    ? `No difference can be told with so few digits: ${more} than ${loser},\nbut ${chance}`
    : `${more} digits than ${loser};\n${chance}`;
}

/** 0.0004 -> fewer than 1 of 1,000; 0.003 -> about 3 of 1,000; 0.21 -> about 21 of 100 */
function frequency(p: number): string {
  for (const tests of [1_000_000, 100_000, 10_000, 1000]) {
    if (p * tests < 1) return `fewer than 1 of ${count(tests)}`;
  }
  return p < 0.01 ? `about ${Math.round(p * 1000)} of 1,000` : `about ${Math.round(p * 100)} of 100`;
}
