/** Whether a net takes pixels from 0 to 1 or bytes from 0 to 255, by what it does to them before its first weights. */

/** y = scale x + shift of each pixel. */
interface PixelScaling {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** Pixels that are divided by more than this were bytes. */
const LEAST_OF_BYTES = 1 / 64;
/** A mean above this is none of pixels from 0 to 1, whatever was added to them. */
const MOST_MEAN = 1.5;

/**
 * Bytes are divided by 255 or by what they are at most, which is 255 at most pixels (pixels that are always paper have a scale
 * of 1 in scikit-learn), or have means of bytes taken off, as its StandardScaler does.
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
