import { UsageError } from '../../errors.ts';

/** An invalid command line, with a hint on how to correct it. */
export class CommandLineError extends UsageError {
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}
