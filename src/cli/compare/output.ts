/** The output of `nn compare` for people: figures, and a verdict. */

import type { Comparison } from '../../evaluation/compare.ts';
import { verdict } from '../../report/comparison/verdict.ts';
import type { OutputStream } from '../terminal/console.ts';
import { count, counted, percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';

/** @param warning why the comparison is not valid; empty if it is */
export function comparisonLines(
  models: readonly [first: string, second: string],
  data: string,
  comparison: Comparison,
  warning: readonly string[],
  stream: OutputStream,
): string[] {
  const { paint } = stream;
  const { bothRight, firstOnly, secondOnly, neitherRight, difference, differenceInterval } = comparison;
  const [low, high] = differenceInterval;
  const figures = ([0, 1] as const).map((model) => {
    const [least, most] = comparison.intervals[model];
    const accuracy = paint.bold(percent(comparison.accuracies[model]));
    const interval = `(95% interval: ${percent(least)} to ${percent(most)})`;
    return stream.prose(
      `${'AB'[model]}  ${accuracy}  ${interval}  ${printable(models[model])}`,
      'A  '.length,
    );
  });
  const valid = warning.length === 0;
  return [
    stream.prose(`On ${counted(comparison.count, 'test image')} of ${printable(data)}:`),
    '',
    ...figures,
    '',
    stream.prose(
      `Both correct ${count(bothRight)}, only A ${count(firstOnly)}, only B ${count(secondOnly)}, ` +
        `neither ${count(neitherRight)}`,
    ),
    stream.prose(
      `A - B: ${points(difference)} points (95% interval: ${points(low)} to ${points(high)})` +
        (valid ? `; ${significance(comparison)}` : ''),
    ),
    '',
    ...(valid
      ? [stream.prose(verdict(comparison))]
      : [
          paint.yellow('No verdict: the comparison is not valid.'),
          ...warning.map((line) => stream.prose(printable(line))),
        ]),
  ];
}

/** 0.0123 -> +1.23 */
function points(fraction: number): string {
  const text = (fraction * 100).toFixed(2);
  return fraction > 0 ? `+${text}` : text;
}

/** `significant (p = 0.003)`, by McNemar's exact test at a level of 5% */
function significance({ pValue, better }: Comparison): string {
  return `${better === null ? 'not significant' : 'significant'} (${pText(pValue)})`;
}

/** p = 0.27, p = 0.003, p < 0.001 */
function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${Number(p.toPrecision(2))}`;
}
