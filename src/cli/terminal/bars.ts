/** Probabilities as horizontal bars, one line per digit. */

import type { Paint } from './colour.ts';
import { percent } from './numbers.ts';

/** Blocks filled by eighths, from the left. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const FULL = '█';

/** At most `width` columns; values too small to be visible stay empty. */
export function bar(fraction: number, width: number, blocks: boolean): string {
  if (!blocks) return '#'.repeat(Math.round(fraction * width));
  const eighths = Math.round(fraction * width * 8);
  return FULL.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

/** One line per digit, at most `columns` wide; the answer is highlighted. */
export function probabilityLines(
  probabilities: readonly number[],
  answer: number,
  columns: number,
  paint: Paint,
  blocks: boolean,
): string[] {
  const width = Math.max(4, Math.min(30, columns - '0 | 100.0%'.length));
  return probabilities.map((probability, digit) => {
    const drawn = bar(probability, width, blocks);
    const figure = percent(probability, 1).padStart(6);
    const rest = ' '.repeat(width - drawn.length);
    return digit === answer
      ? `${paint.bold(String(digit))} ${paint.green(drawn)}${rest} ${paint.bold(figure)}`
      : `${digit} ${paint.cyan(drawn)}${rest} ${paint.dim(figure)}`;
  });
}
