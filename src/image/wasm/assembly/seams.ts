// Cuts through a mark; see ../../segment/split-seam.ts and over-segment.ts. A mask has a byte a pixel, 1 for ink.

import { get, set } from './memory';

/** The mask of the pixels of a box that are above `low` and whose label is `own`. */
export function maskInk(
  ink: usize,
  labels: usize,
  own: usize,
  across: i32,
  left: i32,
  top: i32,
  width: i32,
  height: i32,
  low: f64,
  mask: usize,
): void {
  for (let row = 0; row < height; row++) {
    let p = <usize>((top + row) * across + left) << 2;
    for (const end = mask + <usize>width; mask < end; mask++, p += 4) {
      const isInk = <f64>load<f32>(ink + p) > low;
      store<u8>(mask, isInk && load<u8>(own + load<i32>(labels + p)) == 1 ? 1 : 0);
    }
  }
}

/** The number of runs of ink in the rows of a mask, and of the pixels in them: two integers. */
export function countMaskRuns(mask: usize, width: i32, height: i32, to: usize): void {
  let runs = 0;
  let pixels = 0;
  for (let row = 0; row < height; row++) {
    let before = 0;
    for (const end = mask + <usize>width; mask < end; mask++) {
      const ink = <i32>load<u8>(mask);
      pixels += ink;
      runs += ink & (before ^ 1);
      before = ink;
    }
  }
  store<i32>(to, runs);
  store<i32>(to, pixels, 4);
}

/**
 * The columns at which the vertical extent of a mask is at most `most`, and smaller than within `reach`; returns their
 * number.
 *
 * @param extents two rows of `width` integers, of which the first becomes the extents
 */
export function findNotches(
  mask: usize,
  width: i32,
  height: i32,
  reach: i32,
  most: f64,
  extents: usize,
  notches: usize,
): i32 {
  const tops = extents + (<usize>width << 2);
  for (let x = 0; x < width; x++) {
    set(tops, x, height);
    set(extents, x, -1); // bottoms at first
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, mask++) {
      if (load<u8>(mask) == 0) continue;
      if (get(tops, x) == height) set(tops, x, y);
      set(extents, x, y);
    }
  }
  for (let x = 0; x < width; x++) set(extents, x, max(0, get(extents, x) - get(tops, x) + 1));
  let count = 0;
  for (let x = reach; x < width - reach; x++) {
    const extent = get(extents, x);
    if (<f64>extent > most) continue;
    let isLowest = true;
    for (let near = x - reach; near <= x + reach && isLowest; near++) {
      const other = get(extents, near);
      isLowest = other > extent || (other == extent && near >= x);
    }
    if (!isLowest) continue;
    let end = x;
    while (end + 1 < width - reach && get(extents, end + 1) == extent) end++;
    if (extent < get(extents, x - reach) && extent < get(extents, x + reach)) set(notches, count++, (x + end) >> 1);
  }
  return count;
}

const SIDE_STEP: f64 = 0.05;
const OFF_CENTRE: f64 = 0.3;

/**
 * The cheapest cut within `count` columns from `first` on; returns the ink that it crosses.
 *
 * @param costs two rows of `count` doubles
 * @param from `height` rows of `count` bytes
 * @param columns of the cut, by row
 */
export function cheapestSeam(
  mask: usize,
  width: i32,
  height: i32,
  first: i32,
  count: i32,
  costs: usize,
  from: usize,
  columns: usize,
): i32 {
  let above = costs;
  let here = costs + (<usize>count << 3);
  for (let i = 0; i < count; i++) {
    const off = <f64>abs(2 * i - count);
    store<f64>(above + (<usize>i << 3), <f64>load<u8>(mask + <usize>(first + i)) + (OFF_CENTRE * off) / <f64>count);
  }
  for (let row = 1; row < height; row++) {
    const line = mask + <usize>(row * width + first);
    const steps = from + <usize>(row * count);
    for (let i = 0; i < count; i++) {
      const up = above + (<usize>i << 3);
      let best = load<f64>(up);
      let step = 0;
      if (i > 0) {
        const cost = load<f64>(up - 8) + SIDE_STEP;
        if (cost < best) {
          best = cost;
          step = -1;
        }
      }
      if (i < count - 1) {
        const cost = load<f64>(up, 8) + SIDE_STEP;
        if (cost < best) {
          best = cost;
          step = 1;
        }
      }
      store<i8>(steps + <usize>i, <i8>step);
      store<f64>(here + (<usize>i << 3), best + <f64>load<u8>(line + <usize>i));
    }
    const other = above;
    above = here;
    here = other;
  }
  let end = 0;
  for (let i = 1; i < count; i++) {
    if (load<f64>(above + (<usize>i << 3)) < load<f64>(above + (<usize>end << 3))) end = i;
  }
  let cost = 0;
  for (let row = height - 1, i = end; row >= 0; row--) {
    set(columns, row, first + i);
    cost += <i32>load<u8>(mask + <usize>(row * width + first + i));
    if (row > 0) i += <i32>load<i8>(from + <usize>(row * count + i));
  }
  return cost;
}

/** Where part `k` of a row ends that begins at `left`. @param columns of all cuts, one after another */
// @ts-ignore: decorator
@inline
function endOfPart(columns: usize, cuts: i32, k: i32, row: i32, width: i32, height: i32): i32 {
  return k < cuts ? min(width, get(columns, k * height + row) + 1) : width;
}

/** The bounds of the own pixels of each part between cuts: left, top, right and bottom, inclusive; left is `width` if none. */
export function measureParts(
  labels: usize,
  own: usize,
  across: i32,
  x: i32,
  y: i32,
  width: i32,
  height: i32,
  columns: usize,
  cuts: i32,
  bounds: usize,
): void {
  for (let k = 0; k <= cuts; k++) {
    set(bounds, 4 * k, width);
    set(bounds, 4 * k + 1, height);
    set(bounds, 4 * k + 2, -1);
    set(bounds, 4 * k + 3, -1);
  }
  for (let row = 0; row < height; row++) {
    const start = (y + row) * across + x;
    let left = 0;
    for (let k = 0; k <= cuts && left < width; k++) {
      const right = endOfPart(columns, cuts, k, row, width, height);
      if (right <= left) continue; // cuts may cross
      let first = left;
      let final = right - 1;
      left = right;
      while (first <= final && load<u8>(own + get(labels, start + first)) == 0) first++;
      if (first > final) continue;
      while (load<u8>(own + get(labels, start + final)) == 0) final--;
      const part = 4 * k;
      set(bounds, part, min(get(bounds, part), first));
      set(bounds, part + 1, min(get(bounds, part + 1), row));
      set(bounds, part + 2, max(get(bounds, part + 2), final));
      set(bounds, part + 3, row);
    }
  }
}

/** Gives the own pixels of each part between cuts the label of the part. */
export function labelParts(
  labels: usize,
  own: usize,
  across: i32,
  x: i32,
  y: i32,
  width: i32,
  height: i32,
  columns: usize,
  cuts: i32,
  labelOf: usize,
): void {
  for (let row = 0; row < height; row++) {
    const start = (y + row) * across + x;
    let left = 0;
    for (let k = 0; k <= cuts && left < width; k++) {
      const right = endOfPart(columns, cuts, k, row, width, height);
      const label = get(labelOf, k);
      for (; left < right; left++) {
        if (load<u8>(own + get(labels, start + left)) != 0) set(labels, start + left, label);
      }
    }
  }
}
