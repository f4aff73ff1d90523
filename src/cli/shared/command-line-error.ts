import { UsageError } from '../../errors.ts';
import { flagName } from './flags.ts';

/** A command line that cannot be followed, and where to learn how to write it. */
export class CommandLineError extends UsageError {
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** The library names a setting by its key, `batchSize: ...`; who gave it as a flag reads `--batch-size: ...`. */
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
