import { UsageError } from '../../errors.ts';
import { flagName } from './flags.ts';

/** An invalid command line, with a hint on how to correct it. */
export class CommandLineError extends UsageError {
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

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
