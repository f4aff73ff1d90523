/** The table of `nn eval --robustness`: a line per distortion. */

import type { RobustnessRow } from '../../evaluation/robustness.ts';
import { bar } from '../terminal/bars.ts';
import type { OutputStream } from '../terminal/console.ts';
import { counted, percent } from '../terminal/numbers.ts';

const MOST_BAR = 30;

/** The distortion, and its amount. */
function words(row: RobustnessRow): readonly [change: string, amount: string] {
  const { change } = row;
  const amount = row.amount ?? 0;
  switch (change) {
    case 'none':
      return ['undistorted', ''];
    case 'shift':
      return ['shifted', counted(amount, 'pixel')];
    case 'rotation':
      return ['rotated', counted(amount, 'degree')];
    case 'scale':
      return ['scaled', `to ${percent(amount, 0)}`];
    case 'stroke': {
      const pixels = `${Math.abs(amount)} ${Math.abs(amount) === 1 ? 'pixel' : 'pixels'}`;
      return ['strokes', `${pixels} ${amount < 0 ? 'thinner' : 'thicker'}`];
    }
    case 'noise':
      return ['noise', `${percent(amount, 0)} of pixels`];
    case 'inversion':
      return ['inverted', ''];
  }
}

/** Lines of at most `side.columns` columns; the distortion is named on its first line. */
export function robustnessLines(
  rows: readonly RobustnessRow[],
  side: Pick<OutputStream, 'paint' | 'columns'>,
  blocks: boolean,
): string[] {
  const texts = rows.map(words);
  const widths = [0, 1].map((column) => Math.max(...texts.map((text) => text[column].length)));
  const { paint } = side;
  return rows.map((row, n) => {
    const [change, amount] = texts[n];
    const name = n > 0 && texts[n - 1][0] === change ? '' : change;
    const figure = percent(row.accuracy, 1).padStart(6);
    const lowest = percent(row.worst, 1).padStart(6);
    const worst = lowest === figure ? '' : `  (worst case ${lowest.trimStart()})`;
    const start = `${name.padEnd(widths[0])}  ${amount.padEnd(widths[1])}  `;
    const available = side.columns - start.length - figure.length - 2 - '  (worst case 99.9%)'.length - 1;
    const width = Math.max(0, Math.min(MOST_BAR, available));
    const drawn = bar(row.accuracy, width, blocks);
    const line = `${start}${paint.bold(figure)}  ${paint.cyan(drawn)}${' '.repeat(width - drawn.length)}`;
    return `${line}${paint.dim(worst)}`.trimEnd();
  });
}
