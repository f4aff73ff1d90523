/** An error of the API, in the form of `nn predict --json`: a kind and a one-line message. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly statusCode: number;
  readonly kind: string;

  constructor(statusCode: number, kind: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.kind = kind;
  }
}
