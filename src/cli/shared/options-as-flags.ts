import { flagName } from './flag-name.ts';

/** Options of the library whose flags have a different name. */
const otherNames: Readonly<Record<string, string>> = { mirrors: '--mirror' };

/**
 * Replaces options in messages of the library, which are written as in code, in backticks: `threads: 1`, with flags:
 * `--threads 1`. A value of `...` is omitted.
 */
export function optionsAsFlags(message: string): string {
  return message.replace(/`([a-z]\w*): ([^`]+)`/gi, (_, key: string, value: string) => {
    const flag = otherNames[key] ?? flagName(key);
    return value === '...' ? flag : `${flag} ${value}`;
  });
}
