/**
 * Makes and predicts only the pieces of lines that can be on a cheapest path. Most pieces of clean writing combine marks
 * or cut them, for which they pay more than the whole path through the marks costs, and to make their forms takes most of
 * the time of recognition.
 */

import type { Prediction } from '../../network/predict.ts';
import { cheapestPath, costOf, costsOfPaths } from './decode-line.ts';
import type { Candidate, LineLattice, OpenLattice } from './lattice.ts';

/** Predicts count x 784 bytes. */
export type Predict = (images: Uint8Array) => readonly Prediction[];

/** Passes over the cheapest paths before all pieces are read that are not too expensive: few, and few forms are made. */
const PASSES = 6;

/** Sums of costs in another order differ by less. */
const ROUNDING = 1e-9;

/** A line while it is read. */
class OpenLine {
  readonly #line: OpenLattice;
  /** By piece: its cost, or the least that it can be if it has not been read. */
  readonly #costs: Float64Array;
  /** By piece: null if it is blank, undefined if it has not been made. */
  readonly #candidates: (Candidate | null | undefined)[];

  constructor(line: OpenLattice) {
    this.#line = line;
    this.#costs = Float64Array.from(line.pieces, (piece) => costOf(piece, 1));
    this.#candidates = new Array<undefined>(line.pieces.length).fill(undefined);
  }

  /** The pieces of the cheapest path that have not been read. */
  missing(): number[] {
    const { skips, pieces } = this.#line;
    return cheapestPath(skips, pieces, this.#costs).filter((n) => this.#candidates[n] === undefined);
  }

  /** The unread pieces that may be on a path cheaper than the cheapest one of those read. */
  affordable(): number[] {
    const { skips, pieces } = this.#line;
    const known = this.#costs.map((cost, n) => (this.#candidates[n] === undefined ? Infinity : cost));
    const [limit] = costsOfPaths(skips, pieces, known).after;
    const { before, after } = costsOfPaths(skips, pieces, this.#costs);
    const isAffordable = (n: number): boolean =>
      before[pieces[n].first] + this.#costs[n] + after[pieces[n].end] <= limit + ROUNDING;
    return pieces.map((_, n) => n).filter((n) => this.#candidates[n] === undefined && isAffordable(n));
  }

  make(n: number): Candidate | null {
    return this.#line.pieces[n].make();
  }

  set(n: number, candidate: Candidate | null): void {
    this.#candidates[n] = candidate;
    const confidence = candidate?.prediction?.confidence;
    this.#costs[n] = confidence === undefined ? Infinity : costOf(this.#line.pieces[n], confidence);
  }

  /** The pieces that were read. */
  lattice(): LineLattice {
    const pieces = this.#line.pieces.flatMap(({ first, end, penalty }, n) => {
      const candidate = this.#candidates[n];
      return candidate === undefined || candidate === null ? [] : [{ first, end, penalty, candidate }];
    });
    return { skips: this.#line.skips, pieces };
  }
}

/** All pieces of lines, without those that are blank. */
export function wholeLattices(lines: readonly OpenLattice[]): LineLattice[] {
  return lines.map(({ skips, pieces }) => ({
    skips,
    pieces: pieces.flatMap(({ first, end, penalty, make }) => {
      const candidate = make();
      return candidate === null ? [] : [{ first, end, penalty, candidate }];
    }),
  }));
}

/** The pieces of lines that are enough to find the same cheapest path as with all of them, predicted. */
export function prunedLattices(lines: readonly OpenLattice[], predict: Predict): LineLattice[] {
  const open = lines.map((line) => new OpenLine(line));
  const readAll = (wanted: (line: OpenLine) => readonly number[]): boolean => {
    const made = open.flatMap((line) => wanted(line).map((n) => ({ line, n, candidate: line.make(n) })));
    const inked = made.flatMap(({ candidate }) => (candidate === null ? [] : [candidate]));
    const predictions = inked.length === 0 ? [] : predict(joined(inked));
    let next = 0;
    for (const { line, n, candidate } of made) {
      line.set(n, candidate === null ? null : { ...candidate, prediction: predictions[next++] });
    }
    return made.length > 0;
  };
  for (let pass = 0; pass < PASSES; pass++) {
    if (!readAll((line) => line.missing())) return open.map((line) => line.lattice());
  }
  readAll((line) => line.affordable());
  return open.map((line) => line.lattice());
}

/** The forms of candidates one after another. */
export function joined(candidates: readonly Candidate[]): Uint8Array {
  const bytes = new Uint8Array(candidates.reduce((sum, { pixels }) => sum + pixels.length, 0));
  let end = 0;
  for (const { pixels } of candidates) {
    bytes.set(pixels, end);
    end += pixels.length;
  }
  return bytes;
}
