/**
 * Detects whether a network takes pixels from 0 to 1 or bytes from 0 to 255, by its operations before the first
 * weights.
 */

/** y = scale x + shift of each pixel. */
interface PixelScaling {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** A scale below this indicates bytes. */
const LEAST_OF_BYTES = 1 / 64;
/** A mean above this is not a mean of pixels from 0 to 1. */
const MOST_MEAN = 1.5;

/**
 * Bytes are divided by 255 or by their maximum, which is 255 for most pixels (in scikit-learn, pixels that are always
 * paper have a scale of 1), or shifted by means of bytes, as by its StandardScaler.
 */
export function takesBytes({ scale, shift }: PixelScaling): boolean {
  const used = Array.from(scale, (s, k) => ({ s: Math.abs(s), mean: -shift[k % shift.length] / s })).filter(
    ({ s }) => s > 0 && Number.isFinite(s),
  );
  if (used.length === 0) return false;
  const median = used.map(({ s }) => s).sort((a, b) => a - b)[Math.floor(used.length / 2)];
  if (median <= LEAST_OF_BYTES) return true;
  return used.every(({ mean }) => mean >= 0 && mean <= 255) && used.some(({ mean }) => mean > MOST_MEAN);
}
