/**
 * Whether a number consists of letters: a network is confident about many of them, above all about the strokes that they
 * are cut into. Words in six typefaces and the numbers of synthetic/forms.ts, with fixed seeds, decided the limits.
 */

/** A digit of a number, and the number of its ends where a mark was cut. */
export interface ReadPiece {
  readonly digit: number;
  readonly confidence: number;
  readonly cuts: number;
}

/** Mean confidence of the digits of a number except the least sure one: one may be illegible. */
const LEAST_SURE = 0.8;

/** In numbers of at least this many digits. */
const SEVERAL = 3;

/** Minimum number of strokes cut from marks, and their fraction of the digits. */
const STROKES = 2;
const MOST_STROKES = 0.4;

export function isLettering(pieces: readonly ReadPiece[]): boolean {
  const strokes = pieces.filter(({ digit, cuts }) => cuts > 0 && (digit === 1 || digit === 7)).length;
  if (strokes >= STROKES && strokes >= MOST_STROKES * pieces.length) return true;
  const confidences = pieces.map(({ confidence }) => confidence);
  const others = confidences.reduce((sum, confidence) => sum + confidence, 0) - Math.min(...confidences);
  return pieces.length >= SEVERAL && others < LEAST_SURE * (pieces.length - 1);
}

/** Whether all are parts of one mark. */
export function isOneMark(pieces: readonly ReadPiece[]): boolean {
  return pieces.length > 1 && pieces.reduce((sum, { cuts }) => sum + cuts, 0) === 2 * (pieces.length - 1);
}
