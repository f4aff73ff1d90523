/** Formats the command line for a report, so that it can be repeated. */

import { commandLine } from '../terminal/shell.ts';

/** Flags that only affect what is printed. */
const OF_THE_TERMINAL: ReadonlySet<string> = new Set(['-q', '--quiet', '--json', '--no-color', '--debug']);

/** As typed, without flags that only affect what is printed. @param line without the command's name */
export function typedCommand(name: string, line: readonly string[]): string {
  const end = line.indexOf('--');
  const flags = end === -1 ? line.length : end;
  return commandLine(name, ...line.filter((word, n) => n >= flags || !OF_THE_TERMINAL.has(word)));
}
