/** Splits validation images off the training split: by seed, stratified by class. */
import { UsageError } from '../errors.ts';
import { Random } from '../random.ts';
import { CLASSES } from './dataset.ts';

export interface ValidationSplit {
  /** Indices of the training images, ascending. */
  readonly train: Int32Array;
  /** Indices of the validation images, ascending. */
  readonly validation: Int32Array;
}

/**
 * Holds out `round(fraction x labels.length)` images, chosen at random within each class.
 *
 * @param labels from 0 to 9
 * @param fraction from 0 (no validation) to below 1
 * @throws {UsageError} if the fraction is out of range, or so close to its ends that a split would be empty
 */
export function splitValidation(labels: Uint8Array, fraction: number, seed: number): ValidationSplit {
  if (!(fraction >= 0 && fraction < 1)) {
    throw new UsageError(`validation: must be at least 0 and less than 1, got ${fraction}`);
  }
  const validationCount = Math.round(fraction * labels.length);
  const isEmpty = fraction > 0 && validationCount === 0;
  if (isEmpty || validationCount === labels.length) {
    const empty = isEmpty
      ? 'to check progress with; use a larger share, or 0'
      : 'to learn from; use a smaller share';
    throw new UsageError(
      `validation: a fraction of ${fraction} leaves none of ${labels.length} images ${empty}`,
    );
  }

  const chosen = new Uint8Array(labels.length);
  if (validationCount > 0) choose(chosen, labels, fraction, validationCount, seed);
  const train = new Int32Array(labels.length - validationCount);
  const validation = new Int32Array(validationCount);
  for (let i = 0, t = 0, v = 0; i < labels.length; i++) {
    if (chosen[i] === 1) validation[v++] = i;
    else train[t++] = i;
  }
  return { train, validation };
}

/** Sets `chosen` to 1 for `count` images. */
function choose(chosen: Uint8Array, labels: Uint8Array, fraction: number, count: number, seed: number): void {
  const classes: number[][] = Array.from({ length: CLASSES }, () => []);
  for (let i = 0; i < labels.length; i++) classes[labels[i]].push(i);
  const quotas = apportion(classes, fraction, count);
  const random = Random.stream(seed, 'validation');
  for (const [label, indices] of classes.entries()) {
    for (const index of random.shuffle(indices).slice(0, quotas[label])) chosen[index] = 1;
  }
}

/**
 * The number of images of each class: its fraction rounded down, plus one for the largest remainders until `total` is
 * reached.
 */
function apportion(classes: readonly number[][], fraction: number, total: number): number[] {
  const quotas = classes.map((indices) => Math.floor(indices.length * fraction));
  const remainder = (label: number) => classes[label].length * fraction - quotas[label];
  const byRemainder = [...classes.keys()].sort((a, b) => remainder(b) - remainder(a) || a - b);
  let left = total - quotas.reduce((sum, quota) => sum + quota, 0);
  for (const label of byRemainder) if (left-- > 0) quotas[label]++;
  return quotas;
}
