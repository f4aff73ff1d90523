import type { Plane } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
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
const placeMemory = new ScratchMemory();

/**
 * For each side the line that most clearly bounds a darker or a lighter table, if there is one; the clearest first. Valid
 * until the next call.
 */
export function findLines(squares: Plane): Candidate[] {
  return sides
    .flatMap((side, n) => {
      const strip = new Strip(squares, side);
      return findSteps(strip, stepMemories[n]).flatMap((steps) => findLine(strip, side, steps) ?? []);
    })
    .sort((a, b) => b.score - a.score);
}

function findLine(strip: Strip, side: Side, found: Steps): Candidate | undefined {
  const { sign, steps, deepest, places } = found;
  if (places < strip.length * LEAST_PLACES) return undefined; // most images have no edge
  const best = strongestLine(steps, strip.length, deepest);
  if (best === undefined) return undefined;
  const { from, to, score } = best;
  return { edge: { side, from, to }, strip, sign, score, steps, deepest };
}

/** The differences at all positions where an edge may be. */
interface Steps extends Pick<Candidate, 'sign' | 'steps' | 'deepest'> {
  /** Positions along the side with an edge at any depth. */
  places: number;
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
  }));
  const places = placeMemory.integers(2);
  const kernels = pixelKernels(strip.data, darker.steps, lighter.steps, places);
  if (kernels !== undefined) {
    const { data, start, along, inward, length } = strip;
    const outputs = [darker.steps, lighter.steps, places].map(({ byteOffset }) => byteOffset);
    kernels.findSteps(data.byteOffset + 4 * start, along, inward, length, deepest, ...outputs);
    [darker.places, lighter.places] = places;
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
        isDarker = true;
      } else if (inner < outer) {
        const step = stepAt(inwards, d, -1, outer, inner);
        if (step === 0) continue;
        lighter.steps[at + d] = step;
        isLighter = true;
      }
    }
    if (isDarker) darker.places++;
    if (isLighter) lighter.places++;
  }
  return [darker, lighter];
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
