/** The possible digits of a line, before it is decoded. */

import type { Prediction } from '../../network/predict.ts';
import type { Decisions } from '../preprocess.ts';

/** One digit as input of the network. */
export interface Candidate {
  /** 28x28 bytes. */
  readonly pixels: Uint8Array;
  /** Its box is in pixels of the upright file; null if the image was not preprocessed. */
  readonly decisions: Decisions | null;
  /** The number of its ends where a mark was cut, 0 to 2; none if undefined. */
  readonly cuts?: number;
  /** If it has been predicted already. */
  readonly prediction?: Prediction;
}

/** A possible digit of a line: its atoms `first` to before `end`, and a penalty. */
export interface LinePiece {
  readonly first: number;
  readonly end: number;
  readonly penalty: number;
  readonly candidate: Candidate;
}

/**
 * A line over-segmented into atoms: every path from atom 0 to the last over pieces is a possible reading. Pieces that
 * cannot be on the cheapest path may be left out.
 */
export interface LineLattice {
  /** The cost of skipping each atom: small for a low one, which may be the remainder of a rule. */
  readonly skips: readonly number[];
  readonly pieces: readonly LinePiece[];
}

/** A piece whose form may not be needed. */
export interface OpenPiece {
  readonly first: number;
  readonly end: number;
  readonly penalty: number;
  /** Makes the form; null if it is blank. */
  readonly make: () => Candidate | null;
}

export interface OpenLattice {
  readonly skips: readonly number[];
  readonly pieces: readonly OpenPiece[];
}
