/** Common names of the folder of a digit: `3`, `03`, `three`, `digit_3`, `class-3`, `3_three`. */

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

const NAME = /^(?:(?:digits?|class|labels?|num(?:ber)?|no|cls|n|d|c)[\s_=.-]*)?(?:0?(\d)|([a-z]+))$/;
const BOTH = /^(\d)[\s_.-]+([a-z]+)$/;

/** The digit; null for other names. */
export function digitOfName(name: string): number | null {
  const lower = name.trim().toLowerCase();
  if (WORDS.includes(lower)) return WORDS.indexOf(lower);
  const both = BOTH.exec(lower);
  if (both !== null) return WORDS[Number(both[1])] === both[2] ? Number(both[1]) : null;
  const [, figure, word] = NAME.exec(lower) ?? [];
  if (figure !== undefined) return Number(figure);
  const digit = WORDS.indexOf(word ?? lower);
  return digit < 0 ? null : digit;
}
