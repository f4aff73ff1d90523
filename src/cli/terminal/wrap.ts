/** Prose that fits the terminal. */

import { stripVTControlCharacters } from 'node:util';

/** The text with line ends in the place of the spaces where a word would not fit; a longer word has a line of its own. */
export function wrap(text: string, columns: number): string {
  let wrapped = '';
  let room = columns;
  for (const [n, word] of text.split(' ').entries()) {
    const width = stripVTControlCharacters(word).length; // codes of colours take no room
    const fits = n === 0 || width < room;
    wrapped += n === 0 ? word : `${fits ? ' ' : '\n'}${word}`;
    room = (fits ? room - (n === 0 ? 0 : 1) : columns) - width;
  }
  return wrapped;
}
