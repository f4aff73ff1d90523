/** Command lines to copy from the terminal. */

import { printable } from './printable.ts';

/** One argument as a POSIX shell reads it. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** `nn` and its arguments, ready to be typed. */
export function commandLine(...args: readonly string[]): string {
  return printable(['nn', ...args].map(quoted).join(' '));
}
