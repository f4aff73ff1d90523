/** Hints at the end of errors about misspelt names. */

import { closest, distance } from 'fastest-levenshtein';

/** ` (did you mean relu?)` if a known word is similar. */
export function suggestion(word: string, known: readonly string[]): string {
  const short = word.slice(0, 30).toLowerCase();
  const near = closest(short, known);
  return distance(short, near) <= Math.max(1, Math.min(3, near.length / 2)) ? ` (did you mean ${near}?)` : '';
}

/** The same for a value among choices; nothing for values as short as any other. */
export const choiceHint = (word: string, choices: readonly string[]): string =>
  word.length < 3 ? '' : suggestion(word, choices);
