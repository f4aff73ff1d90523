import type { Plane } from '../image.ts';

/** A thin, straight, nearly level stroke: rules, sides of boxes, and strokes of digits as well. */
export interface LevelSegment {
  /** First and last column. */
  readonly from: number;
  readonly to: number;
  /** Height of its middle at these ends. */
  readonly start: number;
  readonly end: number;
  /** Its usual thickness, in pixels. */
  readonly thickness: number;
}

/** Rise over run at most. */
const STEEPEST = 0.1;

/** Middles are this near to one straight line, in pixels, and as a fraction of the length. */
const STRAIGHT = 1.2;
const BEND = 0.012;

/** More runs than this in one column are print or noise. */
const MOST_RUNS = 400;

interface Chain {
  readonly columns: number[];
  readonly middles: number[];
  top: number;
  bottom: number;
  readonly thicknesses: number[];
}

/**
 * The nearly level segments of the pixels above `level`: upright runs no longer than `thickest` are followed from column
 * to column, over gaps of up to `gap` columns where another stroke crosses.
 */
export function findSegments(
  ink: Plane,
  level: number,
  thickest: number,
  shortest: number,
  gap: number,
): LevelSegment[] {
  const { width, height, data } = ink;
  let open: Chain[] = [];
  const segments: LevelSegment[] = [];
  const close = (chain: Chain): void => {
    const segment = fitLine(chain, shortest);
    if (segment !== undefined) segments.push(segment);
  };
  for (let x = 0; x < width; x++) {
    const taken = new Set<Chain>();
    const born: Chain[] = [];
    let runs = 0;
    for (let y = 0; y < height && runs < MOST_RUNS; y++) {
      if (!(data[y * width + x] > level)) continue;
      const top = y;
      while (y < height && data[y * width + x] > level) y++;
      if (y - top > thickest) continue;
      runs++;
      let best: Chain | undefined;
      for (const chain of open) {
        if (taken.has(chain) || chain.bottom < top - 1 || chain.top > y) continue;
        if (best === undefined || chain.columns.length > best.columns.length) best = chain;
      }
      const chain = best ?? { columns: [], middles: [], top, bottom: y, thicknesses: [] };
      chain.columns.push(x);
      chain.middles.push((top + y - 1) / 2);
      chain.top = top;
      chain.bottom = y - 1;
      chain.thicknesses.push(y - top);
      if (best === undefined) born.push(chain);
      else taken.add(chain);
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

/** The least-squares line through a chain, where it is long and straight enough. */
function fitLine({ columns, middles, thicknesses }: Chain, shortest: number): LevelSegment | undefined {
  const count = columns.length;
  const from = columns[0];
  const to = columns[count - 1];
  const length = to - from + 1;
  if (length < shortest || count < 0.6 * length) return undefined;
  let meanX = 0;
  let meanY = 0;
  for (let k = 0; k < count; k++) {
    meanX += columns[k];
    meanY += middles[k];
  }
  meanX /= count;
  meanY /= count;
  let xx = 0;
  let xy = 0;
  for (let k = 0; k < count; k++) {
    xx += (columns[k] - meanX) * (columns[k] - meanX);
    xy += (columns[k] - meanX) * (middles[k] - meanY);
  }
  const slope = xx > 0 ? xy / xx : 0;
  if (Math.abs(slope) > STEEPEST) return undefined;
  const tolerance = STRAIGHT + BEND * length;
  let off = 0;
  for (let k = 0; k < count; k++) {
    if (Math.abs(middles[k] - meanY - slope * (columns[k] - meanX)) > tolerance) off++;
  }
  if (off > 0.05 * count) return undefined;
  return {
    from,
    to,
    start: meanY + slope * (from - meanX),
    end: meanY + slope * (to - meanX),
    // less than the mean, where digits stand on it
    thickness: thicknesses.sort((a, b) => a - b)[Math.floor(count * 0.4)],
  };
}
