/** The output of `nn teach`: before and after, and a verdict. */

import type { Score, TeachResult, Verdict } from '../../training/teach.ts';
import type { Console } from '../terminal/console.ts';
import { count, percent } from '../terminal/numbers.ts';

const verdicts: Readonly<Record<Verdict, string>> = {
  better: 'It reads your hand better now, and forgot nothing.',
  same: 'It reads as well as before: no difference on what was held out.',
  worse: 'It got worse.',
};

export function printScores({ drawings, test, verdict }: TeachResult, console: Console): void {
  const { paint } = console.out;
  const row = (name: string, before: Score, after: Score): string =>
    `${name.padEnd(24)}  ${score(before).padEnd(20)}  ${score(after)}`;
  console.result(
    [
      paint.dim(`${''.padEnd(24)}  ${'before'.padEnd(20)}  after`),
      row('your drawings, held out', drawings.before, drawings.after),
      row('test digits', test.before, test.after),
      '',
      paint.bold(verdicts[verdict]),
    ].join('\n'),
  );
}

const score = ({ correct, count: all }: Score): string =>
  `${count(correct)} of ${count(all)} (${percent(correct / all, 1)})`;

export const teachObject = ({ drawings, test, verdict }: TeachResult): object => ({
  verdict,
  drawings,
  test,
});
