/** A net that has stopped distinguishing digits: it takes everything for the same one. */

import { CLASSES } from '../dataset/dataset.ts';

/** A net has collapsed where it takes at least this fraction of the images for one digit... */
const ANSWERED = 0.95;
/** ... that no more than this fraction of them show. */
const SHOWN = 0.8;

/**
 * The digit that nearly everything is taken for, though many images show others; null where there is none.
 * @param answers N bytes from 0 to 9
 * @param labels N bytes; those of 10 and more stand for no digit, and do not count
 */
export function degenerateClass(answers: Uint8Array, labels: Uint8Array): number | null {
  const answered = new Array<number>(CLASSES).fill(0);
  const shown = new Array<number>(CLASSES).fill(0);
  let count = 0;
  for (let n = 0; n < labels.length; n++) {
    if (labels[n] >= CLASSES) continue;
    answered[answers[n]]++;
    shown[labels[n]]++;
    count++;
  }
  const digit = answered.findIndex((images) => images >= ANSWERED * count);
  return count === 0 || digit === -1 || shown[digit] > SHOWN * count ? null : digit;
}
