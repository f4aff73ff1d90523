/** Wraps text to the width of the terminal. */

import { stripVTControlCharacters } from 'node:util';

/** Replaces spaces with line ends where the next word would not fit; a longer word gets its own line. */
export function wrap(text: string, columns: number): string {
  let wrapped = '';
  let room = columns;
  for (const [n, word] of text.split(' ').entries()) {
    const width = stripVTControlCharacters(word).length; // colour codes have no width
    const fits = n === 0 || width < room;
    wrapped += n === 0 ? word : `${fits ? ' ' : '\n'}${word}`;
    room = (fits ? room - (n === 0 ? 0 : 1) : columns) - width;
  }
  return wrapped;
}
