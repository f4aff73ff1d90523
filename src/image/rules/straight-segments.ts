import type { Plane } from '../image.ts';
import { findRuns } from '../raster/run-lengths.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';

/** A thin, straight, nearly horizontal stroke: rules, sides of boxes, but also strokes of digits. */
export interface LevelSegment {
  /** First and last column. */
  readonly from: number;
  readonly to: number;
  /** Height of its middle at both ends. */
  readonly start: number;
  readonly end: number;
  /** Its median thickness, in pixels. */
  readonly thickness: number;
}

export const lengthOf = ({ from, to }: LevelSegment): number => to - from + 1;

/** The height of its middle, extrapolated if necessary, at a column. */
export function heightAt({ from, to, start, end }: LevelSegment, x: number): number {
  return to > from ? start + ((end - start) * (x - from)) / (to - from) : start;
}

/** Maximum distance between the middles and a straight line, in pixels. */
const STRAIGHT = 1.5;

/** Minimum fraction of the columns of a segment within this distance. */
const MOSTLY = 0.7;

/** If there are more runs in one column, they are print or noise. */
const MOST_RUNS = 400;

interface Chain {
  readonly columns: number[];
  readonly middles: number[];
  top: number;
  bottom: number;
  readonly thicknesses: number[];
}

const noChains = new Int32Array(0);
const lastMemory = new ScratchMemory();
const chainMemory = new ScratchMemory();

/** Open chains by their top row: to look at all of them for each run would take minutes in noise. */
class ChainsByTop {
  /** For each row the last chain that begins there; -1 for none. */
  readonly #last: Int32Array;
  /** For each chain the one before it in its row, or -1. */
  #before: Int32Array = noChains;
  #tops: Int32Array = noChains;
  #bottoms: Int32Array = noChains;
  #lengths: Int32Array = noChains;
  #chains: readonly Chain[] = [];

  /** Its memory is reused by the next one. */
  constructor(height: number) {
    this.#last = lastMemory.integers(height).fill(-1);
  }

  /** Replaces the chains. */
  fill(chains: readonly Chain[]): void {
    for (let n = 0; n < this.#chains.length; n++) this.#last[this.#tops[n]] = -1;
    this.#chains = chains;
    if (this.#before.length < chains.length) this.#reserve(Math.max(64, 2 * chains.length));
    for (let n = 0; n < chains.length; n++) {
      const { top, bottom, columns } = chains[n];
      this.#before[n] = this.#last[top];
      this.#last[top] = n;
      this.#tops[n] = top;
      this.#bottoms[n] = bottom;
      this.#lengths[n] = columns.length;
    }
  }

  #reserve(count: number): void {
    const all = chainMemory.integers(4 * count);
    const part = (n: number): Int32Array => all.subarray(n * count, (n + 1) * count);
    [this.#before, this.#tops, this.#bottoms, this.#lengths] = [part(0), part(1), part(2), part(3)];
  }

  /** Takes out the longest of the chains that touch rows `top` to `end`, of several the first. */
  take(top: number, end: number, thickest: number): Chain | undefined {
    const last = this.#last;
    const lengths = this.#lengths;
    let best = -1;
    const stop = Math.min(end, last.length - 1);
    for (let row = Math.max(0, top - thickest); row <= stop; row++) {
      for (let n = last[row]; n >= 0; n = this.#before[n]) {
        if (this.#bottoms[n] < top - 1) continue;
        if (best < 0 || lengths[n] > lengths[best] || (lengths[n] === lengths[best] && n < best)) best = n;
      }
    }
    if (best < 0) return undefined;
    this.#bottoms[best] = -2; // touches nothing any more
    return this.#chains[best];
  }
}

/**
 * The nearly horizontal segments of the pixels above `level`: vertical runs no longer than `thickest` are followed
 * from column to column, across gaps of up to `gap` columns where another stroke crosses.
 *
 * @param turned the image transposed: its columns are then contiguous in memory
 * @param steepest maximum slope, as rise over run
 */
export function findSegments(
  turned: Plane,
  level: number,
  thickest: number,
  shortest: number,
  gap: number,
  steepest: number,
): LevelSegment[] {
  const { width: height, height: width } = turned;
  const { rows: columns, starts, ends } = findRuns(turned, level);
  let open: Chain[] = [];
  const byTop = new ChainsByTop(height);
  const segments: LevelSegment[] = [];
  const close = (chain: Chain): void => {
    const segment = fitLine(chain, shortest, steepest);
    if (segment !== undefined) segments.push(segment);
  };
  for (let x = 0; x < width; x++) {
    if (open.length === 0 && !hasThinRun(columns[x], columns[x + 1], starts, ends, thickest)) continue;
    byTop.fill(open);
    const born: Chain[] = [];
    let runs = 0;
    for (let run = columns[x]; run < columns[x + 1] && runs < MOST_RUNS; run++) {
      const top = starts[run] - x * height;
      const end = ends[run] - x * height;
      if (end - top > thickest) continue;
      runs++;
      const best = byTop.take(top, end, thickest);
      const chain = best ?? { columns: [], middles: [], top, bottom: end, thicknesses: [] };
      chain.columns.push(x);
      chain.middles.push((top + end - 1) / 2);
      chain.top = top;
      chain.bottom = end - 1;
      chain.thicknesses.push(end - top);
      if (best === undefined) born.push(chain);
    }
    const going: Chain[] = [];
    for (const chain of open) {
      if (x - (chain.columns.at(-1) ?? x) <= gap) going.push(chain);
      else close(chain);
    }
    open = [...going, ...born];
  }
  for (const chain of open) close(chain);
  return segments;
}

/** Whether one of the runs from `first` to before `end` is no longer than `thickest`. */
function hasThinRun(
  first: number,
  end: number,
  starts: Int32Array,
  ends: Int32Array,
  thickest: number,
): boolean {
  for (let run = first; run < end; run++) if (ends[run] - starts[run] <= thickest) return true;
  return false;
}

/**
 * The least-squares line through a chain, if it is long and straight enough. Columns that are thicker than usual, and
 * then those off the line, contain a stroke of a digit and are ignored.
 */
function fitLine(
  { columns, middles, thicknesses }: Chain,
  shortest: number,
  steepest: number,
): LevelSegment | undefined {
  const count = columns.length;
  if (count < 0.6 * shortest) return undefined;
  const usual = [...thicknesses].sort((a, b) => a - b)[Math.floor(count * 0.4)];
  let own = columns.map((_, k) => k).filter((k) => thicknesses[k] <= usual + 1);
  let line = leastSquares(columns, middles, own);
  for (let again = 0; again < 2; again++) {
    const { slope, at, height } = line;
    own = own.filter((k) => Math.abs(middles[k] - height - slope * (columns[k] - at)) <= STRAIGHT);
    if (own.length < 2) return undefined;
    line = leastSquares(columns, middles, own);
  }
  const from = columns[own[0]];
  const to = columns[own[own.length - 1]];
  const length = to - from + 1;
  const inside = own[own.length - 1] - own[0] + 1;
  if (length < shortest || own.length < 0.5 * length || own.length < MOSTLY * inside) return undefined;
  const { slope, at, height } = line;
  if (Math.abs(slope) > steepest) return undefined;
  return {
    from,
    to,
    start: height + slope * (from - at),
    end: height + slope * (to - at),
    thickness: usual,
  };
}

interface FittedLine {
  readonly slope: number;
  /** Mean column, and the height there. */
  readonly at: number;
  readonly height: number;
}

/** @param own which of the points are used */
export function leastSquares(
  columns: readonly number[],
  middles: readonly number[],
  own: readonly number[],
): FittedLine {
  let at = 0;
  let height = 0;
  for (const k of own) {
    at += columns[k];
    height += middles[k];
  }
  at /= own.length;
  height /= own.length;
  let xx = 0;
  let xy = 0;
  for (const k of own) {
    xx += (columns[k] - at) * (columns[k] - at);
    xy += (columns[k] - at) * (middles[k] - height);
  }
  return { slope: xx > 0 ? xy / xx : 0, at, height };
}
