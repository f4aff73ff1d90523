import { UsageError } from '../../errors.ts';
import { CommandLineError } from './command-line-error.ts';
import { flagName } from './flag-name.ts';

/**
 * Replaces the key of a setting in a message of the library, `batchSize: ...`, with its flag, `--batch-size: ...`, if
 * it was given as a flag.
 */
export function inFlags(error: unknown, given: ReadonlySet<PropertyKey>): unknown {
  if (!(error instanceof UsageError)) return error;
  const key = error.message.slice(0, Math.max(error.message.indexOf(':'), 0));
  if (!given.has(key)) return error;
  const hint = 'hint' in error ? String(error.hint) : '';
  const reason = error.message
    .slice(key.length)
    .replace(/^: needs (\w+) to be/, (_, by: string) => `: needs ${flagName(by)} to be`);
  return new CommandLineError(`${flagName(key)}${reason}`, hint, { cause: error });
}
