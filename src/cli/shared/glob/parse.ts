/**
 * Parses a file pattern: `*`, `?`, `[a-z]`, `[!a]`, `{png,jpg}`, `{1..9}`, `**` as a whole name, and `\` before a character
 * to be taken as it is. Anything else is literal, also parentheses, which many names contain: `photo (1).jpg`.
 */

/** The alternatives of `{a,b}` are patterns themselves. */
export type Part =
  | { readonly kind: 'literal'; readonly text: string }
  /** `?`, one character, or `*`, any number; none of them a slash. */
  | { readonly kind: 'any' | 'star' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly Range[] }
  /** `**` and the slash that follows: any number of folders. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'alternatives'; readonly all: readonly (readonly Part[])[] };

/** Of characters; both ends belong to it. */
type Range = readonly [from: string, to: string];

/** Maximum number of values of `{1..9}`: each takes memory. */
const MOST_VALUES = 1000;

export function parsePattern(text: string): readonly Part[] {
  return new Parser([...text]).sequence(0, '').parts;
}

interface Parsed<T> {
  readonly parts: T;
  /** The index of the character after it. */
  readonly end: number;
}

class Parser {
  readonly #text: readonly string[];
  /** By the index of the brace: those that are not closed would be tried again within each other. */
  readonly #bracesAt = new Map<number, Parsed<Part> | null>();

  constructor(text: readonly string[]) {
    this.#text = text;
  }

  /** Up to one of the characters of `ends`, or the end of the pattern. */
  sequence(start: number, ends: string): Parsed<Part[]> {
    const parts: Part[] = [];
    let at = start;
    const add = (part: Part, end: number): void => {
      parts.push(part);
      at = end;
    };
    while (at < this.#text.length && !ends.includes(this.#text[at])) {
      const character = this.#text[at];
      const group = character === '[' ? this.#class(at) : character === '{' ? this.#braces(at) : null;
      if (group !== null) add(group.parts, group.end);
      else if (character === '?') add({ kind: 'any' }, at + 1);
      else if (character === '*') add(...this.#stars(at));
      else if (character === '\\' && at + 1 < this.#text.length)
        add({ kind: 'literal', text: this.#text[at + 1] }, at + 2);
      else add({ kind: 'literal', text: character }, at + 1);
    }
    return { parts, end: at };
  }

  /** Only a whole name of two stars stands for folders. */
  #stars(start: number): [Part, number] {
    let end = start;
    while (this.#text[end] === '*') end++;
    const isName = end - start === 2 && (start === 0 || this.#text[start - 1] === '/');
    if (isName && this.#text[end] === '/') return [{ kind: 'folders' }, end + 1];
    if (!isName || end < this.#text.length) return [{ kind: 'star' }, end];
    return [{ kind: 'alternatives', all: [[{ kind: 'folders' }, { kind: 'star' }]] }, end];
  }

  /** Null if it is not closed: the bracket is literal then. */
  #class(start: number): Parsed<Part> | null {
    const text = this.#text;
    const negated = text[start + 1] === '!' || text[start + 1] === '^';
    const first = start + (negated ? 2 : 1);
    const ranges: Range[] = [];
    let at = first;
    const next = (): string => text[text[at] === '\\' && at + 1 < text.length ? ++at : at];
    for (; at < text.length && (text[at] !== ']' || at === first); at++) {
      const from = next();
      if (text[at + 1] !== '-' || at + 2 >= text.length || text[at + 2] === ']') {
        ranges.push([from, from]);
        continue;
      }
      at += 2;
      ranges.push([from, next()]);
    }
    if (at >= text.length) return null;
    return { parts: { kind: 'class', negated, ranges }, end: at + 1 };
  }

  /** Null if they are not closed, or hold a single alternative: they are literal then. */
  #braces(start: number): Parsed<Part> | null {
    const known = this.#bracesAt.get(start);
    if (known !== undefined) return known;
    const parsed = this.#parseBraces(start);
    this.#bracesAt.set(start, parsed);
    return parsed;
  }

  #parseBraces(start: number): Parsed<Part> | null {
    const all: Part[][] = [];
    let at = start;
    do {
      const { parts, end } = this.sequence(at + 1, ',}');
      all.push(parts);
      at = end;
    } while (this.#text[at] === ',');
    if (this.#text[at] !== '}') return null;
    if (all.length > 1) return { parts: { kind: 'alternatives', all }, end: at + 1 };
    const values = valuesOf(this.#text.slice(start + 1, at).join(''));
    if (values === null) return null;
    const texts = values.map((text): Part[] => [{ kind: 'literal', text }]);
    return { parts: { kind: 'alternatives', all: texts }, end: at + 1 };
  }
}

/** The values of `1..9`, `01..12` or `a..f`; null if it is neither, or of too many. */
function valuesOf(text: string): string[] | null {
  const [, from, to] = /^(\d{1,9}|[a-z])\.\.(\d{1,9}|[a-z])$/i.exec(text) ?? [];
  if (from === undefined || /\d/.test(from) !== /\d/.test(to)) return null;
  const isNumber = /\d/.test(from);
  const [first, last] = isNumber ? [Number(from), Number(to)] : [from.charCodeAt(0), to.charCodeAt(0)];
  const count = Math.abs(last - first) + 1;
  if (count > MOST_VALUES) return null;
  const padded = /^0\d/.test(from) || /^0\d/.test(to) ? Math.max(from.length, to.length) : 1;
  return Array.from({ length: count }, (_, n) => {
    const value = first + (last < first ? -n : n);
    return isNumber ? String(value).padStart(padded, '0') : String.fromCharCode(value);
  });
}
