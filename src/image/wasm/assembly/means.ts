// Means of squares and of neighbourhoods.

import { promoteHigh } from './memory';

/**
 * Means of squares of bytes; see ../../sheet/squares.ts.
 *
 * @param size rows of a square, 256 at most; its rows have `across` bytes
 * @param sums room for the sums of the columns of a row of squares, as 16-bit integers in whole vectors
 */
export function sumSquares(
  from: usize,
  stride: i32,
  size: i32,
  across: i32,
  columns: i32,
  rows: i32,
  sums: usize,
  to: usize,
): void {
  const count = <f64>(size * across);
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < stride; x += 16) {
      let low = i16x8.splat(0);
      let high = i16x8.splat(0);
      let line = from + <usize>x;
      for (let y = 0; y < size; y++, line += stride) {
        const bytes = v128.load(line);
        low = i16x8.add(low, i16x8.extend_low_i8x16_u(bytes));
        high = i16x8.add(high, i16x8.extend_high_i8x16_u(bytes));
      }
      const at = sums + (<usize>x << 1);
      v128.store(at, low);
      v128.store(at, high, 16);
    }
    let at = sums;
    for (let column = 0; column < columns; column++, to += 4) {
      let sum = 0;
      for (const end = at + (<usize>across << 1); at < end; at += 2) sum += <i32>load<u16>(at);
      store<f32>(to, <f32>(<f64>sum / count));
    }
    from += <usize>size * stride;
  }
}

/** Means of squares of `side` x `side` values, clipped at the right and bottom border. */
export function shrinkByMean(from: usize, width: i32, height: i32, side: i32, to: usize): void {
  const stride = <usize>width << 2;
  const apart = <usize>side << 2;
  for (let top = 0; top < height; top += side) {
    const down = min(side, height - top);
    let square = from + <usize>top * stride;
    let left = 0;
    // two squares at once, each summed in the order of its pixels
    const count = f64x2.splat(<f64>(side * down));
    for (; left + 2 * side <= width; left += 2 * side, square += 2 * apart, to += 8) {
      let sums = f64x2.splat(0);
      let line = square;
      for (let y = 0; y < down; y++, line += stride) {
        let own = f64x2.splat(0);
        let at = line;
        const end = line + apart;
        for (; at + 16 <= end; at += 16) {
          const one = v128.load(at);
          const other = v128.load(at + apart);
          const start = i32x4.shuffle(one, other, 0, 4, 1, 5);
          const rest = i32x4.shuffle(one, other, 2, 6, 3, 7);
          own = f64x2.add(f64x2.add(own, f64x2.promote_low_f32x4(start)), promoteHigh(start));
          own = f64x2.add(f64x2.add(own, f64x2.promote_low_f32x4(rest)), promoteHigh(rest));
        }
        for (; at < end; at += 4) {
          const both = v128.load32_lane(at + apart, v128.load32_zero(at), 1);
          own = f64x2.add(own, f64x2.promote_low_f32x4(both));
        }
        sums = f64x2.add(sums, own);
      }
      v128.store64_lane(to, f32x4.demote_f64x2_zero(f64x2.div(sums, count)), 0);
    }
    for (; left < width; left += side, square += apart, to += 4) {
      const across = min(side, width - left);
      let sum: f64 = 0;
      let line = square;
      for (let y = 0; y < down; y++, line += stride) {
        let own: f64 = 0;
        for (let at = line, end = line + (<usize>across << 2); at < end; at += 4) own += <f64>load<f32>(at);
        sum += own;
      }
      store<f32>(to, <f32>(sum / <f64>(across * down)));
    }
  }
}

// @ts-ignore: decorator
@inline
function value(at: usize): f64 {
  return <f64>load<f32>(at);
}

/** Two neighbouring values. */
// @ts-ignore: decorator
@inline
function two(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** Mean of 3x3 neighbourhoods, clipped at the border. */
export function smooth(from: usize, width: i32, height: i32, to: usize): void {
  const stride = <usize>width << 2;
  const nine = f64x2.splat(9);
  for (let y = 0; y < height; y++) {
    const isInner = y > 0 && y < height - 1;
    for (let x = 0; x < width; ) {
      const at = from + (<usize>(y * width + x) << 2);
      if (isInner && x > 0 && x + 2 < width) {
        const first = f64x2.add(f64x2.add(two(at - stride - 4), two(at - stride)), two(at - stride + 4));
        const above = f64x2.add(f64x2.add(f64x2.add(first, two(at - 4)), two(at)), two(at + 4));
        const below = f64x2.add(f64x2.add(above, two(at + stride - 4)), two(at + stride));
        const all = f64x2.add(below, two(at + stride + 4));
        v128.store64_lane(to, f32x4.demote_f64x2_zero(f64x2.div(all, nine)), 0);
        x += 2;
        to += 8;
        continue;
      }
      let sum: f64 = 0;
      let count = 0;
      for (let v = max(0, y - 1), bottom = min(height - 1, y + 1); v <= bottom; v++) {
        for (let u = max(0, x - 1), right = min(width - 1, x + 1); u <= right; u++) {
          sum += value(from + (<usize>(v * width + u) << 2));
          count++;
        }
      }
      store<f32>(to, <f32>(sum / <f64>count));
      x++;
      to += 4;
    }
  }
}
