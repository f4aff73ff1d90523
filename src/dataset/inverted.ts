/** Detects images of dark ink on light paper: MNIST's form is the reverse, and networks read nothing else. */

import { IMAGE_HEIGHT, IMAGE_PIXELS, IMAGE_WIDTH, type ImageRows } from './dataset.ts';

/** Number of images in the sample, which is spread over the whole set. */
const SAMPLE = 50;
/** Clothes reach the margin, and so do a few digits. */
const MOST = 0.8;

/** For the user, if they are. */
export const INVERTED =
  'The images look inverted: their margins are light. Paper must be 0 and ink 255: subtract the pixels from 255';

/** Whether the margins of nearly all images are lighter than half. */
export function areInverted({ count, images }: Pick<ImageRows, 'count' | 'images'>): boolean {
  const size = Math.min(SAMPLE, count);
  let light = 0;
  for (let k = 0; k < size; k++) {
    const start = Math.floor((k * count) / size) * IMAGE_PIXELS;
    if (marginOf(images.subarray(start, start + IMAGE_PIXELS)) > 127) light++;
  }
  return size > 0 && light > MOST * size;
}

/** The mean of the outermost pixels. */
function marginOf(image: Uint8Array): number {
  const last = IMAGE_PIXELS - IMAGE_WIDTH;
  let sum = 0;
  for (let x = 0; x < IMAGE_WIDTH; x++) sum += image[x] + image[last + x];
  for (let y = 0; y < IMAGE_HEIGHT; y++) sum += image[y * IMAGE_WIDTH] + image[(y + 1) * IMAGE_WIDTH - 1];
  return sum / (2 * (IMAGE_WIDTH + IMAGE_HEIGHT));
}
