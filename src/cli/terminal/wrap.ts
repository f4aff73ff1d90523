/** Wraps text to the width of the terminal. */

import { stripVTControlCharacters } from 'node:util';

/** Minimum columns beside an indent: with fewer, lines begin at the margin. */
const MIN_COLUMNS = 16;

/**
 * Replaces spaces with line ends where the next word would not fit; a longer word gets its own line.
 * @param indent columns before all lines but the first
 */
export function wrap(text: string, columns: number, indent = 0): string {
  const margin = columns - indent < MIN_COLUMNS ? 0 : indent;
  let wrapped = '';
  let room = columns;
  for (const [n, word] of text.split(' ').entries()) {
    const width = stripVTControlCharacters(word).length; // colour codes have no width
    const fits = n === 0 || width < room;
    if (!fits) wrapped = `${wrapped.replace(/(\S) +$/, '$1')}\n${' '.repeat(margin)}`;
    else if (n > 0) wrapped += ' ';
    wrapped += word;
    room = (fits ? room - (n === 0 ? 0 : 1) : columns - margin) - width;
  }
  return wrapped;
}
