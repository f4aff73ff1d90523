/**
 * The kinds of error that a user can cause or fix, each with the exit code of the command line; any error that is not
 * an `NnError` is a bug.
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
  terminated: 143,
} as const;

export type ErrorKind = keyof typeof exitCodes;

/** An error with a one-line message: what went wrong, where, and what to do about it. */
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

/** The system failed: a full disk, a dead worker, insufficient memory. */
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

/** An image cannot be read, or shows nothing that could be a digit. */
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

/**
 * Refuses an argument of the library that is no such thing at all: programs in JavaScript have no types.
 *
 * @param expected what it must be, such as `a path`
 * @throws UsageError unless it is valid
 */
export function checkArgument(isValid: boolean, name: string, expected: string, got: unknown): void {
  if (!isValid) throw new UsageError(`${name} must be ${expected}, got ${show(got)}`);
}

const LONGEST_SHOWN = 40;

/** A value in a message: short and shallow, because a hostile file may be nested a million levels deep. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return cut(JSON.stringify(value.slice(0, LONGEST_SHOWN + 1)));
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Promise) return 'a promise, which has to be awaited';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The beginning of a text, for a message. */
export function cut(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
}
