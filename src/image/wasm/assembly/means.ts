// Means of squares and of neighbourhoods.

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
  for (let top = 0; top < height; top += side) {
    const down = min(side, height - top);
    for (let left = 0; left < width; left += side, to += 4) {
      const across = min(side, width - left);
      let sum: f64 = 0;
      let line = from + (<usize>(top * width + left) << 2);
      for (let y = 0; y < down; y++, line += <usize>width << 2) {
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

/** Mean of 3x3 neighbourhoods, clipped at the border. */
export function smooth(from: usize, width: i32, height: i32, to: usize): void {
  const stride = <usize>width << 2;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      const at = from + (<usize>(y * width + x) << 2);
      if (y > 0 && y < height - 1 && x > 0 && x < width - 1) {
        const above = value(at - stride - 4) + value(at - stride) + value(at - stride + 4);
        const neighbours = above + value(at - 4) + value(at) + value(at + 4);
        const all = neighbours + value(at + stride - 4) + value(at + stride) + value(at + stride + 4);
        store<f32>(to, <f32>(all / 9));
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
    }
  }
}
