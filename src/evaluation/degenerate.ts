/** Detects networks that have collapsed: they predict the same digit for almost everything. */

import { CLASSES } from '../dataset/dataset.ts';

/** A network has collapsed if it predicts one digit for at least this fraction of the images... */
const ANSWERED = 0.95;
/** ... and at most this fraction of them show that digit. */
const SHOWN = 0.8;

/**
 * The digit predicted for almost all images, though many show others; null if there is none.
 * @param answers N bytes from 0 to 9
 * @param labels N bytes; those of 10 and above mark images of no digit, which are ignored
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
