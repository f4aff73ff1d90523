/**
 * Escapes control characters in file names and other external text, with which a terminal could be made to move the
 * cursor, clear the screen or reverse the reading direction.
 */

/** C0 and C1 controls, DEL, line and paragraph separators, bidirectional marks and overrides, lone surrogates. */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;

const UNSAFE_RUN = new RegExp(`((?:${UNSAFE.source})+)`, 'u');

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** The same text on one line, safe to show on a terminal. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => SHORT[character] ?? escaped(character));
}

/** Splits the text: elements at even indices are safe to show, those at odd indices are not. */
export function splitUnsafe(text: string): string[] {
  return text.split(UNSAFE_RUN);
}

/** A JSON object on one line: parses to the same value, and is safe to show on a terminal. */
export function jsonLine(value: object): string {
  return JSON.stringify(value).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
