/** Decodes a line: finds the cheapest path through its lattice, given the predictions for each piece. */

import type { Candidate, LineLattice, LinePiece } from './candidates.ts';

/** Lower bound of probabilities. */
const LEAST = 1e-4;

/** The cost per digit, so that of two equally likely paths the one with fewer digits is chosen. */
const DIGIT_COST = 0.02;

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
  const atoms = skips.length;
  const costs = new Float64Array(atoms + 1).fill(Number.POSITIVE_INFINITY);
  costs[0] = 0;
  /** The last digit on the path to each position between atoms; undefined if an atom is skipped. */
  const last = new Map<number, { readonly first: number; readonly digit: Digit }>();
  for (let end = 1; end <= atoms; end++) {
    costs[end] = costs[end - 1] + skips[end - 1];
    for (const piece of pieces) {
      if (piece.end !== end) continue;
      const digit = read(piece.candidate);
      if (digit === undefined) continue;
      const cost = costs[piece.first] + costOf(piece, digit.confidence);
      if (cost >= costs[end]) continue;
      costs[end] = cost;
      last.set(end, { first: piece.first, digit });
    }
  }
  const way: Digit[] = [];
  for (let end = atoms; end > 0; ) {
    const step = last.get(end);
    if (step !== undefined) way.push(step.digit);
    end = step?.first ?? end - 1;
  }
  return way.reverse();
}

function costOf({ penalty }: LinePiece, confidence: number): number {
  return DIGIT_COST + penalty - Math.log(Math.max(LEAST, confidence));
}
