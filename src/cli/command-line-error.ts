import { UsageError } from '../errors.ts';

/** A command line that cannot be followed, and where to learn how to write it. */
export class CommandLineError extends UsageError {
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}
