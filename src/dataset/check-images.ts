/** What comes in as a data set through the library is looked at once, at the door: kernels look at nothing. */

import { DataError, show } from '../errors.ts';
import { CLASSES, IMAGE_PIXELS, type LabelledImages } from './dataset.ts';

/**
 * @param name how messages name them
 * @throws DataError where the count is none, pixels or labels are not bytes or are fewer than it says, or a label is above 9
 */
export function checkImages({ count, images, labels }: LabelledImages, name: string): void {
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

/** By its tag: a `Uint8Array` of another realm, such as a frame of a page, is one too. */
function checkBytes(bytes: unknown, length: number, what: string, need: string): void {
  const kind = Object.prototype.toString.call(bytes).slice(8, -1);
  if (kind !== 'Uint8Array')
    throw new DataError(`${what} must be a Uint8Array, got ${show(bytes)} (${kind})`);
  const got = (bytes as Uint8Array).length;
  if (got !== length) throw new DataError(`${what} must have ${length} bytes for ${need}, got ${got}`);
}
