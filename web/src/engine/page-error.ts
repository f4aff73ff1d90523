/** An error with a one-line message that says what to do. */
export class PageError extends Error {
  override readonly name = 'PageError';
}
