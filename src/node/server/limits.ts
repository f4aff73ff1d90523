/** How much a client may send. */

import { ApiError } from './api-error.ts';

/** Maximum size of a request body: a photo from a phone has 3 to 12 MB. */
export const MAX_BODY_BYTES: number = 20 * 2 ** 20;
/** Maximum number of pictures in a form. */
export const MAX_PARTS = 64;

export const tooLarge = (): ApiError =>
  new ApiError(413, 'too-large', `a body may have ${MAX_BODY_BYTES / 2 ** 20} MB`);
