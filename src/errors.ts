/**
 * Every failure that a user can cause or mend is one of these kinds. Each kind knows the exit code that the
 * command line ends with; anything that is not an `NnError` is a bug of ours.
 */

/** Exit codes of the command line, by kind of error. */
export const exitCodes = {
  system: 1,
  usage: 2,
  data: 3,
  picture: 3,
  model: 4,
  diverged: 5,
  gate: 6,
  interrupted: 130,
} as const;

export type ErrorKind = keyof typeof exitCodes;

/** An error with one clear line for its message: what went wrong, where, and what to do about it. */
export class NnError extends Error {
  override readonly name: string = 'NnError';
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }

  get exitCode(): number {
    return exitCodes[this.kind];
  }
}

/** The machine would not do what was asked: a full disk, a worker that died, memory that cannot be had. */
export class SystemError extends NnError {
  constructor(message: string, options?: ErrorOptions) {
    super('system', message, options);
  }
}

/** A flag, option or argument is wrong. */
export class UsageError extends NnError {
  constructor(message: string, options?: ErrorOptions) {
    super('usage', message, options);
  }
}

/** A data set is missing, damaged or of the wrong form. */
export class DataError extends NnError {
  constructor(message: string, options?: ErrorOptions) {
    super('data', message, options);
  }
}

/** A picture cannot be read, or shows nothing that could be a digit. */
export class ImageError extends NnError {
  constructor(message: string, options?: ErrorOptions) {
    super('picture', message, options);
  }
}

/** A model file is missing, damaged, of another version, or does not fit. */
export class ModelError extends NnError {
  constructor(message: string, options?: ErrorOptions) {
    super('model', message, options);
  }
}

/** Training produced a loss or a weight that is not finite. */
export class DivergedError extends NnError {
  constructor(message: string, options?: ErrorOptions) {
    super('diverged', message, options);
  }
}
