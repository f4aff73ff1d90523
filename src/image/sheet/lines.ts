import type { Plane } from '../image.ts';
import { type SheetEdge, type Side, Strip, sides } from './squares.ts';

/** Maximum depth and slope of an edge, as fractions of the image's sides. */
const DEEPEST = 0.45;
const STEEPEST = 0.3;

/** Minimum difference across an edge, as a fraction of the sum of the brightness of both sides. */
export const CONTRAST = 0.12;

/** Larger differences are clamped: a short but deep shadow is not a better edge than a long one. */
const ENOUGH = 0.25;
const LITTLE = 0.05; // weight of the excess, for choosing among neighbours

/** An edge is sharp if this fraction of the difference across this many squares is within one square. */
const SHARP = 0.6;
const WIDE = 4;

/** Minimum number of positions with a step, as a fraction of the side. */
const LEAST_PLACES = 0.26;

/** A candidate for an edge of the sheet. */
export interface Candidate {
  readonly edge: SheetEdge;
  readonly strip: Strip;
  /** 1 if the table is darker than the sheet, -1 if it is lighter. */
  readonly sign: number;
  readonly score: number;
  /** Differences at all positions where an edge may be, otherwise 0: by position along the side and depth. */
  readonly steps: Float32Array;
  /** Maximum depth along each line inwards; `steps` has one more entry for each. */
  readonly deepest: number;
}

/** For each side the line that most clearly bounds a darker or a lighter table, if there is one; the clearest first. */
export function findLines(squares: Plane): Candidate[] {
  return sides
    .map((side) => [side, new Strip(squares, side)] as const)
    .flatMap(([side, strip]) => [1, -1].flatMap((sign) => strongestLine(strip, side, sign) ?? []))
    .sort((a, b) => b.score - a.score);
}

function strongestLine(strip: Strip, side: Side, sign: number): Candidate | undefined {
  const { length } = strip;
  // anything further inside is paper
  const deepest = Math.max(0, Math.min(Math.floor(strip.depth * DEEPEST), strip.depth - 1 - WIDE));
  const steps = new Float32Array(length * (deepest + 1));
  const inwards = new Float32Array(strip.depth);
  let places = 0; // positions along the side with an edge at any depth
  for (let r = 0; r < length; r++) {
    strip.copyLine(r, inwards);
    if (markSteps(inwards, sign, steps.subarray(r * (deepest + 1), (r + 1) * (deepest + 1)))) places++;
  }
  if (places < length * LEAST_PLACES) return undefined; // most images have no edge
  const lean = Math.floor(length * STEEPEST);
  let best = { from: 0, to: 0, score: 0 };
  for (let from = -lean; from <= deepest; from++) {
    for (let to = Math.max(from - lean, 1 - from); to <= Math.min(deepest, from + lean); to++) {
      let score = 0;
      const rise = (to - from) / Math.max(1, length - 1);
      for (let r = 0, at = from + 0.5; r < length; r++, at += rise) {
        if (at < 1) continue;
        const step = steps[r * (deepest + 1) + Math.floor(at)];
        score += Math.min(ENOUGH, step) + LITTLE * step;
      }
      if (score > best.score) best = { from, to, score };
    }
  }
  if (best.score === 0) return undefined;
  const { from, to, score } = best;
  return { edge: { side, from, to }, strip, sign, score, steps, deepest };
}

/**
 * Notes the differences along a line inwards, where an edge may be.
 *
 * @param steps overwritten there, by depth
 * @returns whether there is any
 */
function markSteps(inwards: Float32Array, sign: number, steps: Float32Array): boolean {
  const frame = inwards[0]; // table as well
  let found = false;
  for (let d = 1; d < steps.length; d++) {
    const outer = (inwards[d - 1] + inwards[d < 2 ? 0 : d - 2]) / 2;
    const inner = (inwards[d + 1] + inwards[d + 2]) / 2;
    const step = (sign * (inner - outer)) / (inner + outer + 1);
    if (step < CONTRAST) continue;
    if (sign * (inner - frame) < (CONTRAST / 2) * (inner + frame)) continue;
    const wide = sign * (inwards[d + WIDE] - inwards[d < WIDE ? 0 : d - WIDE]);
    const close = sign * (inwards[d + 1] - inwards[d - 1]);
    if (!(close > SHARP * wide)) continue;
    steps[d] = step;
    found = true;
  }
  return found;
}
