import type { Plane } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { sumAbove } from '../raster/sum-above.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import { type SheetEdge, type Side, Strip, sides } from './squares.ts';
import { strongestLine } from './strongest-line.ts';

/** Maximum depth of an edge, as a fraction of the image's side. */
const DEEPEST = 0.45;

/** Minimum difference across an edge, as a fraction of the sum of the brightness of both sides. */
export const CONTRAST = 0.12;

/** An edge is sharp if this fraction of the difference across this many squares is within one square. */
const SHARP = 0.6;
const WIDE = 4;

/** Minimum number of positions with a step, as a fraction of the side. */
const LEAST_PLACES = 0.26;

/** A sheet covers at least this fraction of the image; a thick digit with straight sides covers less. */
export const SMALLEST = 0.25;

/** Differences of rounding between two ways to compute the same brightness or number. */
const ROUNDING = 1e-6;

/**
 * At least this fraction of the sheet differs from a darker (`sign` 1) or lighter table by a quarter of the step at the
 * edge. A dark table resembles paper in shadow; on a light table, a thick digit resembles a sheet with holes.
 */
export const leastSheet = (sign: number): number => (sign > 0 ? 0.65 : 0.85);

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

/** By side; for a darker and for a lighter table. */
const stepMemories = sides.map(() => [new ScratchMemory(), new ScratchMemory()] as const);
const foundMemory = new ScratchMemory();

/**
 * For each side the line that most clearly bounds a darker or a lighter table, if there is one; the clearest first. Valid
 * until the next call.
 */
export function findLines(squares: Plane): Candidate[] {
  const found = sides.flatMap((side, n) => {
    const strip = new Strip(squares, side);
    return findSteps(strip, stepMemories[n])
      .filter(({ places }) => places >= strip.length * LEAST_PLACES)
      .map((steps) => ({ strip, side, steps }));
  });
  // most images have no edge, which saves the search
  if (
    !mayHoldSheet(
      squares,
      found.map(({ steps }) => steps),
    )
  )
    return [];
  return found
    .flatMap(({ strip, side, steps }) => findLine(strip, side, steps) ?? [])
    .sort((a, b) => b.score - a.score);
}

/** Whether a sheet of the least size is possible, whichever of these differences are its edges. */
function mayHoldSheet(squares: Plane, found: readonly Steps[]): boolean {
  return ([1, -1] as const).some((sign) => {
    const bounds = found.filter((steps) => steps.sign === sign).map(({ bound }) => bound);
    if (bounds.length === 0) return false;
    const bound = sign > 0 ? Math.min(...bounds) - ROUNDING : Math.max(...bounds) + ROUNDING;
    const { count: brighter } = sumAbove(squares, bound);
    const sheet = sign > 0 ? brighter : squares.data.length - brighter;
    return sheet >= leastSheet(sign) * SMALLEST * squares.data.length - ROUNDING;
  });
}

function findLine(strip: Strip, side: Side, found: Steps): Candidate | undefined {
  const { sign, steps, deepest } = found;
  const best = strongestLine(steps, strip.length, deepest);
  if (best === undefined) return undefined;
  const { from, to, score } = best;
  return { edge: { side, from, to }, strip, sign, score, steps, deepest };
}

/** The differences at all positions where an edge may be. */
interface Steps extends Pick<Candidate, 'sign' | 'steps' | 'deepest'> {
  /** Positions along the side with an edge at any depth. */
  places: number;
  /** Between table and sheet, at one of these positions: the least for a darker table, the greatest for a lighter one. */
  bound: number;
}

/** The differences for a darker and for a lighter table. */
function findSteps(strip: Strip, memories: readonly [ScratchMemory, ScratchMemory]): readonly Steps[] {
  // anything further inside is paper
  const deepest = Math.max(0, Math.min(Math.floor(strip.depth * DEEPEST), strip.depth - 1 - WIDE));
  const size = strip.length * (deepest + 1);
  const [darker, lighter]: readonly Steps[] = [1, -1].map((sign, n) => ({
    sign,
    steps: memories[n].floats(size),
    deepest,
    places: 0,
    bound: sign * Number.POSITIVE_INFINITY,
  }));
  const found = foundMemory.doubles(4);
  const kernels = pixelKernels(strip.data, darker.steps, lighter.steps, found);
  if (kernels !== undefined) {
    const { data, start, along, inward, length } = strip;
    const outputs = [darker.steps, lighter.steps, found].map(({ byteOffset }) => byteOffset);
    kernels.findSteps(data.byteOffset + 4 * start, along, inward, length, deepest, ...outputs);
    [darker.places, lighter.places, darker.bound, lighter.bound] = found;
    return [darker, lighter];
  }
  darker.steps.fill(0);
  lighter.steps.fill(0);
  const inwards = new Float32Array(strip.depth);
  for (let r = 0; r < strip.length; r++) {
    strip.copyLine(r, inwards);
    const at = r * (deepest + 1);
    let [isDarker, isLighter] = [false, false];
    for (let d = 1; d <= deepest; d++) {
      const outer = (inwards[d - 1] + inwards[d < 2 ? 0 : d - 2]) / 2;
      const inner = (inwards[d + 1] + inwards[d + 2]) / 2;
      if (inner > outer) {
        const step = stepAt(inwards, d, 1, outer, inner);
        if (step === 0) continue;
        darker.steps[at + d] = step;
        for (const bound of boundsNear(inwards, d, deepest)) darker.bound = Math.min(darker.bound, bound);
        isDarker = true;
      } else if (inner < outer) {
        const step = stepAt(inwards, d, -1, outer, inner);
        if (step === 0) continue;
        lighter.steps[at + d] = step;
        for (const bound of boundsNear(inwards, d, deepest)) lighter.bound = Math.max(lighter.bound, bound);
        isLighter = true;
      }
    }
    if (isDarker) darker.places++;
    if (isLighter) lighter.places++;
  }
  return [darker, lighter];
}

/** A brightness closer to the table than to the sheet, next to an edge at this depth of a line inwards. */
export function boundAt(table: number, sheet: number): number {
  return 0.25 * sheet + 0.75 * table;
}

/** The bounds for lines that may follow an edge at depth `d`: they are a square further out or in at most. */
function boundsNear(inwards: Float32Array, d: number, deepest: number): number[] {
  return [d - 1, d, d + 1]
    .filter((near) => near >= 1 && near <= deepest)
    .map((near) => boundAt(inwards[Math.max(0, near - 2)], inwards[near + 2]));
}

/** The difference at one depth of a line inwards; 0 if no edge can be there. */
function stepAt(inwards: Float32Array, d: number, sign: number, outer: number, inner: number): number {
  const step = (sign * (inner - outer)) / (inner + outer + 1);
  if (step < CONTRAST) return 0;
  const frame = inwards[0]; // table as well
  if (sign * (inner - frame) < (CONTRAST / 2) * (inner + frame)) return 0;
  const wide = sign * (inwards[d + WIDE] - inwards[d < WIDE ? 0 : d - WIDE]);
  const close = sign * (inwards[d + 1] - inwards[d - 1]);
  return close > SHARP * wide ? step : 0;
}
