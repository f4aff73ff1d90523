/** Validates data sets that are passed to the library, because kernels do not check their contents. */

import { checkArgument, DataError, show } from '../errors.ts';
import { CLASSES, IMAGE_PIXELS, type LabelledImages } from './dataset.ts';

/**
 * @param name names the images in messages
 * @throws UsageError if they are no images; DataError if the count is invalid, pixels or labels are not bytes or too few, or a label is above 9
 */
export function checkImages(rows: LabelledImages, name: string): void {
  const isValid = typeof rows === 'object' && rows !== null && 'count' in rows;
  checkArgument(isValid, name, 'labelled images, such as `dataset.test`', rows);
  const { count, images, labels } = rows;
  if (!Number.isInteger(count) || count < 0) {
    throw new DataError(`${name}: count must be a whole number of images, got ${show(count)}`);
  }
  checkBytes(images, count * IMAGE_PIXELS, `${name}: images`, `${count} images of ${IMAGE_PIXELS} pixels`);
  checkBytes(labels, count, `${name}: labels`, `${count} images`);
  for (let n = 0; n < count; n++) {
    if (labels[n] < CLASSES) continue;
    throw new DataError(`${name}: labels[${n}] must be from 0 to ${CLASSES - 1}, got ${labels[n]}`);
  }
}

/** Checks the tag, because a `Uint8Array` of another realm, such as a frame of a page, is also valid. */
function checkBytes(bytes: unknown, length: number, what: string, need: string): void {
  const kind = Object.prototype.toString.call(bytes).slice(8, -1);
  if (kind !== 'Uint8Array')
    throw new DataError(`${what} must be a Uint8Array, got ${show(bytes)} (${kind})`);
  const got = (bytes as Uint8Array).length;
  if (got !== length) throw new DataError(`${what} must have ${length} bytes for ${need}, got ${got}`);
}
