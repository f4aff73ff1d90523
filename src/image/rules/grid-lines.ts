import type { Plane } from '../image.ts';
import type { Levels } from '../paper/levels.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { transpose } from '../raster/transpose.ts';
import { reachesFrame } from './dark-frame.ts';
import { type Line, searchLines } from './line-search.ts';
import { STRIPS } from './line-support.ts';
import { findRidges, widest } from './ridges.ts';

/** A single line must be fainter than ink by this factor, unlike the roof of a 7 that fills the image. */
const FAINTER = 0.7;

/** In smaller images lines cannot be distinguished from strokes, which are as long and thin. */
const SMALLEST = 48;

const turnedMemory = new ScratchMemory();

/**
 * Removes the lines of squared and ruled paper; returns their number.
 *
 * A line runs from one side of the image to the other, is thinner than a stroke, and is rarely alone. Where a stroke
 * crosses it, the ink above and below the line is interpolated.
 *
 * @param ink 0 paper, 1 black; changed in place
 */
export function removeLines(ink: Plane, levels: Levels): number {
  if (Math.min(ink.width, ink.height) < SMALLEST || !reachesFrame(ink, levels)) return 0;
  const ridges = findRidges(ink, levels);
  const level = removeFound(ink, levels, searchLines(ridges.level));
  const { upright: marks } = level > 0 ? findRidges(ink, levels) : ridges;
  const found = searchLines(marks);
  if (found.lines.length === 0) return level;
  const turned = { width: ink.height, height: ink.width, data: turnedMemory.floats(ink.data.length) };
  transpose(ink, turned);
  const upright = removeFound(turned, levels, found);
  if (upright > 0) transpose(turned, ink);
  return level + upright;
}

function removeFound(ink: Plane, levels: Levels, { lean, lines }: ReturnType<typeof searchLines>): number {
  let removed = 0;
  for (const line of lines) {
    if (removeLine(ink, levels, line, lean, lines.length === 1)) removed++;
  }
  return removed;
}

/** Removes one line from the ink. Returns false, and leaves the ink unchanged, if it is not a line. */
function removeLine(ink: Plane, levels: Levels, line: Line, lean: number, alone: boolean): boolean {
  const { width, height, data } = ink;
  const reach = widest(ink);
  const middles = new Int32Array(width);
  for (let x = 0; x < width; x++) {
    const at = Math.min(STRIPS - 1, Math.max(0, ((x + 0.5) * STRIPS) / width - 0.5));
    const s = Math.min(STRIPS - 2, Math.floor(at));
    const row = line.rows[s] + (line.rows[s + 1] - line.rows[s]) * (at - s);
    middles[x] = Math.round(row + lean * (x - width / 2));
  }

  const near = [-1, 0, 1].map((d) => medianInk(ink, middles, d));
  let peak = 0;
  for (let d = -1; d <= 1; d++) if (near[1 + d] > near[1 + peak]) peak = d;
  const strength = near[1 + peak] - levels.paper;
  const edge = levels.paper + Math.max(0.25 * strength, 0.5 * (levels.floor - levels.paper));
  let above = peak;
  while (above > -reach && medianInk(ink, middles, above - 1) > edge) above--;
  let below = peak;
  while (below < reach && medianInk(ink, middles, below + 1) > edge) below++;
  const core = 0.9 * (levels.strongest - levels.paper);
  if (alone && strength > FAINTER * core) return false;

  // pixels well above the strength of the line are ink on it
  const isInk = strength < 0.6 * core ? levels.paper + (strength + core) / 2 : Number.POSITIVE_INFINITY;
  for (let x = 0; x < width; x++) {
    const first = middles[x] + above - 1;
    const last = middles[x] + below + 1;
    const before = first > 0 && first - 1 < height ? data[(first - 1) * width + x] : levels.paper;
    const after = last + 1 < height && last + 1 >= 0 ? data[(last + 1) * width + x] : levels.paper;
    const step = (after - before) / (last - first + 2);
    for (let y = Math.max(0, first), end = Math.min(height - 1, last); y <= end; y++) {
      const p = y * width + x;
      const value = data[p];
      if (value > isInk) continue;
      const through = before + step * (y - first + 1);
      if (through < value) data[p] = through;
    }
  }
  return true;
}

const histogram = new Int32Array(256);

/** The median ink at a distance from the middle of a line. */
function medianInk(ink: Plane, middles: Int32Array, distance: number): number {
  const { width, height, data } = ink;
  histogram.fill(0);
  let count = 0;
  for (let x = 0; x < width; x++) {
    const y = middles[x] + distance;
    if (y < 0 || y >= height) continue;
    histogram[Math.min(255, Math.max(0, Math.round((data[y * width + x] + 0.25) * 204)))]++;
    count++;
  }
  let below = 0;
  let level = 0;
  while (level < 255 && below + histogram[level] <= count / 2) below += histogram[level++];
  return level / 204 - 0.25;
}
