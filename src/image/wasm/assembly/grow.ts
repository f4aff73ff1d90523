// Thicker strokes: grey dilation by a disc with a soft rim; see ../../digit/grow-stroke.ts.

import { get, set } from './memory';

const NOTHING: f32 = -Infinity;

// @ts-ignore: decorator
@inline
function value(plane: usize, index: i32): f32 {
  return load<f32>(plane + (<usize>index << 2));
}

/** Dilates by the pixels of value 1. @param down room for as many integers as there are pixels */
export function raiseNearFull(
  values: usize,
  source: usize,
  width: i32,
  height: i32,
  size: f64,
  down: usize,
): void {
  const count = width * height;
  const far = <i32>Math.ceil(size) + 1;
  for (let p = 0; p < count; p++) {
    let rows = far;
    if (value(source, p) == 1) rows = 0;
    else if (p >= width) rows = min(far, get(down, p - width) + 1);
    set(down, p, rows);
  }
  for (let p = count - 1 - width; p >= 0; p--) set(down, p, min(get(down, p), get(down, p + width) + 1));
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      let nearest = get(down, p) * get(down, p);
      for (let u = 1; u < far && u * u < nearest; u++) {
        const least = min(x >= u ? get(down, p - u) : far, x + u < width ? get(down, p + u) : far);
        if (least < far && u * u + least * least < nearest) nearest = u * u + least * least;
      }
      const raised = 1 - max(0, Math.sqrt(<f64>nearest) - size);
      if (raised > <f64>value(values, p)) store<f32>(values + (<usize>p << 2), <f32>raised);
    }
  }
}

/** Extends the maxima of `half` - 1 pixels on both sides to those of `half`. */
function extendRows(largest: usize, padded: usize, count: i32, half: i32): void {
  const away = <usize>half << 2;
  for (let at = away, end = <usize>(count - half) << 2; at < end; at += 16) {
    const sides = f32x4.pmax(v128.load(padded + at - away), v128.load(padded + at + away));
    v128.store(largest + at, f32x4.pmax(v128.load(largest + at), sides));
  }
}

// @ts-ignore: decorator
@inline
function larger(a: f32, b: f32): f32 {
  return a > b ? a : b;
}

/** Raises `count` values to those of two other rows, except full ones. */
function raiseRow(values: usize, full: usize, above: usize, below: usize, count: i32): void {
  let x = 0;
  for (; x + 4 <= count; x += 4, values += 16, full += 16, above += 16, below += 16) {
    const old = v128.load(values);
    const raised = f32x4.pmax(old, f32x4.pmax(v128.load(above), v128.load(below)));
    v128.store(values, v128.bitselect(old, raised, v128.load(full)));
  }
  for (; x < count; x++, values += 4, full += 4, above += 4, below += 4) {
    if (load<i32>(full) != 0) continue;
    store<f32>(values, larger(load<f32>(values), larger(load<f32>(above), load<f32>(below))));
  }
}

/**
 * Dilates by all values within the disc and its rim. Values that are 1 remain so, even if rounding has raised others above.
 *
 * @param full room for as many integers as there are pixels
 * @param padded room for the plane with ceil(`size`) more pixels on each side, and 4 more
 * @param largest as much room
 * @param shifts how far the pixels of the rim are away in `padded`, the nearest first
 * @param fades how much less than those of the disc they count
 */
export function raiseAll(
  values: usize,
  source: usize,
  width: i32,
  height: i32,
  size: f64,
  full: usize,
  padded: usize,
  largest: usize,
  shifts: usize,
  fades: usize,
  rim: i32,
): void {
  const reach = <i32>Math.ceil(size);
  const across = width + 2 * reach;
  const count = across * (height + 2 * reach);
  for (let at: usize = 0, end = <usize>(width * height) << 2; at < end; at += 16) {
    v128.store(full + at, f32x4.eq(v128.load(values + at), f32x4.splat(1)));
  }
  for (let p = 0; p < count; p += 4) v128.store(padded + (<usize>p << 2), f32x4.splat(NOTHING));
  const start = reach * across + reach;
  for (let y = 0; y < height; y++) {
    memory.copy(padded + (<usize>(start + y * across) << 2), source + (<usize>(y * width) << 2), <usize>width << 2);
  }
  memory.copy(largest, padded, <usize>count << 2);
  let half = 0;
  for (let v = reach; v >= 0; v--) {
    if (<f64>v > size) continue;
    while (Math.sqrt(<f64>((half + 1) * (half + 1) + v * v)) <= size) extendRows(largest, padded, count, ++half);
    for (let y = 0; y < height; y++) {
      const above = largest + (<usize>(start + (y - v) * across) << 2);
      const below = largest + (<usize>(start + (y + v) * across) << 2);
      const row = <usize>(y * width) << 2;
      raiseRow(values + row, full + row, above, below, width);
    }
  }
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      if (get(full, p) != 0) continue;
      let raised = <f64>value(values, p);
      const most = <f64>largestNear(values, x, y, width, height);
      const middle = start + y * across + x;
      for (let k = 0; k < rim; k++) {
        const fade = load<f64>(fades + (<usize>k << 3));
        if (!(most - fade > raised)) break;
        raised = max(raised, <f64>value(padded, middle + get(shifts, k)) - fade);
      }
      store<f32>(values + (<usize>p << 2), <f32>raised);
    }
  }
}

/** The maximum of a pixel and its eight neighbours. */
// @ts-ignore: decorator
@inline
function largestNear(values: usize, x: i32, y: i32, width: i32, height: i32): f32 {
  let most: f32 = 0;
  for (let row = max(0, y - 1), bottom = min(height - 1, y + 1); row <= bottom; row++) {
    for (let column = max(0, x - 1), right = min(width - 1, x + 1); column <= right; column++) {
      most = larger(value(values, row * width + column), most);
    }
  }
  return most;
}
