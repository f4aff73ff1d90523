/** Decodes a line: finds the cheapest path through its lattice, given the predictions for each piece. */

import type { Candidate, LineLattice, LinePiece } from './lattice.ts';

/** Lower bound of probabilities. */
const LEAST = 1e-4;

/** The cost per digit, so that of two equally likely paths the one with fewer digits is chosen. */
const DIGIT_COST = 0.02;

/** The atoms `first` to before `end`. */
type Span = Pick<LinePiece, 'first' | 'end'>;

/**
 * Dynamic programming over the atoms: the path with the smallest sum of -ln(confidence) and penalties.
 *
 * @param read the prediction for a candidate
 * @returns the digits from left to right
 */
export function decodeLine<Digit extends { readonly confidence: number }>(
  { skips, pieces }: LineLattice,
  read: (candidate: Candidate) => Digit | undefined,
): Digit[] {
  const digits = pieces.map(({ candidate }) => read(candidate));
  const costs = pieces.map((piece, n) => {
    const confidence = digits[n]?.confidence;
    return confidence === undefined ? Infinity : costOf(piece, confidence);
  });
  return cheapestPath(skips, pieces, costs).flatMap((n) => digits[n] ?? []);
}

/** The cost of a piece that is read with some confidence. */
export function costOf({ penalty }: Pick<LinePiece, 'penalty'>, confidence: number): number {
  return DIGIT_COST + penalty - Math.log(Math.max(LEAST, confidence));
}

/**
 * The indices of the pieces on the cheapest path, from left to right.
 *
 * @param skips the cost of skipping each atom
 * @param costs of the pieces; infinite for those that cannot be used
 */
export function cheapestPath(
  skips: readonly number[],
  pieces: readonly Span[],
  costs: ArrayLike<number>,
): number[] {
  const { last } = costsBefore(skips, pieces, costs);
  const path: number[] = [];
  for (let end = skips.length; end > 0; ) {
    const n = last[end];
    if (n >= 0) path.push(n);
    end = n >= 0 ? pieces[n].first : end - 1;
  }
  return path.reverse();
}

/** The costs of the cheapest paths from the left end to each position between atoms, and from each to the right end. */
export function costsOfPaths(
  skips: readonly number[],
  pieces: readonly Span[],
  costs: ArrayLike<number>,
): { readonly before: Float64Array; readonly after: Float64Array } {
  const atoms = skips.length;
  const mirrored = pieces.map(({ first, end }) => ({ first: atoms - end, end: atoms - first }));
  const { before } = costsBefore(skips, pieces, costs);
  const after = costsBefore([...skips].reverse(), mirrored, costs).before.reverse();
  return { before, after };
}

/** Also the last piece of each of these paths; -1 if an atom is skipped. */
function costsBefore(
  skips: readonly number[],
  pieces: readonly Span[],
  costs: ArrayLike<number>,
): { before: Float64Array; last: Int32Array } {
  const atoms = skips.length;
  const before = new Float64Array(atoms + 1).fill(Number.POSITIVE_INFINITY);
  before[0] = 0;
  const last = new Int32Array(atoms + 1).fill(-1);
  for (let end = 1; end <= atoms; end++) {
    before[end] = before[end - 1] + skips[end - 1];
    for (let n = 0; n < pieces.length; n++) {
      if (pieces[n].end !== end) continue;
      const cost = before[pieces[n].first] + costs[n];
      if (cost >= before[end]) continue;
      before[end] = cost;
      last[end] = n;
    }
  }
  return { before, last };
}
