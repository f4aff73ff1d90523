import { flagName } from './flags.ts';

/** Options of the library that have another name as flags. */
const otherNames: Readonly<Record<string, string>> = { mirrors: '--mirror' };

/**
 * Messages of the library name an option as a program writes it, in backticks: `threads: 1`. On the command line that
 * is a flag, `--threads 1`; a value of `...` is left to the user.
 */
export function optionsAsFlags(message: string): string {
  return message.replace(/`([a-z]\w*): ([^`]+)`/gi, (_, key: string, value: string) => {
    const flag = otherNames[key] ?? flagName(key);
    return value === '...' ? flag : `${flag} ${value}`;
  });
}
