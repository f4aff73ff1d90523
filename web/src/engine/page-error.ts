/** One line that says what went wrong and what to do. */
export class PageError extends Error {
  override readonly name = 'PageError';
}
