import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

/** Maximum slope of an edge. */
const STEEPEST = 0.3;

/** Larger differences are clamped: a short but deep shadow is not a better edge than a long one. */
const ENOUGH = 0.25;
const LITTLE = 0.05; // weight of the excess, for choosing among neighbours

/** Lines whose depths at both ends differ by less than this are bounded together. */
const BLOCK = 4;

/** The lines of a block have this many depths at one position at most. */
const WINDOW = BLOCK + 1;

/** Differences of rounding between the depths or the sums of a line and those of its block. */
const ROUNDING = 1e-9;

/** A straight line by its depths at both ends, in squares, and the sum of the differences along it. */
export interface ScoredLine {
  readonly from: number;
  readonly to: number;
  readonly score: number;
}

const scoreMemory = new ScratchMemory();
const windowMemory = new ScratchMemory();
const blockMemory = new ScratchMemory();
const lineMemory = new ScratchMemory();

/**
 * The line with the highest score among all depths and slopes, of several the one that begins, then ends, least
 * deep; undefined if all are 0.
 *
 * A branch and bound search: the lines of a block cannot score more than the highest score near each position, and blocks are
 * searched in the order of these bounds until the best line exceeds them.
 *
 * @param steps differences by position along the side (`length` of them) and depth (0 to `deepest`)
 */
export function strongestLine(steps: Float32Array, length: number, deepest: number): ScoredLine | undefined {
  const depths = deepest + 1;
  const lean = Math.floor(length * STEEPEST);
  const found = searchCompiled(steps, length, depths, lean);
  if (found !== undefined) return found ?? undefined;
  const scores = new Float64Array(steps.length);
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at];
    if (step > 0) scores[at] = Math.min(ENOUGH, step) + LITTLE * step;
  }
  let best: ScoredLine | undefined;
  for (const block of boundBlocks(scores, length, depths, lean)) {
    if (best !== undefined && block.bound < best.score) break;
    for (let from = block.from; from < block.from + BLOCK && from <= deepest; from++) {
      const last = Math.min(deepest, from + lean, block.to + BLOCK - 1);
      for (let to = Math.max(from - lean, 1 - from, block.to); to <= last; to++) {
        const score = scoreOf(from, to, scores, length, depths);
        if (score > (best?.score ?? 0)) best = { from, to, score };
        else if (best !== undefined && score === best.score && isBefore(from, to, best))
          best = { from, to, score };
      }
    }
  }
  return best;
}

/** The same by the kernels: null if there is no line, undefined if they cannot be used. */
function searchCompiled(
  steps: Float32Array,
  length: number,
  depths: number,
  lean: number,
): ScoredLine | null | undefined {
  const most = Math.ceil((depths + lean) / BLOCK + 1) * Math.ceil((2 * lean) / BLOCK + 3);
  const scores = scoreMemory.doubles(steps.length);
  const windows = windowMemory.doubles((length + 1) * (depths + WINDOW + 2));
  const blocks = blockMemory.doubles(2 * most);
  const line = lineMemory.doubles(3);
  const kernels = pixelKernels(steps, scores, windows, blocks, line);
  if (kernels === undefined) return undefined;
  const addresses = [scores, windows, blocks, line].map(({ byteOffset }) => byteOffset);
  kernels.strongestLine(steps.byteOffset, length, depths, ...addresses);
  const [score, from, to] = line;
  return score > 0 ? { from, to, score } : null;
}

function scoreOf(from: number, to: number, scores: Float64Array, length: number, depths: number): number {
  let score = 0;
  const rise = (to - from) / Math.max(1, length - 1);
  for (let r = 0, at = from + 0.5; r < length; r++, at += rise) {
    if (at >= 1) score += scores[r * depths + Math.floor(at)];
  }
  return score;
}

function isBefore(from: number, to: number, other: ScoredLine): boolean {
  return from < other.from || (from === other.from && to < other.to);
}

/** Lines with nearly equal depths at both ends: `from` and `to`, up to `BLOCK` - 1 more. */
interface Block {
  readonly from: number;
  readonly to: number;
  /** No line among them scores more. */
  readonly bound: number;
}

/** All blocks with a score, the highest bound first. */
function boundBlocks(scores: Float64Array, length: number, depths: number, lean: number): Block[] {
  const places: number[] = []; // those with a score, as fractions of the side
  const windows: Float64Array[] = [];
  for (let r = 0; r < length; r++) {
    const highest = highestInWindows(scores, r * depths, depths);
    if (highest === undefined) continue;
    places.push(r / Math.max(1, length - 1));
    windows.push(highest);
  }
  const blocks: Block[] = [];
  for (let from = -lean; from < depths; from += BLOCK) {
    const first = Math.max(from - lean, 2 - BLOCK - from);
    for (let to = first; to < Math.min(depths, from + lean + BLOCK); to += BLOCK) {
      let bound = 0;
      for (let k = 0; k < places.length; k++) {
        const shallowest = Math.floor(from + (to - from) * places[k] + 0.5 - ROUNDING);
        const at = shallowest + WINDOW - 1;
        const window = windows[k];
        if (at >= 0 && at < window.length) bound += window[at];
      }
      if (bound > 0) blocks.push({ from, to, bound: bound + ROUNDING });
    }
  }
  return blocks.sort((a, b) => b.bound - a.bound);
}

/**
 * The highest of the scores at the depths d - WINDOW + 1 to d, for each d; undefined if all are 0.
 *
 * @param start index of the score at depth 0
 */
function highestInWindows(scores: Float64Array, start: number, depths: number): Float64Array | undefined {
  let highest: Float64Array | undefined;
  for (let depth = 0; depth < depths; depth++) {
    const score = scores[start + depth];
    if (score === 0) continue;
    highest ??= new Float64Array(depths + WINDOW - 1);
    for (let at = depth; at < depth + WINDOW; at++) if (score > highest[at]) highest[at] = score;
  }
  return highest;
}
