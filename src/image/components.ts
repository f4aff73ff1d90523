import type { Box, Plane } from './picture.ts';

/** A connected part of the ink. */
export interface Part extends Box {
  /** Pixels in it. */
  readonly area: number;
  /** Sum of its ink. */
  readonly mass: number;
  /** How many of the frame's four sides it touches. */
  readonly sides: number;
}

/** Parts of a picture: `labels` holds for each pixel 0 or 1 + the index of its part. */
export interface Parts {
  readonly labels: Int32Array;
  readonly parts: readonly Part[];
}

/** Kept from picture to picture: clearing one takes as long as many a picture's ink. */
let lastStack = new Int32Array(0);

function stackOf(length: number): Int32Array {
  if (lastStack.length < length) lastStack = new Int32Array(length);
  return lastStack;
}

/**
 * Connected parts (8 neighbours) of the pixels above `low` that hold at least one pixel above `high`: a faint end
 * of a stroke stays with its stroke, a faint smudge by itself does not count.
 */
export function connectedParts(ink: Plane, low: number, high: number): Parts {
  const { width, height, data } = ink;
  const labels = new Int32Array(width * height);
  const stack = stackOf(width * height);
  const parts: Part[] = [];
  for (let seed = 0; seed < data.length; seed++) {
    if (!(data[seed]! > high) || labels[seed] !== 0) continue;
    const label = parts.length + 1;
    let depth = 1;
    stack[0] = seed;
    labels[seed] = label;
    let area = 0;
    let mass = 0;
    let left = width;
    let right = 0;
    let top = height;
    let bottom = 0;
    while (depth > 0) {
      const p = stack[--depth]!;
      const y = (p / width) | 0;
      const x = p - y * width;
      area++;
      mass += data[p]!;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
      const x0 = x > 0 ? x - 1 : 0;
      const x1 = x < width - 1 ? x + 1 : x;
      const y1 = y < height - 1 ? y + 1 : y;
      for (let v = y > 0 ? y - 1 : 0; v <= y1; v++) {
        for (let u = x0; u <= x1; u++) {
          const q = v * width + u;
          if (labels[q] === 0 && data[q]! > low) {
            labels[q] = label;
            stack[depth++] = q;
          }
        }
      }
    }
    const sides =
      (left === 0 ? 1 : 0) +
      (top === 0 ? 1 : 0) +
      (right === width - 1 ? 1 : 0) +
      (bottom === height - 1 ? 1 : 0);
    parts.push({ x: left, y: top, width: right - left + 1, height: bottom - top + 1, area, mass, sides });
  }
  return { labels, parts };
}

/** Parts smaller than this share of the digit's main part are specks. */
const SPECK = 0.02;

/** So are dots: parts shorter than this share of the digit's longer side. */
const DOT = 0.12;

/** Parts this near to the digit belong to it, as a share of its longer side. */
const NEAR = 0.3;

/**
 * Which parts make up the digit: the most massive one that lies well within the picture, and the parts near it that
 * are no specks (the loose roof of a 5, a stroke that broke in two). Undefined where there is no part.
 *
 * @returns for each part whether it is kept
 */
export function chooseDigit(parts: readonly Part[], width: number, height: number): boolean[] | undefined {
  let main = -1;
  let best = 0;
  for (let i = 0; i < parts.length; i++) {
    const score = prominence(parts[i]!, width, height);
    if (score > best) {
      best = score;
      main = i;
    }
  }
  if (main < 0) return undefined;

  const kept = parts.map((_, i) => i === main);
  const first = parts[main]!;
  let { x: left, y: top } = first;
  let right = left + first.width;
  let bottom = top + first.height;
  for (let grown = true; grown; ) {
    grown = false;
    const long = Math.max(right - left, bottom - top);
    const reach = NEAR * long;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!;
      if (kept[i] || part.mass < SPECK * first.mass) continue;
      if (Math.max(part.width, part.height) < DOT * long) continue;
      // what the frame cuts off is more likely a neighbour, unless the digit itself is cut
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

/** How much a part looks like what the picture is of: massive, large, central, not cut by the frame. */
function prominence(part: Part, width: number, height: number): number {
  const offX = Math.abs(part.x + part.width / 2 - width / 2) / (width / 2);
  const offY = Math.abs(part.y + part.height / 2 - height / 2) / (height / 2);
  const central = 1 - 0.5 * Math.max(offX, offY);
  const cut = [1, 0.5, 0.25, 0.1, 0.05][part.sides]!;
  return part.mass * central * cut;
}
