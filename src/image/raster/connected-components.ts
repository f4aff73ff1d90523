import type { Box, Plane } from '../image.ts';
import { type PixelKernels, pixelKernels } from '../wasm/pixel-kernels.ts';
import { type JoinedRuns, joinedRuns } from './run-lengths.ts';
import { ScratchMemory } from './scratch-memory.ts';

const labelOfMemory = new ScratchMemory();
const partMemory = new ScratchMemory();
const labelMemory = new ScratchMemory();

/** A connected component of the ink. */
export interface Component extends Box {
  /** Number of pixels. */
  readonly area: number;
  /** Sum of its ink. */
  readonly mass: number;
  /** Number of sides of the image that it touches. */
  readonly sides: number;
}

/**
 * Connected components: `labels` contains for each pixel 0 or 1 + the index of its component, valid until the next
 * call.
 */
export interface Components {
  readonly labels: Int32Array;
  readonly parts: readonly Component[];
}

/**
 * Connected components (8-connectivity) of the pixels above `low` that contain at least one pixel above `high`
 * (hysteresis): a faint end of a stroke stays with its stroke, an isolated faint smudge is ignored. They are ordered
 * by their first pixel above `high`.
 *
 * @param memory of the labels, which are valid until its next use
 */
export function connectedComponents(
  ink: Plane,
  low: number,
  high: number,
  memory: ScratchMemory = labelMemory,
): Components {
  const { width, height, data } = ink;
  const runs = joinedRuns(ink, low);
  const { rows, starts, ends, parents } = runs;
  const labels = memory.integers(data.length);
  const kernels = pixelKernels(data, labels, rows, starts, ends, parents);
  const found = kernels && labelled(kernels, ink, runs, labels, high);
  if (found !== undefined) return { labels, parts: found };
  labels.fill(0);
  const parts: GrowingPart[] = [];
  /** By the first run of a component: 1 + its index; 0 if it contains no pixel above `high` so far. */
  const labelOf = new Int32Array(rows[height]);
  for (let run = 0; run < labelOf.length; run++) {
    const first = parents[run];
    if (labelOf[first] === 0 && reaches(data, starts[run], ends[run], high)) {
      labelOf[first] = parts.push({ area: 0, mass: 0, left: width, right: 0, top: height, bottom: 0 });
    }
  }
  for (let y = 0; y < height; y++) {
    for (let run = rows[y]; run < rows[y + 1]; run++) {
      const label = labelOf[parents[run]];
      if (label === 0) continue;
      const part = parts[label - 1];
      const start = starts[run];
      const end = ends[run];
      let mass = part.mass;
      for (let p = start; p < end; p++) {
        labels[p] = label;
        mass += data[p];
      }
      part.mass = mass;
      part.area += end - start;
      part.left = Math.min(part.left, start - y * width);
      part.right = Math.max(part.right, end - y * width);
      part.top = Math.min(part.top, y);
      part.bottom = y + 1;
    }
  }
  return { labels, parts: parts.map((part) => finished(part, width, height)) };
}

/** Bytes of a component in the memory of the kernels. */
const PART_BYTES = 32;

/** Labels the pixels by the kernels; undefined if there is no room for that. */
function labelled(
  kernels: PixelKernels,
  { width, height, data }: Plane,
  { count: runs, rows, starts, ends, parents }: JoinedRuns,
  labels: Int32Array,
  high: number,
): Component[] | undefined {
  const labelOf = labelOfMemory.integers(runs);
  if (pixelKernels(labelOf) === undefined) return undefined;
  const [ink, row, start, end, parent, own, label] = [data, rows, starts, ends, parents, labelOf, labels].map(
    ({ byteOffset }) => byteOffset,
  );
  const count = kernels.labelRuns(ink, runs, high, start, end, parent, own);
  const masses = partMemory.doubles((count * PART_BYTES) / 8);
  const bounds = new Int32Array(masses.buffer, masses.byteOffset, 2 * masses.length);
  if (pixelKernels(masses) === undefined) return undefined;
  kernels.markParts(ink, width, height, row, start, end, parent, own, label, masses.byteOffset, count);
  return Array.from({ length: count }, (_, n) => {
    const at = 8 * n + 2;
    const part = {
      mass: masses[4 * n],
      area: bounds[at],
      left: bounds[at + 1],
      right: bounds[at + 2],
      top: bounds[at + 3],
      bottom: bounds[at + 4],
    };
    return finished(part, width, height);
  });
}

/** A component while its runs are accumulated; `right` and `bottom` are exclusive. */
interface GrowingPart {
  area: number;
  mass: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function finished(
  { area, mass, left, right, top, bottom }: GrowingPart,
  width: number,
  height: number,
): Component {
  const sides =
    (left === 0 ? 1 : 0) + (top === 0 ? 1 : 0) + (right === width ? 1 : 0) + (bottom === height ? 1 : 0);
  return { x: left, y: top, width: right - left, height: bottom - top, area, mass, sides };
}

function reaches(data: Float32Array, start: number, end: number, level: number): boolean {
  for (let p = start; p < end; p++) if (data[p] > level) return true;
  return false;
}

/** Components smaller than this fraction of the digit's main component are specks. */
const SPECK = 0.02;

/** So are components shorter than this fraction of the digit's longer side. */
const DOT = 0.12;

/** Components this close to the digit belong to it, as a fraction of its longer side. */
const NEAR = 0.3;

/**
 * Selects the components of the digit: the most massive one well within the image, and those near it that are not
 * specks (the detached roof of a 5, a broken stroke). Undefined if there are no components.
 *
 * @returns for each component whether it is kept
 */
export function chooseDigit(
  parts: readonly Component[],
  width: number,
  height: number,
): boolean[] | undefined {
  let main = -1;
  let best = 0;
  for (let i = 0; i < parts.length; i++) {
    const score = prominence(parts[i], width, height);
    if (score > best) {
      best = score;
      main = i;
    }
  }
  if (main < 0) return undefined;

  const kept = parts.map((_, i) => i === main);
  const first = parts[main];
  let { x: left, y: top } = first;
  let right = left + first.width;
  let bottom = top + first.height;
  for (let grown = true; grown; ) {
    grown = false;
    const long = Math.max(right - left, bottom - top);
    const reach = NEAR * long;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      if (kept[i] || part.mass < SPECK * first.mass) continue;
      if (Math.max(part.width, part.height) < DOT * long) continue;
      // a component cut by the border is more likely a neighbour, unless the digit itself is cut
      if (part.sides > 0 && first.sides === 0) continue;
      const gapX = Math.max(0, part.x - right, left - (part.x + part.width));
      const gapY = Math.max(0, part.y - bottom, top - (part.y + part.height));
      if (Math.max(gapX, gapY) > reach) continue;
      kept[i] = true;
      grown = true;
      left = Math.min(left, part.x);
      top = Math.min(top, part.y);
      right = Math.max(right, part.x + part.width);
      bottom = Math.max(bottom, part.y + part.height);
    }
  }
  return kept;
}

/** How likely a component is the subject of the image: massive, large, central, not cut by the border. */
function prominence(part: Component, width: number, height: number): number {
  const offX = Math.abs(part.x + part.width / 2 - width / 2) / (width / 2);
  const offY = Math.abs(part.y + part.height / 2 - height / 2) / (height / 2);
  const central = 1 - 0.5 * Math.max(offX, offY);
  const cut = [1, 0.5, 0.25, 0.1, 0.05][part.sides];
  return part.mass * central * cut;
}
